package vn.edulake.jobs.simulate.feed;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.edulake.jobs.simulate.world.Institution;
import vn.edulake.jobs.simulate.world.Level;
import vn.edulake.jobs.simulate.world.Names;
import vn.edulake.jobs.simulate.world.Province;
import vn.edulake.jobs.simulate.world.Register;
import vn.edulake.jobs.simulate.world.SchoolClass;
import vn.edulake.jobs.simulate.world.SchoolDays;
import vn.edulake.jobs.simulate.world.Staff;
import vn.edulake.jobs.simulate.world.Stints;

/**
 * Vendor B: a bulk package of OneRoster 1.2 for each school, at the start of each term. A class is
 * a homeroom, and the course of it is the grade.
 */
final class OneRosterPackage implements Feed {
  private static final List<Column> MANIFEST =
      Column.list("property_name", "propertyName", "value", "value");

  private static final List<Column> SESSIONS =
      columns(
          "session_id",
          "title",
          "title",
          "session_type",
          "type",
          "start_date",
          "startDate",
          "end_date",
          "endDate",
          "parent_session_id",
          "parentSourcedId",
          "school_year",
          "schoolYear");

  private static final List<Column> ORGS =
      columns(
          "org_id",
          "name",
          "name",
          "org_type",
          "type",
          "org_number",
          "identifier",
          "parent_org_id",
          "parentSourcedId");

  private static final List<Column> COURSES =
      columns(
          "course_id",
          "school_year_session_id",
          "schoolYearSourcedId",
          "title",
          "title",
          "course_code",
          "courseCode",
          "grades",
          "grades",
          "org_id",
          "orgSourcedId",
          "subjects",
          "subjects",
          "subject_codes",
          "subjectCodes");

  private static final List<Column> CLASSES =
      columns(
          "class_id",
          "title",
          "title",
          "grades",
          "grades",
          "course_id",
          "courseSourcedId",
          "class_code",
          "classCode",
          "class_type",
          "classType",
          "location",
          "location",
          "school_org_id",
          "schoolSourcedId",
          "session_ids",
          "termSourcedIds",
          "subjects",
          "subjects",
          "subject_codes",
          "subjectCodes",
          "periods",
          "periods");

  private static final List<Column> USERS =
      columns(
          "user_id",
          "is_enabled",
          "enabledUser",
          "username",
          "username",
          "user_ids",
          "userIds",
          "given_name",
          "givenName",
          "family_name",
          "familyName",
          "middle_name",
          "middleName",
          "user_number",
          "identifier",
          "email",
          "email",
          "sms",
          "sms",
          "phone",
          "phone",
          "agent_user_ids",
          "agentSourcedIds",
          "grades",
          "grades",
          "password",
          "password",
          "primary_org_id",
          "primaryOrgSourcedId");

  private static final List<Column> ROLES =
      columns(
          "role_id",
          "user_id",
          "userSourcedId",
          "role_type",
          "roleType",
          "role_code",
          "role",
          "begin_date",
          "beginDate",
          "end_date",
          "endDate",
          "org_id",
          "orgSourcedId",
          "user_profile_id",
          "userProfileSourcedId");

  private static final List<Column> ENROLLMENTS =
      columns(
          "enrollment_id",
          "class_id",
          "classSourcedId",
          "school_org_id",
          "schoolSourcedId",
          "user_id",
          "userSourcedId",
          "role_code",
          "role",
          "is_primary",
          "primary",
          "begin_date",
          "beginDate",
          "end_date",
          "endDate");

  private static final List<Column> DEMOGRAPHICS =
      columns("user_id", "birth_date", "birthDate", "sex", "sex");

  private static final List<String> FILES =
      List.of(
          "academicSessions",
          "classes",
          "courses",
          "demographics",
          "enrollments",
          "orgs",
          "roles",
          "users");

  /** The three columns that every file has, and those that it has besides. */
  private static List<Column> columns(String id, String... keysAndHeaders) {
    List<Column> result = new ArrayList<>();
    result.add(new Column(id, "sourcedId"));
    result.add(new Column("status", "status"));
    result.add(new Column("modified_at", "dateLastModified"));
    result.addAll(Column.list(keysAndHeaders));
    return List.copyOf(result);
  }

