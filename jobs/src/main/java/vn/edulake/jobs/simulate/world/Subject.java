package vn.edulake.jobs.simulate.world;

import java.util.List;

/**
 * Subjects of the programme of 2018.
 *
 * <p>Periods in a year and grades are those of Circular 32/2018 as far as they are known; where
 * schools choose, one choice is assumed.
 */
public enum Subject {
  TOAN("toan", "Toán", true, 1, 12, 140, 0.55, 1.2),
  NGU_VAN("ngu_van", "Ngữ văn", true, 6, 12, 140, 0.2, 0.8),
  TIENG_VIET("tieng_viet", "Tiếng Việt", true, 1, 5, 280, 0.2, 0.9),
  NGOAI_NGU("ngoai_ngu", "Ngoại ngữ 1", true, 3, 12, 105, 0.6, 1.15),
  KHOA_HOC_TU_NHIEN("khtn", "Khoa học tự nhiên", true, 6, 9, 140, 0.4, 1.05),
  LICH_SU_DIA_LI("lich_su_dia_li", "Lịch sử và Địa lí", true, 4, 9, 105, 0, 0.95),
  GIAO_DUC_CONG_DAN("gdcd", "Giáo dục công dân", true, 6, 9, 35, -0.9, 0.75),
  CONG_NGHE("cong_nghe", "Công nghệ", true, 6, 9, 52, -0.5, 0.85),
  TIN_HOC("tin_hoc", "Tin học", true, 3, 12, 35, -0.4, 0.9),
  KHOA_HOC("khoa_hoc", "Khoa học", true, 4, 5, 70, -0.3, 0.9),
  LICH_SU("lich_su", "Lịch sử", true, 10, 12, 52, 0.1, 0.95),
  VAT_LI("vat_li", "Vật lí", true, 10, 12, 70, 0.35, 1.1),
  HOA_HOC("hoa_hoc", "Hóa học", true, 10, 12, 70, 0.35, 1.15),
  SINH_HOC("sinh_hoc", "Sinh học", true, 10, 12, 70, 0.1, 0.95),
  GIAO_DUC_THE_CHAT("gdtc", "Giáo dục thể chất", false, 1, 12, 70, 0, 1),
  NGHE_THUAT("nghe_thuat", "Nghệ thuật", false, 1, 9, 70, 0, 1),
  HOAT_DONG_TRAI_NGHIEM("hdtn", "Hoạt động trải nghiệm", false, 1, 12, 105, 0, 1),
  GIAO_DUC_DIA_PHUONG("gddp", "Giáo dục của địa phương", false, 6, 12, 35, 0, 1);

  private final String code;
  private final String title;
  private final boolean hasMarks;
  private final int firstGrade;
  private final int lastGrade;
  private final int periods;
  private final double difficulty;
  private final double spread;

  Subject(
      String code,
      String title,
      boolean hasMarks,
      int firstGrade,
      int lastGrade,
      int periods,
      double difficulty,
      double spread) {
    this.code = code;
    this.title = title;
    this.hasMarks = hasMarks;
    this.firstGrade = firstGrade;
    this.lastGrade = lastGrade;
    this.periods = periods;
    this.difficulty = difficulty;
    this.spread = spread;
  }

  private static final List<List<Subject>> BY_GRADE =
      java.util.stream.IntStream.rangeClosed(0, 12)
          .mapToObj(
              grade ->
                  java.util.Arrays.stream(values())
                      .filter(s -> s.firstGrade <= grade && grade <= s.lastGrade)
                      .toList())
          .toList();

  /** What is taught in a grade. */
  public static List<Subject> of(int grade) {
    return grade < 1 ? List.of() : BY_GRADE.get(grade);
  }

  public String code() {
    return code;
  }

  /** A number of its own, by which dice know it. */
  int number() {
    return code.hashCode();
  }

  /** Its name in Vietnamese. */
  public String title() {
    return title;
  }

  /** Whether it is judged by marks, and not by comments alone. */
  public boolean hasMarks() {
    return hasMarks;
  }

  /** Periods taught in a year. */
  public int periods() {
    return periods;
  }

  /** How many regular marks a term has (Circular 22/2021 Art. 6). */
  public int regularMarks() {
    return periods <= 35 ? 2 : periods <= 70 ? 3 : 4;
  }

  /** How much lower its marks are than the mean. */
  double difficulty() {
    return difficulty;
  }

  /**
   * How far its marks lie apart, against the deviation of the profile. The order is that of the
   * national exam of 2017: mathematics, then foreign languages, then literature, then civic
   * education.
   */
  double spread() {
    return spread;
  }
}
