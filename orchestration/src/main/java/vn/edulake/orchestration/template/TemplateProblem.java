package vn.edulake.orchestration.template;

/** Why a template cannot be rendered. */
final class TemplateProblem extends RuntimeException {
  TemplateProblem(String message) {
    super(message);
  }
}
