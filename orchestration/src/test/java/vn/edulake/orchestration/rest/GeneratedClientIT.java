package vn.edulake.orchestration.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.orchestration.client.ApiClient;
import vn.edulake.orchestration.client.ApiException;
import vn.edulake.orchestration.client.api.AssetApi;
import vn.edulake.orchestration.client.api.BackfillApi;
import vn.edulake.orchestration.client.api.ConfigApi;
import vn.edulake.orchestration.client.api.ConnectionApi;
import vn.edulake.orchestration.client.api.DagApi;
import vn.edulake.orchestration.client.api.DagParsingApi;
import vn.edulake.orchestration.client.api.DagRunApi;
import vn.edulake.orchestration.client.api.DagSourceApi;
import vn.edulake.orchestration.client.api.DagStatsApi;
import vn.edulake.orchestration.client.api.DagVersionApi;
import vn.edulake.orchestration.client.api.DagWarningApi;
import vn.edulake.orchestration.client.api.EventLogApi;
import vn.edulake.orchestration.client.api.ExtraLinksApi;
import vn.edulake.orchestration.client.api.ImportErrorApi;
import vn.edulake.orchestration.client.api.JobApi;
import vn.edulake.orchestration.client.api.LoginApi;
import vn.edulake.orchestration.client.api.MonitorApi;
import vn.edulake.orchestration.client.api.PluginApi;
import vn.edulake.orchestration.client.api.PoolApi;
import vn.edulake.orchestration.client.api.ProviderApi;
import vn.edulake.orchestration.client.api.TaskApi;
import vn.edulake.orchestration.client.api.TaskInstanceApi;
import vn.edulake.orchestration.client.api.VariableApi;
import vn.edulake.orchestration.client.api.VersionApi;
import vn.edulake.orchestration.client.api.XComApi;
import vn.edulake.orchestration.client.model.ActionsInner;
import vn.edulake.orchestration.client.model.ActionsInner1;
import vn.edulake.orchestration.client.model.ActionsInner2;
import vn.edulake.orchestration.client.model.ActionsInner3;
import vn.edulake.orchestration.client.model.AssetResponse;
import vn.edulake.orchestration.client.model.BackfillPostBody;
import vn.edulake.orchestration.client.model.BackfillResponse;
import vn.edulake.orchestration.client.model.BulkActionNotOnExistence;
import vn.edulake.orchestration.client.model.BulkActionOnExistence;
import vn.edulake.orchestration.client.model.BulkBodyBulkTaskInstanceBody;
import vn.edulake.orchestration.client.model.BulkBodyConnectionBody;
import vn.edulake.orchestration.client.model.BulkBodyPoolBody;
import vn.edulake.orchestration.client.model.BulkBodyVariableBody;
import vn.edulake.orchestration.client.model.BulkCreateActionConnectionBody;
import vn.edulake.orchestration.client.model.BulkCreateActionPoolBody;
import vn.edulake.orchestration.client.model.BulkCreateActionVariableBody;
import vn.edulake.orchestration.client.model.BulkDeleteActionPoolBody;
import vn.edulake.orchestration.client.model.BulkResponse;
import vn.edulake.orchestration.client.model.BulkTaskInstanceBody;
import vn.edulake.orchestration.client.model.BulkUpdateActionBulkTaskInstanceBody;
import vn.edulake.orchestration.client.model.BulkUpdateActionConnectionBody;
import vn.edulake.orchestration.client.model.BulkUpdateActionPoolBody;
import vn.edulake.orchestration.client.model.BulkUpdateActionVariableBody;
import vn.edulake.orchestration.client.model.ClearTaskInstancesBody;
import vn.edulake.orchestration.client.model.ConnectionBody;
import vn.edulake.orchestration.client.model.CreateAssetEventsBody;
import vn.edulake.orchestration.client.model.DAGDetailsResponse;
import vn.edulake.orchestration.client.model.DAGPatchBody;
import vn.edulake.orchestration.client.model.DAGRunClearBody;
import vn.edulake.orchestration.client.model.DAGRunPatchBody;
import vn.edulake.orchestration.client.model.DAGRunResponse;
import vn.edulake.orchestration.client.model.DAGRunsBatchBody;
import vn.edulake.orchestration.client.model.DagRunState;
import vn.edulake.orchestration.client.model.DagRunType;
import vn.edulake.orchestration.client.model.DagWarningType;
import vn.edulake.orchestration.client.model.EntitiesInner2;
import vn.edulake.orchestration.client.model.EventLogResponse;
import vn.edulake.orchestration.client.model.ImportErrorResponse;
import vn.edulake.orchestration.client.model.MaterializeAssetBody;
import vn.edulake.orchestration.client.model.PatchTaskInstanceBody;
import vn.edulake.orchestration.client.model.PoolBody;
import vn.edulake.orchestration.client.model.PoolPatchBody;
import vn.edulake.orchestration.client.model.TaskInstanceResponse;
import vn.edulake.orchestration.client.model.TaskInstanceState;
import vn.edulake.orchestration.client.model.TaskInstancesBatchBody;
import vn.edulake.orchestration.client.model.TriggerDAGRunPostBody;
import vn.edulake.orchestration.client.model.UpdateHITLDetailPayload;
import vn.edulake.orchestration.client.model.VariableBody;
import vn.edulake.orchestration.client.model.XComCreateBody;
import vn.edulake.orchestration.client.model.XComUpdateBody;

