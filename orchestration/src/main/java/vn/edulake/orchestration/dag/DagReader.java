package vn.edulake.orchestration.dag;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.UserError;
import vn.edulake.orchestration.dag.Yaml.Mapping;
import vn.edulake.orchestration.dag.Yaml.Sequence;
import vn.edulake.orchestration.timetable.ContinuousTimetable;

/** Reads one DAG of a file, and collects every problem that it finds on the way. */
final class DagReader {
  private final Values values;
  private final Map<String, String> aliases;
  private final Path root;
  private final @Nullable Path folder;
  private final String file;
  private final List<UserError> problems = new ArrayList<>();
  private final List<ImportWarning> warnings = new ArrayList<>();

  /**
   * Makes a reader.
   *
   * @param folder of the file, or null when nothing beside the text is read
   */
  DagReader(
      Values values, Map<String, String> aliases, Path root, @Nullable Path folder, String file) {
    this.values = values;
    this.aliases = aliases;
    this.root = root;
    this.folder = folder;
    this.file = file;
  }

  List<UserError> problems() {
    return problems;
  }

  List<ImportWarning> warnings() {
    return warnings;
  }

  /** A group as the file has it, and what was found out about it. */
  private record Group(
      String name, Mapping mapping, Place place, String id, @Nullable String parentName) {}

  Optional<Dag> read(String key, Place place, Mapping dag) {
    try {
      Dag built = build(key, place, dag);
      return problems.isEmpty() ? Optional.of(built) : Optional.empty();
    } catch (UserError e) {
      problems.add(e);
    } catch (IllegalArgumentException e) {
      problems.add(place.problem("DAG " + key + ": " + e.getMessage()));
    }
    return Optional.empty();
  }

  private Dag build(String key, Place place, Mapping dag) {
    String id = TaskReader.text(dag, "dag_id", key);
    checkKeys(id, dag);
    Mapping defaultArgs =
        TaskReader.value(dag, "default_args")
            .map(found -> Values.mapping(found, "default_args"))
            .orElseGet(() -> Yaml.empty(place));
    checkDefaultArgs(id, defaultArgs);
    ZoneId zone =
        TaskReader.value(dag, "timezone")
            .or(() -> TaskReader.value(defaultArgs, "timezone"))
            .map(values::zone)
            .orElse(ZoneOffset.UTC);
    Instant start = instant(dag, defaultArgs, "start_date", zone);
    Instant end = instant(dag, defaultArgs, "end_date", zone);
    Schedule schedule = schedule(dag, zone);
    int maxActiveRuns = TaskReader.integer(dag, "max_active_runs", Dag.DEFAULT_ACTIVE);
    if (schedule.findTimetable().filter(ContinuousTimetable.class::isInstance).isPresent()
        && maxActiveRuns != 1) {
      throw place.problem("Invalid max_active_runs: " + maxActiveRuns + " (1 with @continuous)");
    }
    CallbackReader callbacks = new CallbackReader(values, zone);
    TaskReader reader = new TaskReader(values, zone, aliases, start, end, searchPath(dag), root);
    List<Group> groups = groups(dag);
    List<Task> tasks = tasks(id, dag, defaultArgs, groups, reader);
    if (!problems.isEmpty()) {
      throw problems.remove(problems.size() - 1);
    }
    Map<String, @Nullable Object> plainDefaults = new LinkedHashMap<>();
    defaultArgs.values().forEach((name, value) -> plainDefaults.put(name, value.plain()));
    absolute(plainDefaults, defaultArgs, "start_date", zone);
    absolute(plainDefaults, defaultArgs, "end_date", zone);
    return new Dag(
        id,
        TaskReader.text(dag, "dag_display_name", id),
        TaskReader.value(dag, "description")
            .map(found -> Values.text(found, "description"))
            .orElse(null),
        schedule,
        zone,
        start,
        end,
        TaskReader.truth(dag, "catchup", false),
        maxActiveRuns,
        TaskReader.integer(
            dag, "max_active_tasks", TaskReader.integer(dag, "concurrency", Dag.DEFAULT_ACTIVE)),
        TaskReader.integer(dag, "max_consecutive_failed_dag_runs", 0),
        timeout(dag),
        TaskReader.value(dag, "is_paused_upon_creation")
            .map(found -> Values.truth(found, "is_paused_upon_creation"))
            .orElse(null),
        TaskReader.truth(dag, "fail_fast", TaskReader.truth(dag, "fail_stop", false)),
        TaskReader.truth(dag, "render_template_as_native_obj", false),
        doc(dag),
        new TreeSet<>(
            TaskReader.value(dag, "tags")
                .map(found -> Values.texts(found, "tags"))
                .orElse(List.of())),
        TaskReader.params(dag, values, zone),
        plainDefaults,
        callbacks.read(dag, false),
        TaskReader.value(dag, "deadline").map(callbacks::deadlines).orElse(List.of()),
        groups.stream().map(DagReader::taskGroup).toList(),
        tasks,
        new Dag.Source(place.file(), place.line()));
  }

