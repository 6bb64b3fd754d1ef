package vn.edulake.orchestration.execute;

import vn.edulake.orchestration.dag.OperatorKind;

/** The operators by what a file calls them. */
@FunctionalInterface
interface Operators {
  TryResult perform(Work work);

  /** The operator of a kind. */
  static Operators of(OperatorKind kind) {
    return switch (kind) {
      case EMPTY -> work -> new TryResult.Done(null);
      case BASH -> Commands::bash;
      case LAKE -> Commands::lake;
      case BRANCH_BASH -> Commands::branch;
      case SHORT_CIRCUIT_BASH -> Commands::shortCircuit;
      case SQL -> Queries::execute;
      case SQL_CHECK -> Queries::check;
      case BRANCH_SQL -> Queries::branch;
      case BRANCH_DAY_OF_WEEK -> Times::branchByDay;
      case BRANCH_DATE_TIME -> Times::branchByTime;
      case LATEST_ONLY -> Times::latestOnly;
      case HTTP -> Requests::send;
      case TRIGGER_DAG_RUN -> OtherDags::trigger;
      case EXTERNAL_TASK_SENSOR -> work -> Sensor.wait(work, OtherDags::hasEnded);
      case TIME_SENSOR -> work -> Sensor.wait(work, Times::isTimeOfDay);
      case TIME_DELTA_SENSOR -> work -> Sensor.wait(work, Times::hasPassed);
      case DATE_TIME_SENSOR -> work -> Sensor.wait(work, Times::isTime);
      case DAY_OF_WEEK_SENSOR -> work -> Sensor.wait(work, Times::isDay);
      case FILE_SENSOR -> work -> Sensor.wait(work, LandedFiles::exist);
      case BASH_SENSOR -> work -> Sensor.wait(work, Commands::succeeds);
      case HTTP_SENSOR -> work -> Sensor.wait(work, Requests::isAnswered);
      case SQL_SENSOR -> work -> Sensor.wait(work, Queries::holds);
    };
  }
}
