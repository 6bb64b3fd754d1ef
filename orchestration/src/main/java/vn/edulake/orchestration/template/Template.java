package vn.edulake.orchestration.template;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.interpret.AutoCloseableSupplier.AutoCloseableImpl;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.orchestration.dag.Operator;

/**
 * Renders templates in Jinja's language with the names of a task instance. A rendered text is not
 * rendered again, whatever it holds.
 */
public final class Template {
  private static final int LONGEST = 4 * 1024 * 1024;
  private static final int MOST_ELEMENTS = 100_000;
  private static final Pattern ONE_EXPRESSION =
      Pattern.compile("\\s*\\{\\{-?((?:(?!\\}\\}|\\{\\{).)*)-?\\}\\}\\s*", Pattern.DOTALL);

  private static final Pattern CODE = Pattern.compile("\\{[{%].*?[}%]\\}", Pattern.DOTALL);
  private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"]*\"");
  private static final Pattern FILTER = Pattern.compile("(?<!\\|)\\|\\s*([A-Za-z_]\\w*)");

  private static final Jinjava JINJA = jinja();

  private final TemplateContext context;
  private final Map<String, @Nullable Object> names;

  /** A renderer for one try of a task instance. */
  public Template(TemplateContext context) {
    this.context = context;
    this.names = new Names(context).all();
  }

  /** The arguments of an operator, those that take templates rendered. */
  public Map<String, @Nullable Object> arguments(
      Operator operator, Map<String, @Nullable Object> arguments) {
    Map<String, @Nullable Object> rendered = new LinkedHashMap<>();
    arguments.forEach(
        (key, value) ->
            rendered.put(
                key, operator.kind().templated().contains(key) ? value(value, key) : value));
    return Collections.unmodifiableMap(rendered);
  }

  /** A value: texts in lists and maps are rendered too. */
  public @Nullable Object value(@Nullable Object value, String what) {
    if (value instanceof String text) {
      return context.dag().rendersNativeObjects() ? object(text, what) : text(text, what);
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> rendered = new ArrayList<>();
      list.forEach(element -> rendered.add(value(element, what)));
      return Collections.unmodifiableList(rendered);
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> rendered = new LinkedHashMap<>();
      map.forEach((key, element) -> rendered.put(String.valueOf(key), value(element, what)));
      return Collections.unmodifiableMap(rendered);
    }
    return value;
  }

  /**
   * A text.
   *
   * @param what names the argument in a message
   * @throws UserError when a name is undefined or the template is not well formed
   */
  public String text(String template, String what) {
    if (!template.contains("{{") && !template.contains("{%") && !template.contains("{#")) {
      return template;
    }
    checkFilters(template, what);
    return String.valueOf(inside(what, interpreter -> interpreter.render(template)));
  }

  /** A text of one expression becomes the value of the expression. */
  private @Nullable Object object(String template, String what) {
    Matcher one = ONE_EXPRESSION.matcher(template);
    if (!one.matches()) {
      return text(template, what);
    }
    Object value =
        inside(
            what,
            interpreter -> {
              Object found = interpreter.resolveELExpression(one.group(1), 1);
              if (found instanceof Undefined undefined) {
                throw undefined.problem();
              }
              return found;
            });
    return value instanceof Member ? value.toString() : value;
  }

  /** Does something with a template; whatever goes wrong is told as the template's error. */
  private @Nullable Object inside(
      String what, Function<JinjavaInterpreter, @Nullable Object> step) {
    JinjavaInterpreter interpreter = interpreter();
    Object value;
    try (var current = current(interpreter)) {
      value = step.apply(current.value());
    } catch (RuntimeException e) {
      check(interpreter, what);
      throw problem(what, String.valueOf(e.getMessage()), e);
    }
    check(interpreter, what);
    return value;
  }

  /** Jinja for Java passes over a filter that it does not know. */
  private static void checkFilters(String template, String what) {
    Matcher codes = CODE.matcher(template);
    while (codes.find()) {
      Matcher filters = FILTER.matcher(QUOTED.matcher(codes.group()).replaceAll("''"));
      while (filters.find()) {
        if (JINJA.getGlobalContext().getFilter(filters.group(1)) == null) {
          throw problem(what, "'" + filters.group(1) + "' is no filter", null);
        }
      }
    }
  }

  private static AutoCloseableImpl<JinjavaInterpreter> current(JinjavaInterpreter interpreter) {
    return JinjavaInterpreter.closeablePushCurrent(interpreter).get();
  }

  private JinjavaInterpreter interpreter() {
    Context scope = new Context(JINJA.getGlobalContext(), names, Map.of());
    scope.setDynamicVariableResolver(Undefined::new);
    return new JinjavaInterpreter(JINJA, scope, JINJA.getGlobalConfig());
  }

  private static void check(JinjavaInterpreter interpreter, String what) {
    for (TemplateError error : interpreter.getErrors()) {
      Throwable cause = error.getException();
      while (cause != null && !(cause instanceof UserError)) {
        cause = cause.getCause();
      }
      String reason = cause == null ? error.getMessage() : cause.getMessage();
      throw problem(what, String.valueOf(reason), error.getException());
    }
  }

  private static UserError problem(String what, String reason, @Nullable Throwable cause) {
    String message =
        "Cannot render " + what + ": " + reason.replace('\n', ' ') + ". The task did not run.";
    return cause == null
        ? new UserError(ErrorCode.TEMPLATE_INVALID, message)
        : new UserError(ErrorCode.TEMPLATE_INVALID, message, cause);
  }

  private static Jinjava jinja() {
    Jinjava jinja =
        new Jinjava(
            JinjavaConfig.newBuilder()
                .withElResolver(new Resolver())
                .withNestedInterpretationEnabled(false)
                .withMaxOutputSize(LONGEST)
                .withMaxStringLength(LONGEST)
                .withMaxListSize(MOST_ELEMENTS)
                .withMaxMapSize(MOST_ELEMENTS)
                .withRangeLimit(MOST_ELEMENTS)
                .withMaxRenderDepth(20)
                .withKeepTrailingNewline(true)
                .withDisabled(
                    Map.of(
                        Context.Library.TAG,
                        Set.of(
                            "include", "import", "from", "extends", "do", "macro", "call", "cycle"),
                        Context.Library.FUNCTION,
                        Set.of("today", "unixtimestamp", "type", "namespace"),
                        Context.Library.FILTER,
                        Set.of("random", "shuffle", "render", "pprint")))
                .build());
    jinja.setResourceLocator(
        (name, encoding, interpreter) -> {
          throw new UserError(ErrorCode.TEMPLATE_INVALID, "A template cannot read " + name);
        });
    filter(jinja, "ds", TemplateTime::ds);
    filter(jinja, "ds_nodash", time -> time.ds().replace("-", ""));
    filter(jinja, "ts", TemplateTime::isoformat);
    filter(jinja, "ts_nodash", TemplateTime::tsNoDash);
    filter(jinja, "ts_nodash_with_tz", TemplateTime::tsNoDashWithZone);
    jinja.registerFilter(new Default("default"));
    jinja.registerFilter(new Default("d"));
    jinja.registerExpTest(new DefinedTest("defined", false));
    jinja.registerExpTest(new DefinedTest("undefined", true));
    return jinja;
  }

  private static void filter(Jinjava jinja, String name, Function<TemplateTime, String> show) {
    jinja.registerFilter(new TimeFilter(name, show));
  }

  private record TimeFilter(String name, Function<TemplateTime, String> show) implements Filter {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public @Nullable Object filter(
        @Nullable Object value, JinjavaInterpreter interpreter, String... arguments) {
      if (value instanceof Undefined undefined) {
        throw undefined.problem();
      }
      if (value == null) {
        return null;
      }
      return show.apply(
          value instanceof TemplateTime time ? time : TemplateTime.parse(String.valueOf(value)));
    }
  }

  /** {@code default(value, boolean)}: with true also in place of what is empty or false. */
  record Default(String name) implements Filter {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public @Nullable Object filter(
        @Nullable Object value, JinjavaInterpreter interpreter, String... arguments) {
      return value instanceof Undefined ? (arguments.length > 0 ? arguments[0] : "") : value;
    }

    @Override
    public @Nullable Object filter(
        @Nullable Object value,
        JinjavaInterpreter interpreter,
        Object[] arguments,
        Map<String, Object> named) {
      Object fallback =
          arguments.length > 0 ? arguments[0] : named.getOrDefault("default_value", "");
      Object alsoEmpty = arguments.length > 1 ? arguments[1] : named.get("boolean");
      boolean isEmpty =
          value == null
              || value.equals("")
              || value.equals(false)
              || (value instanceof Map<?, ?> map && map.isEmpty())
              || (value instanceof List<?> list && list.isEmpty());
      return value instanceof Undefined || (Boolean.TRUE.equals(alsoEmpty) && isEmpty)
          ? fallback
          : value;
    }
  }

  record DefinedTest(String name, boolean isUndefined) implements ExpTest {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean evaluate(
        @Nullable Object value, JinjavaInterpreter interpreter, Object... arguments) {
      return value instanceof Undefined == isUndefined;
    }
  }
}