  private void absolute(
      Map<String, @Nullable Object> plain, Mapping defaultArgs, String key, ZoneId zone) {
    Instant at = instant(defaultArgs, Yaml.empty(defaultArgs.place()), key, zone);
    if (at != null) {
      plain.put(key, at.atZone(zone).toOffsetDateTime().toString());
    }
  }

  private void checkKeys(String id, Mapping dag) {
    for (String key : dag.values().keySet()) {
      if (Keys.DAG_IDLE.contains(key)) {
        warn(id, dag.placeOf(key), key + " has no effect here");
      } else if (key.equals("access_control")) {
        problems.add(
            dag.placeOf(key)
                .problem(
                    "Cannot use access_control: users are viewers, operators or admins of all DAGs"));
      } else if (!Keys.DAG.contains(key)) {
        problems.add(dag.placeOf(key).problem(Keys.unknown("a DAG", key, Keys.DAG)));
      }
    }
  }

  private void checkDefaultArgs(String id, Mapping defaultArgs) {
    for (String key : defaultArgs.values().keySet()) {
      if (Keys.TASK_IDLE.contains(key)) {
        warnIdle(id, defaultArgs, key);
      } else if ((Keys.DAG.contains(key) || Keys.DAG_IDLE.contains(key))
          && !Keys.TASK.contains(key)) {
        warn(
            id,
            defaultArgs.placeOf(key),
            key + " has no effect in default_args; it is a key of the DAG");
      } else if (!Keys.TASK.contains(key)
          && !Keys.SENSOR.contains(key)
          && !OperatorKind.isArgumentOfAny(key)) {
        problems.add(
            defaultArgs.placeOf(key).problem(Keys.unknown("default_args", key, Keys.TASK)));
      }
    }
  }

  private void warnIdle(String id, Mapping mapping, String key) {
    boolean asksForNothing = Boolean.FALSE.equals(mapping.values().get(key).plain());
    if (!asksForNothing) {
      warn(id, mapping.placeOf(key), key + " has no effect here");
    }
  }

  private void warn(String id, Place place, String message) {
    warnings.add(new ImportWarning(id, place.file(), place.line(), message));
  }

  private @Nullable Instant instant(Mapping dag, Mapping defaultArgs, String key, ZoneId zone) {
    return TaskReader.value(dag, key)
        .or(() -> TaskReader.value(defaultArgs, key))
        .map(found -> values.instant(found, key, zone))
        .orElse(null);
  }

  private Schedule schedule(Mapping dag, ZoneId zone) {
    ScheduleReader reader = new ScheduleReader(values, zone);
    Optional<Yaml> schedule = TaskReader.value(dag, "schedule");
    Optional<Yaml> older = TaskReader.value(dag, "schedule_interval");
    Optional<Yaml> timetable = TaskReader.value(dag, "timetable");
    if (timetable.isPresent()) {
      if (schedule.isPresent() || older.isPresent()) {
        throw dag.placeOf("timetable")
            .problem("Duplicate schedule: the DAG has a timetable and a schedule");
      }
      return new Schedule.Timed(
          reader.timetable(Values.mapping(timetable.orElseThrow(), "timetable")));
    }
    // A default's older key stands behind a DAG's own newer one, as in dag-factory.
    return schedule.or(() -> older).map(reader::read).orElseGet(Schedule.Manual::new);
  }

