package vn.edulake.jobs.simulate.world;

/**
 * A class of one school year.
 *
 * @param index its position among the classes of the year
 * @param grade its grade, or the lower one of two that are taught together
 * @param lastGrade the higher one; the same where one grade is taught
 * @param site 0 the main site
 * @param isTwoSession whether it is taught in the morning and in the afternoon
 */
public record SchoolClass(
    int index,
    int institution,
    Level level,
    int grade,
    int lastGrade,
    String name,
    int site,
    boolean isTwoSession) {

  public boolean isMultigrade() {
    return lastGrade > grade;
  }
}
