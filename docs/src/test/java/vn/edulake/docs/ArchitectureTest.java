package vn.edulake.docs;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import vn.edulake.jobs.cli.Lake;
import vn.edulake.models.error.LakeException;
import vn.edulake.orchestration.command.Scheduling;

/** The rules of the house, read from the compiled classes. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("vn.edulake");

  private static final String MODELS = "vn.edulake.models..";
  private static final String WAREHOUSE = "vn.edulake.warehouse..";
  private static final String QUALITY = "vn.edulake.quality..";
  private static final String JOBS = "vn.edulake.jobs..";
  private static final String ORCHESTRATION = "vn.edulake.orchestration..";

  /**
   * What says that the program itself is wrong, or is turned into an error before anybody sees it.
   */
  private static final List<Class<?>> BUGS =
      List.of(
          IllegalStateException.class,
          IllegalArgumentException.class,
          NoSuchElementException.class,
          UncheckedIOException.class,
          InterruptedIOException.class,
          // What javac puts into a switch over an enum.
          IncompatibleClassChangeError.class,
          IOException.class);

  @Test
  void modulesPointOneWay() {
    noClasses()
        .that()
        .resideInAPackage(MODELS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(WAREHOUSE, QUALITY, JOBS, ORCHESTRATION)
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(WAREHOUSE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(QUALITY, JOBS, ORCHESTRATION)
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(QUALITY)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(JOBS, ORCHESTRATION)
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(JOBS)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ORCHESTRATION)
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(ORCHESTRATION)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(WAREHOUSE, QUALITY, JOBS, "org.apache.spark..", "org.apache.iceberg..")
        .check(CLASSES);
  }

  @Test
  void packagesOfAModuleFormNoRing() {
    slices().matching("vn.edulake.models.(*)..").should().beFreeOfCycles().check(CLASSES);
    slices().matching("vn.edulake.jobs.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void modelsNeedNoEngine() {
    noClasses()
        .that()
        .resideInAPackage(MODELS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "org.apache.iceberg..", "scala..")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineKnowsItsLibrary() {
    noClasses()
        .that()
        .resideOutsideOfPackages("vn.edulake.jobs.cli..", "vn.edulake.orchestration.command..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(CLASSES);
  }

  @Test
  void onlyOrchestrationKnowsTheTimer() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ORCHESTRATION)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.quartz..")
        .check(CLASSES);
  }

  @Test
  void onlyThreeClassesKnowDeequ() {
    noClasses()
        .that()
        .haveNameNotMatching(
            "vn\\.edulake\\.quality\\."
                + "(expectation\\.DeequPass|history\\.(MetricHistory|Anomalies))(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.amazon.deequ..")
        .check(CLASSES);
  }

  @Test
  void onlyTheProgramEndsItsProcess() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(Lake.class, Scheduling.class)
        .should()
        .callMethodWhere(call("System.exit or Runtime.halt", target -> isEnd(target)))
        .check(CLASSES);
  }

  private static boolean isEnd(JavaMethodCall call) {
    String owner = call.getTargetOwner().getName();
    String name = call.getTarget().getName();
    return (owner.equals("java.lang.System") && name.equals("exit"))
        || (owner.equals("java.lang.Runtime") && (name.equals("exit") || name.equals("halt")));
  }

  @Test
  void theTimeComesFromAClock() {
    noClasses()
        .should()
        .callMethodWhere(
            call(
                "now() without a Clock",
                target ->
                    target.getTargetOwner().getPackageName().equals("java.time")
                        && target.getTarget().getName().equals("now")
                        && target.getTarget().getRawParameterTypes().stream()
                            .noneMatch(type -> type.isEquivalentTo(Clock.class))))
        .check(CLASSES);
    noClasses().should().callMethod(System.class, "currentTimeMillis").check(CLASSES);
  }

  @Test
  void recordsNeverEnterEncoders() {
    noClasses()
        .should()
        .callMethodWhere(
            call(
                "Encoders.bean",
                target ->
                    target.getTargetOwner().getName().equals("org.apache.spark.sql.Encoders")
                        && target.getTarget().getName().equals("bean")))
        .check(CLASSES);
  }

  @Test
  void whatIsThrownIsAnErrorOfTheLakeOrABug() {
    noClasses()
        .should()
        .callConstructorWhere(
            new DescribedPredicate<JavaConstructorCall>("another kind of error is made") {
              @Override
              public boolean test(JavaConstructorCall call) {
                JavaClass made = call.getTargetOwner();
                return made.isAssignableTo(Throwable.class)
                    && !made.isAssignableTo(LakeException.class)
                    && !call.getOriginOwner().isAssignableTo(Throwable.class)
                    && !isOwn(made, call.getOriginOwner())
                    && BUGS.stream().noneMatch(made::isEquivalentTo);
              }
            })
        .check(CLASSES);
    classes()
        .that()
        .areAssignableTo(Throwable.class)
        .and()
        .areTopLevelClasses()
        .should()
        .resideInAPackage("vn.edulake.models.error")
        .check(CLASSES);
  }

  /** Whether an exception is a signal inside one class, which nobody else can see. */
  private static boolean isOwn(JavaClass made, JavaClass maker) {
    return !made.getModifiers().contains(JavaModifier.PUBLIC)
        && made.getEnclosingClass().filter(maker::equals).isPresent();
  }

  private static DescribedPredicate<JavaMethodCall> call(
      String what, java.util.function.Predicate<JavaMethodCall> test) {
    return describe(what, test);
  }
}