  private static @Nullable Duration timeout(Mapping dag) {
    return TaskReader.duration(dag, "dagrun_timeout", "dagrun_timeout_sec");
  }

  private List<Path> searchPath(Mapping dag) {
    Path own = folder;
    if (own == null) {
      return List.of();
    }
    List<Path> paths = new ArrayList<>();
    TaskReader.value(dag, "template_searchpath")
        .ifPresent(
            found ->
                Values.texts(found, "template_searchpath")
                    .forEach(text -> paths.add(inside(own, text, found))));
    paths.add(own);
    return paths;
  }

  private Path inside(Path own, String text, Yaml value) {
    Path path = own.resolve(text).normalize();
    if (!path.startsWith(root)) {
      throw Values.invalid(value, "path", "inside the folder of DAG files");
    }
    return path;
  }

  private @Nullable String doc(Mapping dag) {
    Path own = folder;
    Optional<Yaml> file = TaskReader.value(dag, "doc_md_file_path");
    if (file.isPresent() && own != null) {
      Yaml value = file.orElseThrow();
      String name = Values.text(value, "doc_md_file_path");
      try {
        return Files.readString(inside(own, name, value));
      } catch (IOException e) {
        throw value.place().problem("Cannot read doc_md_file_path: " + name);
      }
    }
    return TaskReader.value(dag, "doc_md").map(found -> Values.text(found, "doc_md")).orElse(null);
  }

  private static TaskGroup taskGroup(Group group) {
    String parent =
        group.parentName == null || !group.id.contains(".")
            ? group.parentName
            : group.id.substring(0, group.id.length() - group.name.length() - 1);
    return new TaskGroup(
        group.id,
        TaskReader.text(group.mapping, "group_display_name", group.name),
        TaskReader.text(group.mapping, "tooltip", ""),
        parent,
        TaskReader.truth(group.mapping, "prefix_group_id", true));
  }

  /** Names and maps, from a list of maps that name themselves or from a map by name. */
  private static List<TaskReader.Named> named(Yaml value, String key, String nameKey) {
    List<TaskReader.Named> found = new ArrayList<>();
    if (value instanceof Sequence sequence) {
      for (Yaml part : sequence.values()) {
        Mapping mapping = Values.mapping(part, key);
        Yaml name =
            mapping
                .find(nameKey)
                .orElseThrow(() -> part.place().problem("Missing " + nameKey + " in " + key));
        found.add(
            new TaskReader.Named(Values.text(name, nameKey), mapping, mapping.placeOf(nameKey)));
      }
    } else {
      Mapping mapping = Values.mapping(value, key);
      mapping
          .values()
          .forEach(
              (name, part) ->
                  found.add(
                      new TaskReader.Named(
                          name, Values.mapping(part, name), mapping.placeOf(name))));
    }
    Set<String> seen = new LinkedHashSet<>();
    for (TaskReader.Named named : found) {
      if (!seen.add(named.name())) {
        throw named.place().problem("Duplicate " + nameKey + ": " + named.name());
      }
    }
    return found;
  }

  private List<Group> groups(Mapping dag) {
    List<TaskReader.Named> named =
        TaskReader.value(dag, "task_groups")
            .map(found -> named(found, "task_groups", "group_name"))
            .orElse(List.of());
    Map<String, TaskReader.Named> byName = new LinkedHashMap<>();
    named.forEach(group -> byName.put(group.name(), group));
    List<Group> groups = new ArrayList<>();
    for (TaskReader.Named group : named) {
      for (String key : group.mapping().values().keySet()) {
        if (!Keys.GROUP.contains(key)) {
          problems.add(
              group.mapping().placeOf(key).problem(Keys.unknown("a task group", key, Keys.GROUP)));
        }
      }
      groups.add(
          new Group(
              group.name(),
              group.mapping(),
              group.place(),
              groupId(group, byName, new LinkedHashSet<>()),
              TaskReader.value(group.mapping(), "parent_group_name")
                  .map(found -> Values.text(found, "parent_group_name"))
                  .orElse(null)));
    }
    return groups;
  }

