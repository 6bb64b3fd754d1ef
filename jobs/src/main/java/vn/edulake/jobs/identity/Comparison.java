package vn.edulake.jobs.identity;

/** How the values of a column are compared. */
enum Comparison {
  /** Names of a person, whole or in part: order, marks, initials and slips are forgiven. */
  NAME,
  /** Days, in any usual order of year, month and day. */
  DATE,
  /** Numbers and codes: letters and digits, one slip forgiven. */
  CODE,
  /** Words. */
  TEXT,
  /** Words of which the rare ones say most. */
  ADDRESS,
  /** The same or not. */
  EXACT
}
