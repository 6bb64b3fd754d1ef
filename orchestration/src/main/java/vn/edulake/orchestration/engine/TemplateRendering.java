package vn.edulake.orchestration.engine;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Renders nothing. */
final class TemplateRendering implements Rendering {
  @Override
  public Map<String, @Nullable Object> render(
      Context context, Map<String, @Nullable Object> arguments) {
    return arguments;
  }
}
