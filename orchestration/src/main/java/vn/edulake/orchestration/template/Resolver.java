package vn.edulake.orchestration.template;

import com.hubspot.jinjava.el.ext.NamedParameter;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import java.beans.FeatureDescriptor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.orchestration.template.Member.Arguments;
import vn.edulake.orchestration.template.Member.Value;

/**
 * The only way from a template to a value: maps, lists, texts and members. There is no reflection,
 * so no method of Java can be reached.
 */
final class Resolver extends ELResolver {
  @Override
  public @Nullable Object getValue(ELContext context, @Nullable Object base, Object property) {
    if (base == null) {
      return null;
    }
    context.setPropertyResolved(true);
    String name = String.valueOf(property);
    if (base instanceof Undefined undefined) {
      throw undefined.problem();
    }
    if (base instanceof Member member) {
      return member.attribute(name).map(Value::value).orElseGet(() -> new Undefined(name));
    }
    if (base instanceof Map<?, ?> map) {
      return map.containsKey(name) ? map.get(name) : new Undefined(name);
    }
    if (base instanceof List<?> list) {
      return element(list, property, name);
    }
    if (base instanceof String text && property instanceof Number index) {
      int at = index.intValue() < 0 ? text.length() + index.intValue() : index.intValue();
      return at >= 0 && at < text.length() ? text.substring(at, at + 1) : new Undefined(name);
    }
    return new Undefined(name);
  }

  private static @Nullable Object element(List<?> list, Object property, String name) {
    if (!(property instanceof Number) && !name.matches("-?\\d+")) {
      return new Undefined(name);
    }
    int index = property instanceof Number number ? number.intValue() : Integer.parseInt(name);
    int at = index < 0 ? list.size() + index : index;
    return at >= 0 && at < list.size() ? list.get(at) : new Undefined(name);
  }

  @Override
  public @Nullable Object invoke(
      ELContext context,
      @Nullable Object base,
      Object method,
      Class<?> @Nullable [] types,
      Object @Nullable [] given) {
    if (base == null) {
      throw new UserError(
          ErrorCode.TEMPLATE_INVALID, "Cannot call " + method + ": there is nothing to call it on");
    }
    context.setPropertyResolved(true);
    if (base instanceof Undefined undefined) {
      throw undefined.problem();
    }
    String name = String.valueOf(method);
    if (base instanceof Filter || base instanceof ExpTest) {
      return ofLanguage(base, name, given == null ? new Object[0] : given);
    }
    List<@Nullable Object> positional = new ArrayList<>();
    Map<String, @Nullable Object> named = new LinkedHashMap<>();
    for (Object value : given == null ? new Object[0] : given) {
      if (value instanceof Undefined undefined) {
        throw undefined.problem();
      }
      if (value instanceof NamedParameter parameter) {
        named.put(parameter.getName(), parameter.getValue());
      } else {
        positional.add(value);
      }
    }
    Arguments arguments = new Arguments(positional, named);
    Optional<Value> result =
        base instanceof Member member
            ? member.call(name, arguments)
            : base instanceof String text
                ? ofText(text, name, arguments)
                : base instanceof Map<?, ?> map ? ofMap(map, name, arguments) : Optional.empty();
    return result
        .orElseThrow(
            () ->
                new UserError(
                    ErrorCode.TEMPLATE_INVALID,
                    "'" + name + "' is no method that a template can call"))
        .value();
  }