  private static String groupId(
      TaskReader.Named group, Map<String, TaskReader.Named> byName, Set<String> inside) {
    if (!inside.add(group.name())) {
      throw group.place().problem("Invalid parent_group_name: the groups stand inside each other");
    }
    Optional<Yaml> parentName = TaskReader.value(group.mapping(), "parent_group_name");
    if (parentName.isEmpty()) {
      return group.name();
    }
    String name = Values.text(parentName.orElseThrow(), "parent_group_name");
    TaskReader.Named parent = byName.get(name);
    if (parent == null) {
      throw parentName.orElseThrow().place().problem("Unknown task group: " + name);
    }
    String parentId = groupId(parent, byName, inside);
    return TaskReader.truth(parent.mapping(), "prefix_group_id", true)
        ? parentId + "." + group.name()
        : group.name();
  }

  private List<Task> tasks(
      String dagId, Mapping dag, Mapping defaultArgs, List<Group> groups, TaskReader reader) {
    List<TaskReader.Named> named =
        TaskReader.value(dag, "tasks")
            .map(found -> named(found, "tasks", "task_id"))
            .orElse(List.of());
    if (named.isEmpty()) {
      problems.add(dag.place().problem("Missing tasks of DAG " + dagId));
      return List.of();
    }
    Map<String, Group> groupsByName = new LinkedHashMap<>();
    groups.forEach(group -> groupsByName.put(group.name, group));
    Map<String, String> ids = new LinkedHashMap<>();
    Map<String, @Nullable Group> groupOf = new LinkedHashMap<>();
    for (TaskReader.Named task : named) {
      Group group = group(task, groupsByName);
      groupOf.put(task.name(), group);
      boolean prefixed = group != null && TaskReader.truth(group.mapping, "prefix_group_id", true);
      ids.put(task.name(), group != null && prefixed ? group.id + "." + task.name() : task.name());
    }
    Dependencies dependencies = new Dependencies(ids, groupOf, groupsByName);
    for (TaskReader.Named task : named) {
      attempt(() -> dependencies.add(task));
    }
    attempt(dependencies::addGroups);
    List<Task> tasks = new ArrayList<>();
    for (TaskReader.Named task : named) {
      attempt(
          () -> {
            Group group = groupOf.get(task.name());
            Mapping settings =
                settings(dagId, task.mapping(), group, groupsByName, defaultArgs, reader);
            tasks.add(
                reader.read(
                    String.valueOf(ids.get(task.name())),
                    group == null ? null : group.id,
                    settings,
                    dependencies.of(task, settings),
                    dependencies::taskId,
                    task.place()));
          });
    }
    checkBranches(tasks);
    return tasks;
  }

  /** A branch that names a task that does not come directly after it could never be followed. */
  private void checkBranches(List<Task> tasks) {
    for (Task task : tasks) {
      if (!task.operator().kind().isBranch()) {
        continue;
      }
      for (String key : List.of("follow_task_ids_if_true", "follow_task_ids_if_false")) {
        if (task.operator().arguments().get(key) instanceof List<?> followed) {
          for (Object id : followed) {
            boolean known =
                tasks.stream()
                    .anyMatch(
                        other -> other.id().equals(id) && other.upstream().contains(task.id()));
            if (!known) {
              problems.add(
                  new Place(file, task.line())
                      .problem(
                          "Invalid "
                              + key
                              + " of "
                              + task.id()
                              + ": "
                              + id
                              + " (a task that comes directly after it)"));
            }
          }
        }
      }
    }
  }

  private void attempt(Runnable step) {
    try {
      step.run();
    } catch (UserError e) {
      problems.add(e);
    }
  }

  private static @Nullable Group group(TaskReader.Named task, Map<String, Group> groupsByName) {
    Optional<Yaml> name = TaskReader.value(task.mapping(), "task_group_name");
    if (name.isEmpty()) {
      return null;
    }
    String text = Values.text(name.orElseThrow(), "task_group_name");
    Group group = groupsByName.get(text);
    if (group == null) {
      throw name.orElseThrow().place().problem("Unknown task group: " + text);
    }
    return group;
  }

