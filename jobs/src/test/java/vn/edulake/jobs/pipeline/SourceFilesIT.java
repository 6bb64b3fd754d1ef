package vn.edulake.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.jobs.ingest.FileReport;
import vn.edulake.jobs.ingest.IngestReport;
import vn.edulake.jobs.ingest.TestLake;
import vn.edulake.jobs.transform.TestSession;
import vn.edulake.models.contract.SourceContracts;

/**
 * Small invented files of learning platforms, rosters, finance and maps, with the dirt of theirs.
 */
class SourceFilesIT {
  private static final String FINANCE =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <InterchangeFinance xmlns="%s">
        <FundDimension><Code>1</Code><FiscalYear>2022</FiscalYear></FundDimension>
        <ChartOfAccount>
          <AccountIdentifier>1-1</AccountIdentifier><FiscalYear>2022</FiscalYear>
          <EducationOrganizationReference><EducationOrganizationIdentity>
            <EducationOrganizationId>255901</EducationOrganizationId>
          </EducationOrganizationIdentity></EducationOrganizationReference>
          <AccountType>uri://ed-fi.org/AccountTypeDescriptor#Revenue</AccountType>
        </ChartOfAccount>
        <LocalAccount>
          <AccountIdentifier>L-1</AccountIdentifier>
          <EducationOrganizationReference><EducationOrganizationIdentity>
            <EducationOrganizationId>255901</EducationOrganizationId>
          </EducationOrganizationIdentity></EducationOrganizationReference>
          <FiscalYear>2022</FiscalYear>
          <ChartOfAccountReference><ChartOfAccountIdentity>
            <AccountIdentifier>1-1</AccountIdentifier><FiscalYear>2022</FiscalYear>
            <EducationOrganizationReference><EducationOrganizationIdentity>
              <EducationOrganizationId>255901</EducationOrganizationId>
            </EducationOrganizationIdentity></EducationOrganizationReference>
          </ChartOfAccountIdentity></ChartOfAccountReference>
        </LocalAccount>
      </InterchangeFinance>
      """;

  private static final Map<String, IngestReport> REPORTS = new LinkedHashMap<>();
  @TempDir private static Path home;
  private static TestLake lake;
  private static SparkSession session;

  @BeforeAll
  static void loadAndBuild() {
    lake = TestLake.open(home, SourceContracts.load());
    statements();
    attendance();
    moodle();
    rosters();
    text("edfi/Finance.xml", FINANCE.formatted("http://ed-fi.org/5.2.0"));
    schools();
    text(
        "vn_outline/provinces.geojson",
        """
        {"type":"FeatureCollection","features":[{"type":"Feature","id":"01",
          "properties":{"code":"01","name":"Hà Nội","fullName":"Thành phố Hà Nội","areaKm2":1.5},
          "geometry":{"type":"Polygon","coordinates":[[[105,21],[106,21],[105,20],[105,21]]]}}]}
        """);
    for (String source :
        List.of("xapi", "sis", "moodle", "oneroster", "edfi", "uk_school", "vn_outline")) {
      REPORTS.put(source, lake.run(source, home.resolve("files/" + source)));
    }
    String tables =
        REPORTS.values().stream()
            .flatMap(report -> report.files().stream())
            .map(f -> "staging.stg_" + f.source() + "__" + f.entity())
            .distinct()
            .collect(Collectors.joining(","));
    TestPipeline.of(lake)
        .run(
            "test",
            new RunRequest(
                Optional.of(tables + ",core.fct_learning_event"), false, Optional.empty()));
    session = TestSession.ofRuns().with(lake.catalogs, new byte[32], s -> s);
  }

  @AfterAll
  static void close() {
    lake.close();
  }

  private static String statement(String id, String at, String verb, String more) {
    return ("{\"id\":\"%s\",\"timestamp\":\"%s\",\"actor\":{\"account\":{\"name\":\"ann\","
            + "\"homePage\":\"http://mooc.example\"}},\"verb\":{\"id\":\"https://v.example/%s\"},"
            + "\"object\":{\"id\":\"uuid://film\",\"definition\":{\"type\":\"https://t/video\"}}%s}\n")
        .formatted(id, at, verb, more);
  }

  private static void statements() {
    String result =
        ",\"result\":{\"extensions\":{\"https://w3id.org/xapi/video/extensions/time\":5.25,"
            + "\"https://w3id.org/xapi/video/extensions/played-segments\":\"0[.]2.5[,]3.125\"}}";
    String lines =
        statement("s2", "2021-11-28T23:30:00-02:00", "paused", result)
            + statement("s1", "2021-11-28T09:00:00.5+00:00", "played", "")
            + statement("s2", "2021-11-28T23:30:00-02:00", "paused", result);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(lines.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    bytes("xapi/statements.json.gz", bytes.toByteArray());
    text("xapi/more-statements.json", statement("s1", "2021-11-28T09:00:00.5+00:00", "played", ""));
  }

  private static void attendance() {
    String header =
        "id,student_id,school_year,school_id,attendance_date,all_day,Period,section_id,"
            + "AttendanceCode,PresenceFlag,attendance_status,attendance_type,attendance_sequence\n";
    text(
        "sis/batch1/studentattendance.csv",
        header + "1,a1,2022,s,2022-01-03,Yes,,,A,0,Absent,C,\n");
    text("sis/batch2/studentattendance.csv", header + "2,st1,2020,s,8/5/2020,No,1,x,P,1,P,C,0\n");
    String day1 =
        "att,st1,2021,t,01/09/2019,No,1,x,P,1,P,C,0\natt,st1,2021,t,01/09/2019,No,1,y,P,1,P,C,0\n";
    text("sis/incremental-day1/studentattendance.csv", header + day1);
    text(
        "sis/incremental-day2/studentattendance.csv",
        header
            + day1.replace("y,P,1,P", "y,A,0,A")
            + "att,st1,2021,t,02/09/2019,No,1,x,P,1,P,C,0\n");
    String marks =
        "id,student_id,section_id,school_year,term_id,numeric_grade_earned,alpha_grade_earned,"
            + "is_final_grade,credits_attempted,credits_earned,grad_credit_type\n";
    text("sis/batch2/studentsectionmark.csv", marks + "m1,st1,x,2021,t1,82,B,No,5,5,\n");
    text("sis/batch1/studentsectionmark.csv", marks + "m1,st1,x,2021,t1,92,A,No,5,5,\n");
    text("sis/incremental-day1/studentsectionmark.csv", marks + "m1,st2,y,,t1,66,D,No,5,5,\n");
  }

  private static void moodle() {
    text(
        "moodle/enrol.csv",
        "id,enrol,status,courseid,name,enrolperiod,enrolstartdate,enrolenddate,password,roleid,"
            + "timecreated,timemodified\n"
            + "e1,\"\",0,AB12,Enrolled,Spring,2022-01-01T00:00:00.000Z,0,open-sesame,null,0,\n");
    text(
        "moodle/forum_posts.csv",
        "id,discussion,parent,userid,created,modified,mailed,subject,message,messgaeformat,"
            + "totalscore,deleted,privatereplyto,wordcount,charcount\n"
            + "p1,d1,p1,u1,2022-01-23T19:06:00.000Z,0,0,Post by An,\"Hello, all\",0,75.77,0,0,1,5\n"
            + "p2,d1,p1,u1,0,0,0,Post by An,no time,0,null,0,0,1,5");
  }

  private static void rosters() {
    String orgs = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n";
    String users =
        "sourcedId,status,dateLastModified,enabledUser,username,givenName,familyName,password\n";
    zip(
        "oneroster/north/2025-01-01-full.zip",
        Map.of(
            "manifest.csv",
            "propertyName,value\nfile.orgs,bulk\nfile.users,bulk\n",
            "orgs.csv",
            orgs + "o1,,,North,school,,\no2,,,Closed,school,,\no3,,,Kept,school,,\n",
            "users.csv",
            users + "u1,,,true,an,An,Lê,secret-word\n"));
    zip(
        "oneroster/north/2025-02-01-delta.zip",
        Map.of(
            "manifest.csv",
            "propertyName,value\nfile.orgs,delta\n",
            "orgs.csv",
            orgs
                + "o1,active,2025-01-20T00:00:00.000Z,North End,school,,\n"
                + "o2,tobedeleted,2025-01-20T00:00:00.000Z,Closed,school,,\n"));
    // The same bytes from another sender are another sender's organisations.
    zip(
        "oneroster/south/2025-01-01-full.zip",
        Map.of(
            "manifest.csv",
            "propertyName,value\nfile.orgs,bulk\n",
            "orgs.csv",
            orgs + "o1,,,North,school,,\no2,,,Closed,school,,\no3,,,Kept,school,,\n"));
    zip(
        "oneroster/south/2025-03-01-full.zip",
        Map.of(
            "manifest.csv",
            "propertyName,value\nfile.orgs,bulk\n",
            "orgs.csv",
            orgs + "o1,,,North,school,,\n"));
    text(
        "oneroster/old/School.csv",
        "SIS ID,Name,School Number,Principal SIS ID\r\n10001,Contoso High School,7,14007");
    text("oneroster/old/StudentEnrollment.csv", "Section SIS ID,SIS ID\r\n11001,13001\r\n");
    text(
        "oneroster/old/Student.csv",
        "SIS ID,School SIS ID,First Name,Last Name,Username,Password,Student Number,Grade,"
            + "Birthdate,Graduation Year\n13001,10001,Ora,Klein,OKlein,secret-word,1,9,4/12/2000,2019\n");
  }

  private static void schools() {
    text(
        "uk_school/Financial.csv",
        "RunType,RunId,URN,PeriodCoveredByReturn,FinancialPosition,TrustPosition,EstablishmentType,"
            + "TotalPupils,TotalInternalFloorArea,TotalIncome,EnergyCosts,FinanceType,OverallPhase\n"
            + "default,2021,777042,10,Surplus,NULL,School,438,NULL,3097397,NULL,Maintained,Primary\n");
    text(
        "uk_school/Trust.csv",
        String.join(
            "\n",
            List.of(
                "\ufeffCompanyNumber,TrustName,CFOName,CFOEmail,OpenDate,UID,TrustUPIN",
                "00000001, Multi,An,,2021-09-01,",
                "00000002,Single,,,2025-10-01,17,",
                "")));
  }

  private static void zip(String name, Map<String, String> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (String entry : entries.keySet().stream().sorted().toList()) {
        out.putNextEntry(new ZipEntry(entry));
        out.write(entries.get(entry).getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    bytes(name, bytes.toByteArray());
  }

  private static void text(String name, String text) {
    bytes(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void bytes(String name, byte[] bytes) {
    Path file = home.resolve("files").resolve(name);
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void says(String query, String... lines) {
    assertThat(
            session
                .sql(
                    query
                        .replace("stg_", "personal.staging.stg_")
                        .replace("fct_", "lake.core.fct_"))
                .collectAsList())
        .extracting(row -> row.mkString("|"))
        .containsExactly(lines);
  }

  private static List<String> account(String source, String entity) {
    return REPORTS.get(source).files().stream()
        .filter(f -> f.entity().equals(entity))
        .map(f -> f.accepted() + "/" + f.rejected() + "/" + f.known())
        .toList();
  }

  @Test
  void everyFileIsTaken() {
    REPORTS.forEach(
        (source, report) ->
            assertThat(report.files())
                .as(source)
                .isNotEmpty()
                .allMatch(f -> f.status() != FileReport.Status.FAILED && f.rejected() == 0));
  }

  @Test
  void statementsInAnyOrderAndDoubledAreEachThereOnceOnTheirDay() {
    assertThat(account("xapi", "statement")).containsExactlyInAnyOrder("1/0/0", "1/0/2");
    says(
        """
        SELECT event_id, CAST(event_at AS STRING), event_date, verb_code, position_second,
          played_segments[0].to_second, played_segments[1].from_second, played_segments[1].to_second
        FROM fct_learning_event WHERE source_code = 'xapi' ORDER BY event_at
        """,
        "s1|2021-11-28 09:00:00.5|2021-11-28|played|null|null|null|null",
        "s2|2021-11-29 01:30:00|2021-11-29|paused|5.250|2.500|3.125|null");
  }

  @Test
  void attendanceIsOneMarkPerLessonWhateverItsIdAndTheLaterDayCounts() {
    says(
        """
        SELECT student_id, attendance_date, section_id, is_present
        FROM stg_sis__attendance ORDER BY ALL
        """,
        "a1|2022-01-03|null|false",
        "st1|2019-09-01|x|true",
        "st1|2019-09-01|y|false",
        "st1|2019-09-02|x|true",
        "st1|2020-08-05|x|true");
  }

  @Test
  void aLaterBatchCorrectsAMarkAndIncrementsNumberAnew() {
    says(
        "SELECT feed, student_id, grade_percent FROM stg_sis__section_mark ORDER BY feed",
        "batch|st1|82.00",
        "increment|st2|66.00");
  }

  @Test
  void nullAndZeroAreNoValueAndPasswordsAreNotTaken() {
    says(
        """
        SELECT method_code, role_id, CAST(enrolment_from AS STRING), enrolment_to, created_at
        FROM stg_moodle__enrol_method
        """,
        "null|null|2022-01-01 00:00:00|null|null");
    says(
        "SELECT role_id, coalesce(_extra, '') LIKE '%sesame%' FROM personal.raw.moodle__enrol_method",
        "null|false");
    says(
        "SELECT coalesce(_extra, '') LIKE '%secret%' FROM personal.raw.oneroster__user GROUP BY ALL",
        "false");
  }

  @Test
  void aPostWithoutTimeIsNoEvent() {
    says("SELECT event_id FROM fct_learning_event WHERE source_code = 'moodle'", "forum_post/p1");
    says(
        "SELECT post_id, parent_post_id = post_id, created_at IS NULL FROM stg_moodle__forum_post"
            + " ORDER BY post_id",
        "p1|true|false",
        "p2|false|true");
  }

  @Test
  void aDeltaCorrectsAndTakesAwayAndALaterBulkOfItsSenderStatesEverything() {
    says(
        "SELECT sender_code, org_id, name FROM stg_oneroster__org ORDER BY ALL",
        "north|o1|North End",
        "north|o3|Kept",
        "old|10001|Contoso High School",
        "south|o1|North");
  }

  @Test
  void anOlderGenerationIsALayoutOfTheSameTables() {
    says(
        "SELECT user_id, given_name, graduation_year FROM stg_oneroster__user ORDER BY ALL",
        "13001|Ora|2019",
        "u1|An|null");
    says("SELECT birth_date FROM stg_oneroster__demographic", "2000-04-12");
    says(
        "SELECT enrollment_id, class_id, user_id, role_code FROM stg_oneroster__enrollment",
        "11001|13001|student|11001|13001|student");
    says("SELECT user_id, role_code, org_id FROM stg_oneroster__role", "13001|student|10001");
  }

  @Test
  void anAccountIsNamedByNestedKeysInItsNamespaceOnly() {
    says(
        "SELECT account_id, chart_account_id, organisation_id FROM stg_edfi__local_account",
        "L-1|1-1|255901");
    says("SELECT dimension_type, code FROM stg_edfi__account_dimension", "fund|1");

    text("other/Finance.xml", FINANCE.formatted("http://ed-fi.org/4.0.0"));
    assertThat(lake.run("edfi", home.resolve("files/other")).failed())
        .isNotEmpty()
        .allMatch(f -> f.reason().startsWith("HEADER_NOT_FOUND"));
  }

  @Test
  void aWideReturnIsALineItemEachAndNullIsNoAmount() {
    says(
        """
        SELECT run_year, school_id, line_item, amount FROM stg_uk_school__school_finance
        ORDER BY line_item
        """,
        "2021|777042|EnergyCosts|null",
        "2021|777042|TotalIncome|3097397.00");
    says(
        """
        SELECT period_month_count, trust_position, floor_area_square_metre
        FROM stg_uk_school__school_return
        """,
        "10|null|null");
  }

  @Test
  void aMarkAtTheBeginningAndAShortRowDoNotMatter() {
    says(
        "SELECT trust_id, name, group_id FROM stg_uk_school__trust ORDER BY trust_id",
        "00000001|Multi|null",
        "00000002|Single|17");
  }

  @Test
  void anOutlineKeepsItsGeometryAsJson() {
    says(
        """
        SELECT level, code, name, area_square_kilometre,
          get_json_object(geometry, '$.coordinates[0][1]')
        FROM stg_vn_outline__outline
        """,
        "province|01|Hà Nội|1.50|[106,21]");
  }
}
