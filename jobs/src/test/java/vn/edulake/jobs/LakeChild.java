package vn.edulake.jobs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import vn.edulake.jobs.cli.Lake;
import vn.edulake.jobs.ingest.TestLake;

/** The program {@code lake} as a process of its own, to be killed or short of something. */
public final class LakeChild {
  /** The exit code of a process that {@code kill -9} ended. */
  public static final int KILLED = 128 + 9;

  /** Spark's own list of what it reaches into. */
  private static final List<String> OPENED =
      List.of(
          "java.lang",
          "java.lang.invoke",
          "java.lang.reflect",
          "java.io",
          "java.net",
          "java.nio",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "sun.nio.ch",
          "sun.nio.cs",
          "sun.security.action",
          "sun.util.calendar");

  private final List<String> command = new ArrayList<>();
  private final List<String> settings = new ArrayList<>();

  private LakeChild() {
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-XX:ReservedCodeCacheSize=240m", "-XX:-UsePerfData"));
    OPENED.forEach(name -> command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
    command.add("-Djdk.reflect.useDirectMethodHandle=false");
    command.add("-Dfile.encoding=UTF-8");
    command.add("-Dlake.project=" + TestLake.project());
  }

  private LakeChild(TestLake lake) {
    this();
    set("home", lake.config.home().toString());
    set("database.url", lake.database.address().url());
    set("database.user", lake.database.address().user());
    set("database.password", lake.database.address().password());
    set("release.lead", "PT1S");
    set("release.margin", "PT0.1S");
  }

  /** A process that works on the lake of a test. */
  public static LakeChild of(TestLake lake) {
    return new LakeChild(lake);
  }

  /** A process that makes the lake it works on. */
  public static LakeChild alone() {
    return new LakeChild();
  }

  /** An option of the virtual machine. */
  public LakeChild java(String option) {
    command.add(option);
    return this;
  }

  /** A setting of the lake. */
  public LakeChild set(String key, String value) {
    settings.addAll(List.of("--set", key + "=" + value));
    return this;
  }

  /** The process, not started; both outputs are one. */
  public ProcessBuilder process(List<String> arguments) {
    return new ProcessBuilder(words(arguments)).redirectErrorStream(true);
  }

  /** The process under what the shell calls ulimit, e.g. {@code -f 1024}. */
  public ProcessBuilder limited(String limit, List<String> arguments) {
    List<String> shell = new ArrayList<>();
    shell.addAll(List.of("bash", "-c", "ulimit " + limit + "; exec \"$@\"", "lake"));
    shell.addAll(words(arguments));
    return new ProcessBuilder(shell).redirectErrorStream(true);
  }

  private List<String> words(List<String> arguments) {
    List<String> result = new ArrayList<>(command);
    result.addAll(List.of("-cp", System.getProperty("java.class.path"), Lake.class.getName()));
    result.addAll(arguments);
    result.addAll(settings);
    return result;
  }
}