  /** Jinja for Java calls filters and tests as methods: the value, the interpreter, arguments. */
  private static @Nullable Object ofLanguage(Object base, String method, @Nullable Object[] given) {
    if (given.length < 2 || !(given[1] instanceof JinjavaInterpreter interpreter)) {
      throw new UserError(
          ErrorCode.TEMPLATE_INVALID, "'" + method + "' is no method that a template can call");
    }
    Object value = given[0];
    List<@Nullable Object> positional = new ArrayList<>();
    Map<String, Object> named = new LinkedHashMap<>();
    for (Object argument : flat(Arrays.asList(given).subList(2, given.length))) {
      if (argument instanceof Undefined undefined) {
        throw undefined.problem();
      }
      if (argument instanceof NamedParameter parameter) {
        named.put(parameter.getName(), parameter.getValue());
      } else if (argument instanceof Map<?, ?> map && given[given.length - 1] == map) {
        map.forEach((key, each) -> named.put(String.valueOf(key), each));
      } else {
        positional.add(argument);
      }
    }
    boolean mayBeUndefined =
        base instanceof Template.Default || base instanceof Template.DefinedTest;
    if (value instanceof Undefined undefined && !mayBeUndefined) {
      throw undefined.problem();
    }
    if (base instanceof Filter filter) {
      return filter.filter(value, interpreter, positional.toArray(), named);
    }
    ExpTest test = (ExpTest) base;
    return method.equals("evaluateNegated")
        ? test.evaluateNegated(value, interpreter, positional.toArray())
        : test.evaluate(value, interpreter, positional.toArray());
  }

  private static List<@Nullable Object> flat(List<@Nullable Object> given) {
    List<@Nullable Object> flat = new ArrayList<>();
    for (Object each : given) {
      if (each instanceof Object[] array) {
        flat.addAll(Arrays.asList(array));
      } else {
        flat.add(each);
      }
    }
    return flat;
  }

  /** Python's methods of a text. */
  private static Optional<Value> ofText(String text, String name, Arguments arguments) {
    return switch (name) {
      case "upper" -> Value.of(text.toUpperCase(java.util.Locale.ROOT));
      case "lower" -> Value.of(text.toLowerCase(java.util.Locale.ROOT));
      case "strip" -> Value.of(text.strip());
      case "lstrip" -> Value.of(text.stripLeading());
      case "rstrip" -> Value.of(text.stripTrailing());
      case "replace" -> Value.of(text.replace(arguments.text(0, "old"), arguments.text(1, "new")));
      case "startswith" -> Value.of(text.startsWith(arguments.text(0, "prefix")));
      case "endswith" -> Value.of(text.endsWith(arguments.text(0, "suffix")));
      case "zfill" -> {
        int width = (int) Math.min(1000, arguments.number(0, "width", 0));
        yield Value.of("0".repeat(Math.max(0, width - text.length())) + text);
      }
      case "split" ->
          Value.of(
              arguments.has(0, "sep")
                  ? List.of(text.split(java.util.regex.Pattern.quote(arguments.text(0, "sep")), -1))
                  : Arrays.asList(text.strip().split("\\s+")));
      case "join" ->
          arguments.get(0, "iterable") instanceof List<?> list
              ? Value.of(String.join(text, list.stream().map(String::valueOf).toList()))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<Value> ofMap(Map<?, ?> map, String name, Arguments arguments) {
    return switch (name) {
      case "get" -> {
        String key = arguments.text(0, "key");
        yield Value.of(map.containsKey(key) ? map.get(key) : arguments.get(1, "default"));
      }
      case "keys" -> Value.of(new ArrayList<>(map.keySet()));
      case "values" -> Value.of(new ArrayList<>(map.values()));
      case "items" -> {
        List<List<?>> items = new ArrayList<>();
        map.forEach(
            (key, value) -> items.add(Collections.unmodifiableList(Arrays.asList(key, value))));
        yield Value.of(items);
      }
      default -> Optional.empty();
    };
  }

  @Override
  public @Nullable Class<?> getCommonPropertyType(ELContext context, @Nullable Object base) {
    return Object.class;
  }

  @Override
  public @Nullable Iterator<FeatureDescriptor> getFeatureDescriptors(
      ELContext context, @Nullable Object base) {
    return Collections.emptyIterator();
  }

  @Override
  public @Nullable Class<?> getType(ELContext context, @Nullable Object base, Object property) {
    return Object.class;
  }

  @Override
  public boolean isReadOnly(ELContext context, @Nullable Object base, Object property) {
    return true;
  }

  @Override
  public void setValue(
      ELContext context, @Nullable Object base, Object property, @Nullable Object value) {
    throw new UserError(ErrorCode.TEMPLATE_INVALID, "A template cannot change " + property);
  }
}