  /** A task's own keys over the default arguments of its groups and of the DAG. */
  private Mapping settings(
      String dagId,
      Mapping task,
      @Nullable Group group,
      Map<String, Group> groupsByName,
      Mapping defaultArgs,
      TaskReader reader) {
    for (String key : task.values().keySet()) {
      if (Keys.TASK_IDLE.contains(key)) {
        warnIdle(dagId, task, key);
      }
    }
    OperatorKind kind = reader.kind(task);
    Mapping settings = task;
    Group around = group;
    while (around != null) {
      Optional<Yaml> own = TaskReader.value(around.mapping, "default_args");
      if (own.isPresent()) {
        settings = over(settings, Values.mapping(own.orElseThrow(), "default_args"), kind);
      }
      around = around.parentName == null ? null : groupsByName.get(around.parentName);
    }
    return over(settings, defaultArgs, kind);
  }

  /** Values are taken whole, not merged, as Airflow does with default arguments. */
  private static Mapping over(Mapping task, Mapping defaults, OperatorKind kind) {
    Map<String, Yaml> all = new LinkedHashMap<>(task.values());
    Map<String, Place> places = new LinkedHashMap<>(task.keys());
    Mapping partial =
        TaskReader.value(task, "partial")
            .map(found -> Values.mapping(found, "partial"))
            .orElseGet(() -> Yaml.empty(task.place()));
    Mapping expand =
        TaskReader.value(task, "expand")
            .map(found -> Values.mapping(found, "expand"))
            .orElseGet(() -> Yaml.empty(task.place()));
    defaults
        .values()
        .forEach(
            (key, value) -> {
              boolean applies =
                  (Keys.TASK.contains(key) && !key.equals("tasks"))
                      || kind.arguments().contains(key)
                      || (kind.isSensor() && Keys.SENSOR.contains(key));
              if (applies && !all.containsKey(key) && !partial.has(key) && !expand.has(key)) {
                all.put(key, value);
                places.put(key, defaults.placeOf(key));
              }
            });
    return new Mapping(all, places, task.place());
  }

  /** Which tasks wait for which, with the names of tasks and groups of the file. */
  private static final class Dependencies {
    private final Map<String, String> ids;
    private final Map<String, @Nullable Group> groupOf;
    private final Map<String, Group> groups;
    private final Map<String, Set<String>> upstream = new LinkedHashMap<>();

    /** Edges to and from groups: waits are found when the edges between tasks are known. */
    private record GroupEdge(String before, String after, Place place) {}

    private final List<GroupEdge> groupEdges = new ArrayList<>();

    Dependencies(
        Map<String, String> ids, Map<String, @Nullable Group> groupOf, Map<String, Group> groups) {
      this.ids = ids;
      this.groupOf = groupOf;
      this.groups = groups;
      ids.keySet().forEach(name -> upstream.put(name, new LinkedHashSet<>()));
    }

    void add(TaskReader.Named task) {
      TaskReader.value(task.mapping(), "dependencies")
          .ifPresent(
              found -> {
                for (Yaml part : parts(found)) {
                  String written = Values.text(part, "dependencies");
                  String before = name(written);
                  if (before != null) {
                    edges(task.name()).add(before);
                  } else if (group(written) != null) {
                    groupEdges.add(new GroupEdge(written, task.name(), part.place()));
                  } else {
                    throw unknown(part.place(), written);
                  }
                }
              });
    }

    private static List<Yaml> parts(Yaml found) {
      return found instanceof Sequence sequence ? sequence.values() : List.of(found);
    }

    private Set<String> edges(String name) {
      return upstream.computeIfAbsent(name, unused -> new LinkedHashSet<>());
    }

    private static UserError unknown(Place place, String written) {
      return place.problem("Unknown dependency: " + written + ", neither a task nor a task group");
    }

