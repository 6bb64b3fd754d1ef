package vn.edulake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.jobs.ingest.TestLake;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.contract.SourceContracts;

class LakeAccountIT {
  private static final SourceContracts CONTRACTS =
      SourceContracts.of(
          SourceContract.parse(
              "town__visit.yml",
              """
              source: town
              entity: visit
              owner: places
              key: [number]
              delivery: {semantics: snapshot}
              columns:
                number: {type: text, pattern: 'V\\d+', header: [number]}
                day: {type: date, format: dd/MM/yyyy, header: [day]}
              layouts:
                - name: list
                  files: ['**.csv']
                  format: csv
              """));

  @TempDir private Path home;

  private static String said(Consumer<PrintWriter> print) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    print.accept(out);
    out.flush();
    return text.toString();
  }

  @Test
  void peopleReadWhatCameAndWhyLinesWereRefused() throws IOException {
    try (TestLake lake = TestLake.open(home, CONTRACTS)) {
      LakeAccount account = new LakeAccount(lake.database.jdbi(), ZoneId.of("Asia/Ho_Chi_Minh"));
      assertThat(account.lastLoad()).isZero();
      assertThat(said(out -> account.printDeliveries(0, out))).isEmpty();

      StringBuilder text = new StringBuilder("number,day\n");
      for (int i = 0; i < 1200; i++) {
        text.append("V").append(i).append(",01/02/2026\n");
      }
      text.append("x,01/02/2026\ny,01/02/2026\nV9999,31/02/2026\n");
      Path file = Files.writeString(home.resolve("a.csv"), text);
      Path odd = Files.writeString(home.resolve("b.csv"), "a,b\n1,2\n");
      lake.run("town", file);
      lake.run("town", odd);

      assertThat(said(out -> account.printDeliveries(0, out)))
          .isEqualTo(
              """

              Delivered
              source.entity  files  failed  received  accepted  rejected  known  published
              -------------  -----  ------  --------  --------  --------  -----  ---------
              town.visit         2       1     1,203     1,200         3      0          0

              Refused lines by reason
              source.entity  column  rule     lines  files
              -------------  ------  -------  -----  -----
              town.visit     number  pattern      2      1
              town.visit     day     type         1      1
              """);
      assertThat(said(out -> account.printDeliveries(1, out))).contains("  1       1  ");
      assertThat(said(account::printOpenDays))
          .isEqualTo(
              """

              Deliveries to ask about
              day         sender  source.entity  status  due until  said  received
              ----------  ------  -------------  ------  ---------  ----  --------
              2026-03-01  town    town.visit     failed                      1,203
              """);
      assertThat(said(account::printTables)).isEmpty();
    }
  }

  @Test
  void longTimesAreToldInMinutes() {
    assertThat(LakeAccount.seconds(Duration.ofMillis(1_250))).isEqualTo("1.3 s");
    assertThat(LakeAccount.seconds(Duration.ofSeconds(605))).isEqualTo("10 min 05 s");
  }
}
