package vn.edulake.orchestration.dag;

/** Something in a DAG file that is understood but has no effect here. */
public record ImportWarning(String dagId, String file, int line, String message) {}
