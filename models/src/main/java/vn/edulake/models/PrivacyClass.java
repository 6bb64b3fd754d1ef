package vn.edulake.models;

/** How closely a column is kept; the first word of its comment. */
public enum PrivacyClass {
  /** Anybody may see it. */
  PUBLIC,
  /** People of the education service may see it. */
  INTERNAL,
  /** It tells of one person. */
  PERSONAL,
  /** It tells of one person what law protects most: health, ethnicity, belief, discipline. */
  SENSITIVE
}