    /** The name of a task, given by its name or its full id. */
    private @Nullable String name(String written) {
      if (ids.containsKey(written)) {
        return written;
      }
      return ids.entrySet().stream()
          .filter(entry -> entry.getValue().equals(written))
          .map(Map.Entry::getKey)
          .findFirst()
          .orElse(null);
    }

    private @Nullable Group group(String written) {
      Group byName = groups.get(written);
      return byName != null
          ? byName
          : groups.values().stream()
              .filter(group -> group.id.equals(written))
              .findFirst()
              .orElse(null);
    }

    String taskId(String written, Place place) {
      String name = name(written);
      if (name == null) {
        throw place.problem("Unknown task: " + written);
      }
      return String.valueOf(ids.get(name));
    }

    void addGroups() {
      for (Group group : groups.values()) {
        TaskReader.value(group.mapping, "dependencies")
            .ifPresent(
                found -> {
                  for (Yaml part : parts(found)) {
                    String written = Values.text(part, "dependencies");
                    if (name(written) == null && group(written) == null) {
                      throw unknown(part.place(), written);
                    }
                    groupEdges.add(new GroupEdge(written, group.name, part.place()));
                  }
                });
      }
      // The first and last tasks of a group are those of the edges inside it alone.
      Map<String, Set<String>> inside = new LinkedHashMap<>();
      upstream.forEach((name, before) -> inside.put(name, Set.copyOf(before)));
      for (GroupEdge edge : groupEdges) {
        String single = name(edge.before);
        Group beforeGroup = group(edge.before);
        Set<String> before =
            single != null
                ? Set.of(single)
                : beforeGroup == null ? Set.of() : last(beforeGroup, inside);
        String afterName =
            ids.containsKey(edge.after) && !isGroupDefinition(edge) ? edge.after : null;
        Group afterGroup = group(edge.after);
        Set<String> after =
            afterName != null
                ? Set.of(afterName)
                : afterGroup == null ? Set.of() : first(afterGroup, inside);
        for (String name : after) {
          edges(name).addAll(before);
        }
      }
    }

    /** A name may be that of a task and of a group; then the edge is the group's own. */
    private boolean isGroupDefinition(GroupEdge edge) {
      return groups.containsKey(edge.after) && ids.containsKey(edge.after);
    }

    private Set<String> members(Group group) {
      Set<String> members = new LinkedHashSet<>();
      groupOf.forEach(
          (name, own) -> {
            Group around = own;
            while (around != null) {
              if (around.name.equals(group.name)) {
                members.add(name);
              }
              around = around.parentName == null ? null : groups.get(around.parentName);
            }
          });
      return members;
    }

    private Set<String> first(Group group, Map<String, Set<String>> inside) {
      Set<String> members = members(group);
      Set<String> first = new LinkedHashSet<>();
      for (String name : members) {
        if (inside.getOrDefault(name, Set.of()).stream().noneMatch(members::contains)) {
          first.add(name);
        }
      }
      return first;
    }

    private Set<String> last(Group group, Map<String, Set<String>> inside) {
      Set<String> members = members(group);
      Set<String> last = new LinkedHashSet<>(members);
      for (String name : members) {
        inside.getOrDefault(name, Set.of()).forEach(last::remove);
      }
      return last;
    }

    /**
     * The full ids of the tasks directly before one; a mapped task waits for what it expands over.
     */
    Set<String> of(TaskReader.Named task, Mapping settings) {
      Set<String> found = new LinkedHashSet<>();
      for (String name : upstream.getOrDefault(task.name(), Set.of())) {
        found.add(String.valueOf(ids.get(name)));
      }
      TaskReader.value(settings, "expand")
          .map(value -> Values.mapping(value, "expand"))
          .ifPresent(
              mapping ->
                  mapping
                      .values()
                      .values()
                      .forEach(
                          value -> {
                            if (value instanceof Yaml.Scalar scalar
                                && scalar.value() instanceof String text
                                && text.contains(".output")) {
                              found.add(
                                  taskId(
                                      text.strip().substring(0, text.strip().indexOf(".output")),
                                      value.place()));
                            }
                          }));
      return found;
    }
  }
}