  @Override
  public List<Delivery> deliveries(Scene scene) {
    List<Delivery> result = new ArrayList<>();
    for (LocalDate day : scene.termStarts()) {
      for (Institution institution : scene.institutions(true)) {
        String account = Scene.account(institution);
        result.add(
            new Delivery(
                "oneroster.user",
                account,
                day,
                "oneroster/%s/%s/oneroster.zip".formatted(day, account),
                new Form.ZippedCsv(),
                () -> new Roster(scene, institution, day).sheets()));
      }
    }
    return result;
  }

  /** The files of one school on one day. */
  private static final class Roster {
    private final Scene scene;
    private final Register register;
    private final Institution institution;
    private final String account;
    private final LocalDate day;
    private final String yearId;
    private final List<Row> courses = new ArrayList<>();
    private final List<Row> classes = new ArrayList<>();
    private final List<Row> users = new ArrayList<>();
    private final List<Row> roles = new ArrayList<>();
    private final List<Row> enrollments = new ArrayList<>();
    private final List<Row> demographics = new ArrayList<>();

    Roster(Scene scene, Institution institution, LocalDate day) {
      this.scene = scene;
      this.register = scene.register();
      this.institution = institution;
      this.account = Scene.account(institution);
      this.day = day;
      this.yearId = "NH" + scene.year().year();
    }

    /** A row; a bulk file leaves status and time of change empty. */
    private static Row row(String entity, String id, @Nullable Object... more) {
      List<@Nullable Object> cells = new ArrayList<>(Arrays.asList(id, null, null));
      cells.addAll(Arrays.asList(more));
      return new Row(entity, cells);
    }

    List<Sheet> sheets() {
      Map<Level, List<Staff.Person>> teachers = addStaff();
      Map<String, String> grades = new TreeMap<>();
      Map<Level, Integer> placeInLevel = new TreeMap<>();
      for (SchoolClass one : scene.year().classes(institution)) {
        String grade = SectorCodes.grade(one.level(), one.grade());
        grades.putIfAbsent(courseId(grade), grade);
        addClass(one, grade);
        List<Staff.Person> ofLevel = teachers.getOrDefault(one.level(), List.of());
        int place = placeInLevel.merge(one.level(), 1, Integer::sum) - 1;
        if (!ofLevel.isEmpty()) {
          Staff.Person teacher = ofLevel.get(place % ofLevel.size());
          enroll(one, "staff:" + teacher.index(), register.staffCode(teacher), "teacher", null);
        }
        for (int stint : scene.members(one, (int) day.toEpochDay())) {
          addLearner(one, stint);
        }
      }
      grades.forEach((id, grade) -> courses.add(course(id, grade)));
      return List.of(
          Sheet.of("manifest.csv", MANIFEST, manifest()),
          Sheet.of("academicSessions.csv", SESSIONS, sessions()),
          Sheet.of("orgs.csv", ORGS, orgs()),
          Sheet.of("courses.csv", COURSES, courses),
          Sheet.of("classes.csv", CLASSES, classes),
          Sheet.of("users.csv", USERS, users),
          Sheet.of("roles.csv", ROLES, roles),
          Sheet.of("enrollments.csv", ENROLLMENTS, enrollments),
          Sheet.of("demographics.csv", DEMOGRAPHICS, demographics));
    }

    private List<Row> manifest() {
      List<Row> result = new ArrayList<>();
      result.add(property("manifest.version", "1.0"));
      result.add(property("oneroster.version", "1.2"));
      FILES.forEach(file -> result.add(property("file." + file, "bulk")));
      result.add(property("source.systemName", "Vendor B"));
      result.add(property("source.systemCode", account));
      return result;
    }

    private static Row property(String name, String value) {
      return new Row("manifest:" + name, Arrays.asList(name, value));
    }

    private List<Row> sessions() {
      SchoolDays days = scene.days();
      int year = days.year();
      LocalDate last = days.end().minusDays(1);
      LocalDate middle = days.secondTerm().minusDays(1);
      return List.of(
          session(yearId, "Năm học " + days.name(), "schoolYear", days.opening(), last, null, year),
          session(yearId + "-1", "Học kỳ I", "term", days.opening(), middle, yearId, year),
          session(yearId + "-2", "Học kỳ II", "term", days.secondTerm(), last, yearId, year));
    }

