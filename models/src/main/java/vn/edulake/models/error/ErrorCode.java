package vn.edulake.models.error;

/**
 * Every error the lake can report, by its stable name. The text is what {@code docs/errors.md}
 * says: when it happens and what to do.
 */
public enum ErrorCode {
  USAGE("A command line that cannot be understood.", "Read `./lake <command> --help`."),
  CONFIGURATION_INVALID(
      "A configuration key is unknown, or its value cannot be used.",
      "Correct the key named in the message; `docs/configuration.md` lists all keys."),
  SOURCE_UNKNOWN("No contract has this source name.", "Use one of the names in the message."),
  SENDER_UNKNOWN(
      "Nothing was delivered under this sender's name, and nothing is owed.",
      "Use one of the names in the message."),
  CONTRACT_INVALID(
      "A source contract (`models/src/main/resources/lake/raw/*.yml`) is not well formed.",
      "Correct the file and key named in the message."),
  MODEL_INVALID(
      "A model file's header, SQL or DDL is not well formed, or the two disagree.",
      "Correct the file named in the message."),
  TABLE_UNKNOWN("No model or contract has this table name.", "Use one of the known names."),
  IDENTITY_UNKNOWN(
      "No learner, statement, doubtful pair or decision has this name now.",
      "`./lake identity review` shows pairs and learners, `./lake identity log` decisions. Keys of"
          + " learners change when learners are joined or parted and when the key of pseudonyms is"
          + " rotated."),
  FILE_UNREADABLE(
      "A delivered file cannot be opened or is not what its name says.",
      "Ask the sender for the file again; nothing of it was loaded."),
  FILE_EMPTY("A delivered file holds no row.", "Ask the sender for the file again."),
  FILE_UNMATCHED(
      "No contract of the source covers a file of this name.",
      "Check the path, or add a layout to the contract."),
  HEADER_NOT_FOUND(
      "The columns that the contract requires do not stand in one row of the file.",
      "Compare the file's header with the contract; add a layout when the sender changed it."),
  HEADER_DOUBLED(
      "Two columns of the file carry the same header, or a second header with other columns stands"
          + " among its records.",
      "Ask the sender which of the two is meant, or declare `header: {repeated: true}`; nothing of"
          + " the file was loaded."),
  SHEET_LEFT_OUT(
      "A sheet that the layout does not read holds records under the contract's header.",
      "Declare `sheets: all` or the sheet's name in the layout, or ask the sender for one sheet;"
          + " nothing of the file was loaded."),
  VALUES_CHANGED(
      "Half of a file's lines break one rule that the sender's last file kept, or a fifth have day and"
          + " month exchanged.",
      "Declare the new format, numbers or codes in the contract, or ask the sender for the old ones;"
          + " nothing of the file was loaded."),
  MANIFEST_INCOMPLETE(
      "The manifest beside a file is missing, or does not say what the contract takes from it.",
      "Ask the sender for the whole delivery; nothing of the file was loaded."),
  ENCODING_INVALID(
      "The bytes of a text file are not in the encoding that the contract declares.",
      "Declare the real encoding in the contract, or ask for the file again."),
  LINE_TOO_LONG(
      "A line of a text file, or a text of a JSON, XML or workbook file, is longer than the limit.",
      "Look whether the file lost its line breaks; raise `ingest.line-length` when it is right."),
  UNPACKED_TOO_BIG(
      "A zip package, a gz file or a workbook unpacks to more than the limits.",
      "Look at what it holds; raise `ingest.unpacked-bytes`, `ingest.unpack-ratio` or"
          + " `ingest.package-entries` when it is right."),
  PACKAGE_UNSAFE(
      "A zip package holds names that lead out of it, the same name twice, links, or encrypted"
          + " files.",
      "Ask the sender for a plain package; nothing of it was loaded."),
  XML_UNSAFE(
      "An XML file declares a document type or entities, or is nested too deeply.",
      "Ask the sender for a file without them; nothing of it was loaded."),
  SOURCE_UNAVAILABLE(
      "A source's database does not answer, or its table cannot be read.",
      "Check `sources.<source>.url`, `.user` and `.password`, and the rights there; then run"
          + " again."),
  KEY_NOT_UNIQUE(
      "A key of a built table occurs more than once.",
      "See the keys in the message; correct the source or the model, then run again."),
  NULL_NOT_ALLOWED(
      "A column declared NOT NULL holds nulls.",
      "Correct the source or the model, then run again."),
  REFERENCE_BROKEN(
      "A key of a fact or bridge has no row in its dimension.",
      "Load the missing dimension rows, or correct the key, then run again."),
  SUITE_INVALID(
      "A suite of expectations, or the plan that names suites and data, is not well formed.",
      "Correct what the message names; `docs/expectations.md` lists the form."),
  EXPECTATION_UNKNOWN(
      "A suite names an expectation or an argument that is not known.",
      "Use the name that the message proposes; `docs/expectations.md` lists all."),
  CHECK_INPUT_MISSING(
      "A suite, a plan or the data to check are not there.",
      "Correct the path; those in a plan are relative to the plan."),
  CHECK_FAILED(
      "An expectation whose severity is critical is not met.",
      "Correct the rows that the report names, or the expectation."),
  RELEASE_REJECTED(
      "At least one table failed a check; it and what depends on it were not published.",
      "Read the checks named in the message, correct the input, run again."),
  TEMPLATE_INVALID(
      "An argument of a task holds a template that names something undefined or is not well formed.",
      "Correct the template in the DAG file; `docs/how-to/schedule-a-dag.md` lists the names."),
  RELEASE_UNKNOWN("No release has this number.", "`./lake release list` shows the releases."),
  RELEASE_CONFLICT(
      "A table moved between the start of the run and its publication.",
      "Run again: the next run starts from what is published now."),
  RELEASE_LATE(
      "The publication could not be finished before its activation time.",
      "Run again; raise `release.lead` when it happens often."),
  LAKE_BUSY(
      "Another process publishes or maintains the lake.",
      "Wait for the process named in the message, or raise `release.wait`."),
  DDL_DESTRUCTIVE(
      "The wanted table would lose data that the present one has.",
      "Keep the column, or build a table of another name; nothing is dropped by itself."),
  DAG_UNKNOWN(
      "The scheduler has no DAG, run, task or backfill of this name.",
      "`./lake dag list` shows the DAGs and what could not be imported, `./lake dag runs` and"
          + " `./lake dag tasks` what they have."),
  DAG_INVALID(
      "A DAG file cannot be imported, or a task's arguments cannot be used.",
      "Correct the file and line, or the argument, that the message names; the other DAGs go on."),
  DAG_CONFLICT(
      "There is a run of this id or logical date already, or what is asked does not fit the state"
          + " that something is in.",
      "Choose another id or date, or clear the run that there is."),
  SCHEDULER_UNAVAILABLE(
      "The scheduler could not be started or stopped, or does not run.",
      "`./lake scheduler status` shows what runs; see the scheduler's log under the lake's home."),
  DATABASE_UNAVAILABLE(
      "PostgreSQL does not answer.",
      "Check `database.url`, or the log of the embedded server under the lake's home."),
  TRINO_UNAVAILABLE("Trino does not answer.", "Start it with `./lake up`, or set `trino.url`."),
  TRINO_JAVA_MISSING(
      "No JDK 24 or newer was found for Trino.",
      "Install one and set `LAKE_TRINO_JAVA_HOME` to it."),
  QUERY_FAILED("Trino refused or failed a query.", "Correct the query; see Trino's message."),
  STORAGE_FAILED(
      "A file of the lake could not be written or read.",
      "Check free space and rights of the lake's home; then run again.");

  private final String when;
  private final String remedy;

  ErrorCode(String when, String remedy) {
    this.when = when;
    this.remedy = remedy;
  }

  /** When this error is reported. */
  public String when() {
    return when;
  }

  /** What to do about it. */
  public String remedy() {
    return remedy;
  }
}