/**
 * The server, driven by the client that openapi-generator makes from Airflow's specification. The
 * client refuses a field that it does not know.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GeneratedClientIT {
  private static final String DAG = "nightly";

  /** A slash and a blank in a path are the client's to escape. */
  private static final String RUN = "by/hand 1";

  /** Served, and refused whatever is asked. */
  private static final Set<String> REFUSED =
      Set.of(
          "test_connection",
          "get_external_log_url",
          "get_asset_alias",
          "get_hitl_detail",
          "get_hitl_detail_try_detail",
          "update_hitl_detail");

  @TempDir private static Path folder;

  private final Specification specification = Specification.load();
  private final Set<String> succeeded = new TreeSet<>();
  private final Set<String> refused = new TreeSet<>();
  private RunningServer running;
  private ApiClient client;
  private @Nullable String token;

  @BeforeAll
  void start() throws IOException, InterruptedException {
    running = RunningServer.start(folder);
    token = token("admin");
    client =
        new ApiClient()
            .setObjectMapper(
                ApiClient.createDefaultObjectMapper()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES))
            .setRequestInterceptor(this::authorize)
            .setResponseInterceptor(this::answered);
    client.updateBaseUri(running.server().uri().toString());
  }

  @AfterAll
  void stop() throws IOException {
    running.close();
  }

  private String token(String user) throws IOException, InterruptedException {
    ObjectMapper json = new ObjectMapper();
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(running.server().uri().resolve("/auth/token"))
                    .header("Content-Type", "application/json")
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            json.writeValueAsString(
                                Map.of("username", user, "password", RunningServer.PASSWORD))))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(201);
    return json.readTree(response.body()).get("access_token").asText();
  }

  private void authorize(HttpRequest.Builder request) {
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
  }

  private void answered(HttpResponse<InputStream> response) {
    URI uri = response.request().uri();
    List<String> segments =
        Arrays.stream(uri.getRawPath().substring(1).split("/"))
            .map(segment -> URLDecoder.decode(segment, StandardCharsets.UTF_8))
            .toList();
    String operation =
        specification.find(response.request().method(), segments).orElseThrow().operation().id();
    (response.statusCode() < 400 ? succeeded : refused).add(operation);
  }

  private static void assertRefused(int status, String detail, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ApiException.class,
            refusal -> {
              assertThat(refusal.getCode()).isEqualTo(status);
              assertThat(refusal.getResponseBody()).startsWith("{\"detail\":").contains(detail);
            });
  }

  private static OffsetDateTime day(String day) {
    return OffsetDateTime.parse(day + "T00:00:00Z");
  }

  private DAGRunResponse untilEnded(String run) throws ApiException {
    long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (true) {
      DAGRunResponse found = new DagRunApi(client).getDagRun(DAG, run);
      if (found.getState() == DagRunState.SUCCESS || found.getState() == DagRunState.FAILED) {
        return found;
      }
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  @Test
  @Order(1)
  void dagsAreListedShownAndPaused() throws ApiException {
    DagApi dags = new DagApi(client);
    assertThat(
            dags.getDags(
                    DagApi.APIGetDagsRequest.newBuilder()
                        .limit(10)
                        .offset(0)
                        .tags(List.of("load", "other"))
                        .tagsMatchMode("any")
                        .owners(List.of("night"))
                        .dagIdPattern("n%y")
                        .excludeStale(true)
                        .paused(true)
                        .hasImportErrors(false)
                        .hasAssetSchedule(false)
                        .bundleName("dags")
                        .isFavorite(false)
                        .timetableType(List.of("airflow.timetables.trigger.CronTriggerTimetable"))
                        .orderBy(List.of("-dag_id"))
                        .build())
                .getDags())
        .singleElement()
        .satisfies(
            dag -> {
              assertThat(dag.getDagId()).isEqualTo(DAG);
              assertThat(dag.getTags()).hasSize(2);
            });
    assertThat(dags.getDag(DAG).getIsPaused()).isTrue();
    DAGDetailsResponse details = dags.getDagDetails(DAG);
    assertThat(details.getDagRunTimeout()).isEqualTo("PT2H");
    assertThat(details.getParams()).containsKey("school");
    assertThat(dags.getDagDetails("consumer").getAssetExpression()).containsKey("all");
    assertThat(dags.getDagTags(5, 0, List.of("-name"), "prov").getTags())
        .containsExactly("province");
    dags.favoriteDag(DAG);
    assertThat(dags.getDagDetails(DAG).getIsFavorite()).isTrue();
    dags.unfavoriteDag(DAG);
    assertRefused(409, "not marked as favorite", () -> dags.unfavoriteDag(DAG));
    assertThat(
            dags.patchDags(
                    DagApi.APIPatchDagsRequest.newBuilder()
                        .daGPatchBody(new DAGPatchBody().isPaused(false))
                        .dagIdPattern("consumer")
                        .build())
                .getTotalEntries())
        .isEqualTo(1);
    assertThat(
            dags.patchDag(DAG, new DAGPatchBody().isPaused(false), List.of("is_paused"))
                .getIsPaused())
        .isFalse();
    assertRefused(404, "`none` was not found", () -> dags.getDag("none"));

    TaskApi tasks = new TaskApi(client);
    assertThat(tasks.getTasks(DAG, "-task_id").getTotalEntries()).isEqualTo(4);
    assertThat(tasks.getTask(DAG, "load").getRetryDelay()).isNotNull();
    assertThat(tasks.getTask(DAG, "each").getIsMapped()).isTrue();

    DagVersionApi versions = new DagVersionApi(client);
    assertThat(
            versions
                .getDagVersions(DAG, 1, 0, 1, "dags", null, List.of("-version_number"))
                .getTotalEntries())
        .isEqualTo(1);
    assertThat(versions.getDagVersion(DAG, 1).getVersionNumber()).isEqualTo(1);
    assertThat(new DagSourceApi(client).getDagSource(DAG, 1, "application/json").getContent())
        .contains("loads the province");
    assertThat(new DagStatsApi(client).getDagStats(List.of(DAG, "consumer")).getDags()).hasSize(2);
    assertThat(
            new DagWarningApi(client)
                .listDagWarnings(
                    "consumer", DagWarningType.NON_EXISTENT_POOL, 1, 0, List.of("-timestamp"))
                .getDagWarnings())
        .singleElement()
        .satisfies(warning -> assertThat(warning.getMessage()).contains("nowhere"));
    ImportErrorApi errors = new ImportErrorApi(client);
    ImportErrorResponse error =
        errors.getImportErrors(1, 0, List.of("-timestamp"), "bad").getImportErrors().get(0);
    assertThat(errors.getImportError(error.getImportErrorId())).isEqualTo(error);
    new DagParsingApi(client).reparseDagFile(dags.getDag(DAG).getFileToken());
  }

  @Test
  @Order(2)
  void aRunIsTriggeredFollowedAndAnnotated() throws ApiException {
    DagRunApi runs = new DagRunApi(client);
    DAGRunResponse run =
        runs.triggerDagRun(
            DAG,
            new TriggerDAGRunPostBody()
                .dagRunId(RUN)
                .logicalDate(day("2026-03-01"))
                .conf(Map.of("school", "south", "list", List.of(1, Map.of())))
                .note("a note"));
    assertThat(run.getRunType()).isEqualTo(DagRunType.MANUAL);
    assertThat(run.getConf()).containsEntry("school", "south");
    assertRefused(
        409, "already", () -> runs.triggerDagRun(DAG, new TriggerDAGRunPostBody().dagRunId(RUN)));
    DAGRunResponse open = runs.triggerDagRun(DAG, new TriggerDAGRunPostBody());
    assertThat(open.getLogicalDate()).isNull();
    DAGRunResponse ended = untilEnded(RUN);
    assertThat(ended.getState()).isEqualTo(DagRunState.FAILED);
    assertThat(ended.getDuration()).isPositive();
    assertThat(ended.getLogicalDate()).isEqualTo(day("2026-03-01"));
    untilEnded(open.getDagRunId());

    assertThat(
            runs.getDagRuns(
                    DagRunApi.APIGetDagRunsRequest.newBuilder()
                        .dagId("~")
                        .limit(1)
                        .orderBy(List.of("-start_date"))
                        .state(List.of("failed", "success"))
                        .runType(List.of("manual"))
                        .logicalDateGte(day("2026-03-01"))
                        .logicalDateLt(OffsetDateTime.parse("2026-03-01T08:00:00+07:00"))
                        .runIdPattern("hand")
                        .build())
                .getDagRuns())
        .singleElement()
        .satisfies(found -> assertThat(found.getDagRunId()).isEqualTo(RUN));
    assertThat(
            runs.getListDagRunsBatch(
                    "~",
                    new DAGRunsBatchBody()
                        .dagIds(List.of(DAG))
                        .states(List.of(DagRunState.FAILED))
                        .orderBy("-run_after")
                        .pageLimit(1))
                .getTotalEntries())
        .isEqualTo(2);
    assertThat(
            runs.patchDagRun(DAG, RUN, new DAGRunPatchBody().note("other"), List.of("note"))
                .getNote())
        .isEqualTo("other");
    assertThat(runs.waitDagRunUntilFinished(DAG, RUN, BigDecimal.valueOf(0.2), List.of("load")))
        .hasToString("{state=failed, results={load=đêm}}");
    assertThat(runs.getUpstreamAssetEvents(DAG, RUN).getAssetEvents()).isEmpty();
    assertThat(
            new TaskInstanceApi(client)
                .getHitlDetails(
                    TaskInstanceApi.APIGetHitlDetailsRequest.newBuilder()
                        .dagId(DAG)
                        .dagRunId(RUN)
                        .build())
                .getHitlDetails())
        .isEmpty();
  }

  @Test
  @Order(3)
  void taskInstancesTheirTriesAndLogsAreShown() throws ApiException {
    TaskInstanceApi instances = new TaskInstanceApi(client);
    List<TaskInstanceResponse> all =
        instances
            .getTaskInstances(
                TaskInstanceApi.APIGetTaskInstancesRequest.newBuilder()
                    .dagId(DAG)
                    .dagRunId(RUN)
                    .orderBy(List.of("task_id", "map_index"))
                    .build())
            .getTaskInstances();
    assertThat(all)
        .extracting(TaskInstanceResponse::getTaskId, TaskInstanceResponse::getState)
        .containsExactly(
            tuple("broken", TaskInstanceState.FAILED),
            tuple("checks.after", TaskInstanceState.UPSTREAM_FAILED),
            tuple("each", TaskInstanceState.SUCCESS),
            tuple("each", TaskInstanceState.SUCCESS),
            tuple("load", TaskInstanceState.SUCCESS));
    assertThat(
            instances
                .getTaskInstancesBatch(
                    "~",
                    "~",
                    new TaskInstancesBatchBody()
                        .dagRunIds(List.of(RUN))
                        .state(List.of(TaskInstanceState.FAILED)))
                .getTotalEntries())
        .isEqualTo(1);
    assertThat(instances.getTaskInstance(DAG, RUN, "load").getTryNumber()).isEqualTo(1);
    assertRefused(404, "mapped", () -> instances.getTaskInstance(DAG, RUN, "each"));
    assertThat(instances.getMappedTaskInstance(DAG, RUN, "each", 1).getMapIndex()).isEqualTo(1);
    assertThat(
            instances
                .getMappedTaskInstances(
                    TaskInstanceApi.APIGetMappedTaskInstancesRequest.newBuilder()
                        .dagId(DAG)
                        .dagRunId(RUN)
                        .taskId("each")
                        .orderBy(List.of("-map_index"))
                        .limit(1)
                        .build())
                .getTaskInstances())
        .extracting(TaskInstanceResponse::getMapIndex)
        .containsExactly(1);
    assertThat(instances.getTaskInstanceTries(DAG, RUN, "load", null).getTotalEntries())
        .isEqualTo(1);
    assertThat(instances.getTaskInstanceTryDetails(DAG, RUN, "load", 1, -1).getTryNumber())
        .isEqualTo(1);
    assertThat(instances.getMappedTaskInstanceTries(DAG, RUN, "each", 0).getTotalEntries())
        .isEqualTo(1);
    assertThat(instances.getMappedTaskInstanceTryDetails(DAG, RUN, "each", 1, 0).getMapIndex())
        .isZero();
    assertThat(instances.getTaskInstanceDependencies(DAG, RUN, "load", null).getDependencies())
        .hasSize(1);
    assertThat(
            instances.getTaskInstanceDependenciesByMapIndex(DAG, RUN, "each", 0).getDependencies())
        .hasSize(1);
    assertThat(new ExtraLinksApi(client).getExtraLinks(DAG, RUN, "load", -1).getExtraLinks())
        .isEmpty();
    assertThat(
            instances
                .getLog(DAG, RUN, "load", 1, true, null, null, "application/json")
                .getContent())
        .asString()
        .contains("event=" + RUN, "event=đêm");
    assertRefused(
        400,
        "does not support external logs",
        () -> instances.getExternalLogUrl(DAG, RUN, "load", 1, null));
    assertRefused(404, "not found", () -> instances.getHitlDetail(DAG, RUN, "load", -1));
    assertRefused(
        404, "not found", () -> instances.getHitlDetailTryDetail(DAG, RUN, "load", -1, 1));
    assertRefused(
        404,
        "not found",
        () ->
            instances.updateHitlDetail(
                DAG, RUN, "load", -1, new UpdateHITLDetailPayload().chosenOptions(List.of("yes"))));
  }

  @Test
  @Order(4)
  void taskInstancesAreMarkedAnnotatedAndCleared() throws ApiException {
    TaskInstanceApi instances = new TaskInstanceApi(client);
    PatchTaskInstanceBody success = new PatchTaskInstanceBody().newState(TaskInstanceState.SUCCESS);
    assertThat(
            instances
                .patchTaskInstanceDryRun(DAG, RUN, "broken", success, null, null)
                .getTaskInstances())
        .extracting(TaskInstanceResponse::getState)
        .containsExactly(TaskInstanceState.FAILED);
    instances.patchTaskInstanceDryRunByMapIndex(DAG, RUN, "each", 0, success, null);
    assertThat(
            instances
                .patchTaskInstanceByMapIndex(
                    DAG, RUN, "each", 0, new PatchTaskInstanceBody().note("n"), List.of("note"))
                .getTaskInstances())
        .extracting(TaskInstanceResponse::getNote)
        .containsExactly("n");
    // The client sends an empty list of tasks for one that is left out.
    ClearTaskInstancesBody preview = new ClearTaskInstancesBody().dagRunId(RUN);
    assertThat(preview.getTaskIds()).isEmpty();
    assertThat(instances.postClearTaskInstances(DAG, preview).getTaskInstances())
        .extracting(TaskInstanceResponse::getTaskId)
        .containsExactlyInAnyOrder("broken", "checks.after");
    assertRefused(
        422,
        "at least 1 element",
        () -> instances.postClearTaskInstances(DAG, new ClearTaskInstancesBody()));
    assertThat(
            instances
                .patchTaskInstance(DAG, RUN, "broken", success, null, List.of("new_state"))
                .getTaskInstances())
        .extracting(TaskInstanceResponse::getState)
        .containsExactly(TaskInstanceState.SUCCESS);
    assertThat(untilEnded(RUN).getState()).isEqualTo(DagRunState.SUCCESS);
    assertThat(
            instances
                .postClearTaskInstances(
                    DAG,
                    new ClearTaskInstancesBody()
                        .dagRunId(RUN)
                        .dryRun(false)
                        .onlyFailed(false)
                        .preventRunningTask(true)
                        .taskIds(List.of("broken", List.of("each", 1))))
                .getTaskInstances())
        .extracting(TaskInstanceResponse::getTaskId, TaskInstanceResponse::getMapIndex)
        .containsExactlyInAnyOrder(tuple("broken", -1), tuple("each", 1));
    untilEnded(RUN);
    assertThat(
            instances
                .bulkTaskInstances(
                    DAG,
                    RUN,
                    new BulkBodyBulkTaskInstanceBody()
                        .addActionsItem(
                            new ActionsInner(
                                new BulkUpdateActionBulkTaskInstanceBody()
                                    .action(BulkUpdateActionBulkTaskInstanceBody.ActionEnum.UPDATE)
                                    .addEntitiesItem(
                                        new BulkTaskInstanceBody().taskId("load").note("bulk")))))
                .getUpdate()
                .getSuccess())
        .hasSize(1);
    DagRunApi runs = new DagRunApi(client);
    assertThat(
            runs.clearDagRun(DAG, RUN, new DAGRunClearBody().dryRun(true))
                .getTaskInstanceCollectionResponse()
                .getTotalEntries())
        .isEqualTo(5);
    assertThat(
            runs.clearDagRun(DAG, RUN, new DAGRunClearBody().dryRun(false))
                .getDAGRunResponse()
                .getState())
        .isIn(DagRunState.QUEUED, DagRunState.RUNNING);
    assertThat(untilEnded(RUN).getState()).isEqualTo(DagRunState.FAILED);
  }

  @Test
  @Order(5)
  void xcomsAreKeptChangedAndForgotten() throws ApiException {
    XComApi xcoms = new XComApi(client);
    assertThat(
            xcoms
                .createXcomEntry(
                    DAG, "load", RUN, new XComCreateBody().key("rows").value(Map.of("a", 1)))
                .getValue())
        .isEqualTo(Map.of("a", 1));
    assertRefused(
        409,
        "already exists",
        () -> xcoms.createXcomEntry(DAG, "load", RUN, new XComCreateBody().key("rows").value(1)));
    xcoms.updateXcomEntry(DAG, "load", RUN, "rows", new XComUpdateBody().value(List.of(1, 2)));
    assertThat(
            xcoms
                .getXcomEntries(
                    XComApi.APIGetXcomEntriesRequest.newBuilder()
                        .dagId(DAG)
                        .dagRunId(RUN)
                        .taskId("~")
                        .xcomKey("rows")
                        .build())
                .getTotalEntries())
        .isEqualTo(1);
    assertThat(
            xcoms
                .getXcomEntry(DAG, "load", RUN, "rows", -1, false, false)
                .getXComResponseNative()
                .getValue())
        .isEqualTo(List.of(1, 2));
    xcoms.deleteXcomEntry(DAG, "load", RUN, "rows", null);
    assertRefused(
        404, "not found", () -> xcoms.getXcomEntry(DAG, "load", RUN, "rows", -1, null, null));
  }

  @Test
  @Order(6)
  void poolsAreMadeChangedAndDeleted() throws ApiException {
    PoolApi pools = new PoolApi(client);
    assertThat(pools.postPool(new PoolBody().name("heavy").slots(2)).getOpenSlots()).isEqualTo(2);
    assertRefused(
        409, "already exists", () -> pools.postPool(new PoolBody().name("heavy").slots(2)));
    assertThat(pools.getPools(1, 0, List.of("-name"), "h%y").getTotalEntries()).isEqualTo(1);
    assertThat(pools.getPool("default_pool").getSlots()).isEqualTo(128);
    assertThat(
            pools
                .patchPool("heavy", new PoolPatchBody().slots(3).description("x"), List.of("slots"))
                .getDescription())
        .isNull();
    BulkResponse bulk =
        pools.bulkPools(
            new BulkBodyPoolBody()
                .addActionsItem(
                    new ActionsInner2(
                        new BulkCreateActionPoolBody()
                            .action(BulkCreateActionPoolBody.ActionEnum.CREATE)
                            .actionOnExistence(BulkActionOnExistence.FAIL)
                            .entities(
                                List.of(
                                    new PoolBody().name("light").slots(1),
                                    new PoolBody().name("heavy").slots(9)))))
                .addActionsItem(
                    new ActionsInner2(
                        new BulkDeleteActionPoolBody()
                            .action(BulkDeleteActionPoolBody.ActionEnum.DELETE)
                            .actionOnNonExistence(BulkActionNotOnExistence.SKIP)
                            .entities(
                                List.of(
                                    new EntitiesInner2("light"), new EntitiesInner2("none"))))));
    assertThat(bulk.getCreate().getSuccess()).containsExactly("light");
    assertThat(bulk.getCreate().getErrors())
        .singleElement()
        .satisfies(error -> assertThat(error).containsEntry("status_code", 409));
    assertThat(bulk.getDelete().getSuccess()).containsExactly("light");
    pools.patchPool("heavy", new PoolPatchBody().description("kept"), List.of("description"));
    pools.bulkPools(
        new BulkBodyPoolBody()
            .addActionsItem(
                new ActionsInner2(
                    new BulkUpdateActionPoolBody()
                        .action(BulkUpdateActionPoolBody.ActionEnum.UPDATE)
                        .updateMask(List.of("slots"))
                        .addEntitiesItem(
                            new PoolBody().name("heavy").slots(5).description("masked")))));
    assertThat(pools.getPool("heavy").getSlots()).isEqualTo(5);
    assertThat(pools.getPool("heavy").getDescription()).isEqualTo("kept");
    pools.deletePool("heavy");
    assertRefused(404, "was not found", () -> pools.getPool("heavy"));
    assertRefused(400, "can't be deleted", () -> pools.deletePool("default_pool"));
  }

  @Test
  @Order(7)
  void variablesAreMadeChangedAndDeleted() throws ApiException {
    VariableApi variables = new VariableApi(client);
    variables.postVariable(new VariableBody().key("a/b c").value(Map.of("x", 1)));
    assertThat(variables.getVariable("a/b c").getValue()).isEqualTo("{\"x\":1}");
    assertThat(
            variables
                .patchVariable(
                    "a/b c",
                    new VariableBody().key("a/b c").value("v").description("d"),
                    List.of("value"))
                .getDescription())
        .isNull();
    assertThat(
            variables
                .bulkVariables(
                    new BulkBodyVariableBody()
                        .addActionsItem(
                            new ActionsInner3(
                                new BulkCreateActionVariableBody()
                                    .action(BulkCreateActionVariableBody.ActionEnum.CREATE)
                                    .actionOnExistence(BulkActionOnExistence.OVERWRITE)
                                    .addEntitiesItem(new VariableBody().key("k").value("v")))))
                .getCreate()
                .getSuccess())
        .containsExactly("k");
    variables.patchVariable("k", new VariableBody().key("k").value("v").description("kept"), null);
    variables.bulkVariables(
        new BulkBodyVariableBody()
            .addActionsItem(
                new ActionsInner3(
                    new BulkUpdateActionVariableBody()
                        .action(BulkUpdateActionVariableBody.ActionEnum.UPDATE)
                        .addEntitiesItem(new VariableBody().key("k").value("new")))));
    assertThat(variables.getVariable("k").getValue()).isEqualTo("new");
    assertThat(variables.getVariable("k").getDescription()).isEqualTo("kept");
    assertThat(variables.getVariables(1, 1, List.of("-key"), null).getVariables())
        .singleElement()
        .satisfies(variable -> assertThat(variable.getKey()).isEqualTo("a/b c"));
    variables.deleteVariable("a/b c");
    assertRefused(404, "was not found", () -> variables.getVariable("a/b c"));
  }

  @Test
  @Order(8)
  void connectionsAreMadeChangedAndDeletedAndTheirSecretsStay() throws ApiException {
    ConnectionApi connections = new ConnectionApi(client);
    connections.postConnection(
        new ConnectionBody()
            .connectionId("chat")
            .connType("http")
            .host("localhost")
            .password("geheim")
            .extra("{\"api_key\": \"geheim\", \"a\": 1}"));
    assertThat(connections.getConnection("chat").toString()).doesNotContain("geheim");
    assertThat(
            connections
                .patchConnection(
                    "chat",
                    new ConnectionBody().connectionId("chat").connType("http").port(8080),
                    List.of("port"))
                .getHost())
        .isEqualTo("localhost");
    assertThat(
            connections
                .bulkConnections(
                    new BulkBodyConnectionBody()
                        .addActionsItem(
                            new ActionsInner1(
                                new BulkCreateActionConnectionBody()
                                    .action(BulkCreateActionConnectionBody.ActionEnum.CREATE)
                                    .actionOnExistence(BulkActionOnExistence.SKIP)
                                    .addEntitiesItem(
                                        new ConnectionBody()
                                            .connectionId("chat")
                                            .connType("http")))))
                .getCreate()
                .getSuccess())
        .isEmpty();
    connections.bulkConnections(
        new BulkBodyConnectionBody()
            .addActionsItem(
                new ActionsInner1(
                    new BulkUpdateActionConnectionBody()
                        .action(BulkUpdateActionConnectionBody.ActionEnum.UPDATE)
                        .updateMask(List.of("host"))
                        .addEntitiesItem(
                            new ConnectionBody().connectionId("chat").connType("x").host("h"))))
            .addActionsItem(
                new ActionsInner1(
                    new BulkCreateActionConnectionBody()
                        .action(BulkCreateActionConnectionBody.ActionEnum.CREATE)
                        .actionOnExistence(BulkActionOnExistence.OVERWRITE)
                        .addEntitiesItem(
                            new ConnectionBody().connectionId("other").connType("http")))));
    assertThat(connections.getConnection("chat").getHost()).isEqualTo("h");
    assertThat(connections.getConnection("chat").getConnType()).isEqualTo("http");
    assertThat(connections.getConnection("chat").getPassword()).isEqualTo("***");
    connections.bulkConnections(
        new BulkBodyConnectionBody()
            .addActionsItem(
                new ActionsInner1(
                    new BulkCreateActionConnectionBody()
                        .action(BulkCreateActionConnectionBody.ActionEnum.CREATE)
                        .actionOnExistence(BulkActionOnExistence.OVERWRITE)
                        .addEntitiesItem(
                            new ConnectionBody().connectionId("chat").connType("http")))));
    assertThat(connections.getConnection("chat").getHost()).isNull();
    assertThat(connections.getConnection("chat").getPassword()).isNull();
    connections.createDefaultConnections();
    assertThat(
            connections
                .getConnections(1, 0, List.of("-connection_id"), "%default")
                .getTotalEntries())
        .isEqualTo(3);
    assertRefused(
        403,
        "Testing connections is disabled",
        () ->
            connections.testConnection(new ConnectionBody().connectionId("chat").connType("http")));
    connections.deleteConnection("chat");
    assertRefused(404, "was not found", () -> connections.deleteConnection("chat"));
  }

  @Test
  @Order(9)
  void assetsHaveEventsThatAreQueuedAndConsumed() throws ApiException {
    AssetApi assets = new AssetApi(client);
    AssetResponse marks =
        assets
            .getAssets(1, 0, "marks", "lake", List.of(DAG), true, List.of("-id"))
            .getAssets()
            .get(0);
    int id = marks.getId();
    assertThat(marks.getProducingTasks()).hasSize(1);
    assertThat(assets.getAsset(id).getName()).isEqualTo("marks");
    assertThat(assets.getAssetAliases(1, 0, "x", null).getAssetAliases()).isEmpty();
    assertRefused(404, "was not found", () -> assets.getAssetAlias(1));
    assertThat(
            assets
                .createAssetEvent(new CreateAssetEventsBody().assetId(id).extra(Map.of("a", "b")))
                .getExtra())
        .containsEntry("a", "b");
    assertThat(
            assets
                .getAssetEvents(
                    AssetApi.APIGetAssetEventsRequest.newBuilder()
                        .assetId(id)
                        .sourceDagId(DAG)
                        .timestampGte(day("2026-01-01"))
                        .orderBy(List.of("-timestamp"))
                        .build())
                .getTotalEntries())
        .isPositive();
    DAGRunResponse made =
        assets.materializeAsset(id, new MaterializeAssetBody().dagRunId("made").note("n"));
    assertThat(made.getRunType()).isEqualTo(DagRunType.ASSET_MATERIALIZATION);
    untilEnded("made");
    // Paused, the consumer takes none of what is queued here.
    new DagApi(client).patchDag("consumer", new DAGPatchBody().isPaused(true), null);
    queue(id);
    assertThat(assets.getAssetQueuedEvents(id, null).getTotalEntries()).isEqualTo(1);
    assertThat(assets.getDagAssetQueuedEvents("consumer", null).getTotalEntries()).isEqualTo(1);
    assertThat(assets.getDagAssetQueuedEvents("consumer", "2026-01-01T00:00:00Z").getTotalEntries())
        .isZero();
    assertThat(assets.getDagAssetQueuedEvent("consumer", id, null).getAssetId()).isEqualTo(id);
    assets.deleteDagAssetQueuedEvent("consumer", id, null);
    queue(id);
    assets.deleteDagAssetQueuedEvents("consumer", null);
    queue(id);
    assets.deleteAssetQueuedEvents(id, null);
    assertRefused(404, "was not found", () -> assets.deleteAssetQueuedEvents(id, null));
  }

  private void queue(long assetId) {
    running
        .database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "INSERT INTO asset_queue (dag_id, asset_id, queued_at)"
                        + " VALUES ('consumer', ?, now()) ON CONFLICT DO NOTHING",
                    assetId));
  }

  @Test
  @Order(10)
  void aBackfillIsTriedMadePausedAndCancelled() throws ApiException {
    BackfillApi backfills = new BackfillApi(client);
    BackfillPostBody body =
        new BackfillPostBody()
            .dagId(DAG)
            .fromDate(day("2026-02-01"))
            .toDate(day("2026-02-04"))
            .maxActiveRuns(1);
    assertThat(backfills.createBackfillDryRun(body).getTotalEntries()).isEqualTo(3);
    BackfillResponse backfill = backfills.createBackfill(body);
    int id = backfill.getId();
    assertRefused(409, "goes on", () -> backfills.createBackfill(body));
    assertThat(backfills.pauseBackfill(id).getIsPaused()).isTrue();
    assertThat(backfills.unpauseBackfill(id).getIsPaused()).isFalse();
    assertThat(backfills.getBackfill(id).getFromDate()).isEqualTo(day("2026-02-01"));
    assertThat(backfills.listBackfills(DAG, 1, 0, List.of("-id")).getTotalEntries()).isEqualTo(1);
    assertThat(backfills.cancelBackfill(id).getCompletedAt()).isNotNull();
    assertRefused(409, "completed", () -> backfills.cancelBackfill(id));
    assertRefused(404, "not found", () -> backfills.getBackfill(id + 1));
  }

  @Test
  @Order(11)
  void theServerTellsOfItselfAndOfWhatWasDone() throws ApiException {
    assertThat(new MonitorApi(client).getHealth().getScheduler().getStatus()).isEqualTo("healthy");
    assertThat(new VersionApi(client).getVersion().getVersion()).isEqualTo("3.2.1");
    EventLogApi events = new EventLogApi(client);
    EventLogResponse event =
        events
            .getEventLogs(
                EventLogApi.APIGetEventLogsRequest.newBuilder()
                    .limit(1)
                    .orderBy(List.of("-when"))
                    .dagId(DAG)
                    .owner("admin")
                    .excludedEvents(List.of("paused"))
                    .after(day("2026-01-01"))
                    .build())
            .getEventLogs()
            .get(0);
    assertThat(events.getEventLog(event.getEventLogId())).isEqualTo(event);
    assertThat(
            new JobApi(client)
                .getJobs(
                    JobApi.APIGetJobsRequest.newBuilder()
                        .isAlive(true)
                        .jobType("SchedulerJob")
                        .orderBy(List.of("-start_date"))
                        .build())
                .getTotalEntries())
        .isEqualTo(1);
    assertThat(new ProviderApi(client).getProviders(1, 0).getProviders()).hasSize(1);
    PluginApi plugins = new PluginApi(client);
    assertThat(plugins.getPlugins(1, 0).getPlugins()).isEmpty();
    assertThat(plugins.importErrors().getImportErrors()).isEmpty();
    ConfigApi config = new ConfigApi(client);
    assertThat(config.getConfig("core", null).getSections()).hasSize(1);
    assertThat(
            config
                .getConfigValue("api", "maximum_page_limit", null)
                .getSections()
                .get(0)
                .getOptions())
        .singleElement()
        .satisfies(option -> assertThat(option.getValue()).isEqualTo("100"));
    LoginApi login = new LoginApi(client);
    assertThatThrownBy(() -> login.login("/api/v2/dags"))
        .isInstanceOfSatisfying(
            ApiException.class, redirect -> assertThat(redirect.getCode()).isEqualTo(307));
    assertThatThrownBy(login::logout)
        .isInstanceOfSatisfying(
            ApiException.class, redirect -> assertThat(redirect.getCode()).isEqualTo(307));
  }

  @Test
  @Order(12)
  void whatIsNotAllowedIsRefused() throws ApiException, IOException, InterruptedException {
    DagApi dags = new DagApi(client);
    String admin = token;
    try {
      token = token("viewer");
      assertThat(dags.getDags(DagApi.APIGetDagsRequest.newBuilder().build()).getDags()).hasSize(2);
      assertRefused(403, "Forbidden", () -> new PoolApi(client).deletePool("default_pool"));
      token = "x.y.z";
      assertRefused(401, "Invalid JWT token", () -> dags.getDag(DAG));
      token = null;
      assertRefused(401, "Not authenticated", () -> dags.getDag(DAG));
    } finally {
      token = admin;
    }
    assertRefused(
        422,
        "greater_than_equal",
        () -> dags.getDags(DagApi.APIGetDagsRequest.newBuilder().limit(-1).build()));
    assertRefused(
        400,
        "Ordering with 'secret' is disallowed",
        () ->
            dags.getDags(DagApi.APIGetDagsRequest.newBuilder().orderBy(List.of("secret")).build()));
  }

  @Test
  @Order(13)
  void whatIsDeletedIsGone() throws ApiException {
    TaskInstanceApi instances = new TaskInstanceApi(client);
    instances.deleteTaskInstance(DAG, RUN, "load", null);
    assertRefused(404, "was not found", () -> instances.getTaskInstance(DAG, RUN, "load"));
    DagRunApi runs = new DagRunApi(client);
    runs.deleteDagRun(DAG, RUN);
    assertRefused(404, "was not found", () -> runs.getDagRun(DAG, RUN));
    new DagApi(client).deleteDag("consumer");
  }

  @Test
  @Order(14)
  void everyServedOperationWasDriven() {
    Set<String> wanted = new TreeSet<>(running.server().served());
    wanted.addAll(Set.of("login", "logout"));
    Set<String> driven = new TreeSet<>(succeeded);
    driven.addAll(REFUSED);
    assertThat(refused).containsAll(REFUSED);
    assertThat(succeeded).doesNotContainAnyElementsOf(REFUSED);
    assertThat(driven).isEqualTo(wanted);
    assertThat(wanted)
        .isEqualTo(
            new TreeSet<>(
                specification.operations().stream().map(Specification.Operation::id).toList()));
  }
}