    private static Row session(
        String id,
        String title,
        String type,
        LocalDate from,
        LocalDate to,
        @Nullable String parent,
        int year) {
      return row("session:" + id, id, title, type, from, to, parent, year);
    }

    private List<Row> orgs() {
      String managing = register.managingBody(institution, day);
      String type =
          institution.kind().isOfDepartment()
              ? "state"
              : day.isBefore(Province.REFORM) ? "district" : "local";
      String entity = "institution:" + institution.index();
      return List.of(
          row(entity, managing, managing, type, managing, null),
          row(
              entity,
              account,
              institution.name(),
              "school",
              register.code(institution, day),
              managing));
    }

    private String courseId(String grade) {
      return account + "-" + scene.year().year() + "-K" + grade;
    }

    private Row course(String id, String grade) {
      return row(
          "course:" + id, id, yearId, "Khối " + grade, "K" + grade, grade, account, null, null);
    }

    private String classId(SchoolClass of) {
      return account + "-" + register.classCode(scene.year(), of);
    }

    private void addClass(SchoolClass of, String grade) {
      String last = SectorCodes.grade(of.level(), of.lastGrade());
      classes.add(
          row(
              "class:" + of.index(),
              classId(of),
              of.name(),
              of.isMultigrade() ? grade + "," + last : grade,
              courseId(grade),
              register.classCode(scene.year(), of),
              "homeroom",
              of.site() == 0 ? null : "Điểm trường " + of.site(),
              account,
              yearId + "-1," + yearId + "-2",
              null,
              null,
              null));
    }

    /** Those who teach or manage; the teachers by level. */
    private Map<Level, List<Staff.Person>> addStaff() {
      Map<Level, List<Staff.Person>> result = new TreeMap<>();
      for (Staff.Person person : scene.province().staff().at(day).get(institution.index())) {
        String role =
            switch (person.role()) {
              case PRINCIPAL -> "principal";
              case DEPUTY -> "siteAdministrator";
              case TEACHER -> "teacher";
              case ACCOUNTANT, CLERK, LIBRARIAN, HEALTH, GUARD, COOK -> "";
            };
        if (!role.isEmpty()) {
          String entity = "staff:" + person.index();
          String id = register.staffCode(person);
          addUser(entity, id, register.name(person), id, null, role);
          addDemographics(entity, id, LocalDate.ofEpochDay(person.birthDay()), person.isWoman());
        }
        if (person.role() == Staff.Role.TEACHER) {
          result.computeIfAbsent(person.level(), level -> new ArrayList<>()).add(person);
        }
      }
      return result;
    }

    private void addLearner(SchoolClass of, int stint) {
      Stints stints = scene.year().stints();
      int learner = stints.learner(stint);
      int grade = stints.grade(stint);
      String entity = "learner:" + learner;
      String id = register.localNumber(institution, learner);
      addUser(
          entity,
          id,
          register.name(learner),
          register.sectorCode(learner, grade, day),
          SectorCodes.grade(of.level(), grade),
          "student");
      addDemographics(
          entity, id, register.birthDate(learner), scene.province().learners().isGirl(learner));
      enroll(of, entity, id, "student", LocalDate.ofEpochDay(stints.from(stint)));
    }

    private void addUser(
        String entity,
        String id,
        Names.Name name,
        String number,
        @Nullable String grade,
        String role) {
      users.add(
          row(
              entity,
              id,
              "true",
              (account + "." + id).toLowerCase(Locale.ROOT),
              null,
              name.given(),
              name.surname(),
              name.middle(),
              number,
              null,
              null,
              null,
              null,
              grade,
              null,
              account));
      roles.add(row(entity, id + "-" + role, id, "primary", role, null, null, account, null));
    }

    private void addDemographics(String entity, String id, LocalDate born, boolean isWoman) {
      demographics.add(row(entity, id, born, isWoman ? "female" : "male"));
    }

    private void enroll(
        SchoolClass in, String entity, String user, String role, @Nullable LocalDate from) {
      enrollments.add(
          row(
              entity,
              classId(in) + "-" + user,
              classId(in),
              account,
              user,
              role,
              role.equals("teacher") ? "true" : "false",
              from,
              null));
    }
  }
}
