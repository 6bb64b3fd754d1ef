-- What the scheduler remembers. Times are UTC; a state of NULL is a task instance that nobody has looked at yet.

CREATE TABLE dag (
  dag_id text PRIMARY KEY,
  file text NOT NULL,
  is_paused boolean NOT NULL,
  -- Its file is gone or broken: no run is made and none goes on.
  is_stale boolean NOT NULL DEFAULT false,
  version_number integer NOT NULL DEFAULT 0,
  last_parsed_at timestamptz NOT NULL,
  -- The tick after which the next run is due; NULL when the clock starts none.
  next_logical_date timestamptz,
  next_interval_start timestamptz,
  next_interval_end timestamptz,
  next_run_after timestamptz,
  -- A run that is due is found by this alone; it may lie before next_run_after, to look again.
  look_at timestamptz NOT NULL
);

CREATE TABLE dag_version (
  dag_id text NOT NULL REFERENCES dag ON DELETE CASCADE,
  version_number integer NOT NULL,
  hash text NOT NULL,
  -- The DAG alone, with all defaults put in; processes read it from here.
  definition text NOT NULL,
  -- The file as it was.
  source text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (dag_id, version_number)
);

CREATE TABLE import_error (
  file text NOT NULL,
  line integer NOT NULL,
  message text NOT NULL,
  found_at timestamptz NOT NULL,
  import_error_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY
);

CREATE TABLE backfill (
  backfill_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  dag_id text NOT NULL REFERENCES dag ON DELETE CASCADE,
  from_date timestamptz NOT NULL,
  to_date timestamptz NOT NULL,
  run_backwards boolean NOT NULL,
  conf jsonb NOT NULL,
  reprocess_behavior text NOT NULL CHECK (reprocess_behavior IN ('none', 'failed', 'completed')),
  max_active_runs integer NOT NULL CHECK (max_active_runs > 0),
  is_paused boolean NOT NULL DEFAULT false,
  triggering_user_name text,
  created_at timestamptz NOT NULL,
  completed_at timestamptz,
  updated_at timestamptz NOT NULL
);

CREATE TABLE dag_run (
  run_key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  dag_id text NOT NULL REFERENCES dag ON DELETE CASCADE,
  run_id text NOT NULL,
  run_type text NOT NULL,
  state text NOT NULL CHECK (state IN ('queued', 'running', 'success', 'failed')),
  logical_date timestamptz,
  interval_start timestamptz,
  interval_end timestamptz,
  run_after timestamptz NOT NULL,
  queued_at timestamptz,
  start_date timestamptz,
  end_date timestamptz,
  conf jsonb NOT NULL DEFAULT '{}',
  note text,
  triggered_by text NOT NULL,
  triggering_user_name text,
  backfill_id bigint REFERENCES backfill,
  backfill_ordinal integer,
  version_number integer NOT NULL,
  clear_number integer NOT NULL DEFAULT 0,
  last_scheduling_decision timestamptz,
  -- When it has to be looked at next, at the latest.
  decide_at timestamptz NOT NULL,
  -- The process that alone works on it (`dag test`), or NULL for any scheduler.
  reserved_by uuid,
  UNIQUE (dag_id, run_id),
  UNIQUE (dag_id, logical_date)
);

CREATE INDEX dag_run_open ON dag_run (decide_at) WHERE state = 'running';
CREATE INDEX dag_run_queued ON dag_run (run_after) WHERE state = 'queued';
CREATE INDEX dag_run_order ON dag_run (dag_id, run_after);

CREATE TABLE task_instance (
  task_instance_id uuid PRIMARY KEY,
  run_key bigint NOT NULL REFERENCES dag_run ON DELETE CASCADE,
  dag_id text NOT NULL,
  run_id text NOT NULL,
  task_id text NOT NULL,
  map_index integer NOT NULL DEFAULT -1,
  state text CHECK (state IN ('removed', 'scheduled', 'queued', 'running', 'success', 'restarting', 'failed',
    'up_for_retry', 'up_for_reschedule', 'upstream_failed', 'skipped', 'deferred')),
  try_number integer NOT NULL DEFAULT 0,
  max_tries integer NOT NULL,
  pool text NOT NULL,
  pool_slots integer NOT NULL,
  queue text NOT NULL,
  priority_weight integer NOT NULL,
  operator text NOT NULL,
  scheduled_at timestamptz,
  queued_at timestamptz,
  start_date timestamptz,
  end_date timestamptz,
  -- Not before this time: the delay of a retry, the next poke of a sensor.
  due_at timestamptz,
  -- A sensor's first poke of this try.
  first_poke_at timestamptz,
  poke_count integer NOT NULL DEFAULT 0,
  owner uuid,
  pid bigint,
  exit_code integer,
  -- One line: why it is in this state.
  reason text,
  note text,
  map_label text,
  rendered_fields jsonb,
  changed_at timestamptz NOT NULL,
  UNIQUE (run_key, task_id, map_index)
);

CREATE INDEX task_instance_waiting ON task_instance (priority_weight DESC) WHERE state = 'scheduled';
CREATE INDEX task_instance_active ON task_instance (owner) WHERE state IN ('queued', 'running', 'restarting');
CREATE INDEX task_instance_task ON task_instance (dag_id, task_id);

-- One row per try: whoever makes it has begun the try, and nobody else can.
CREATE TABLE task_try (
  task_instance_id uuid NOT NULL REFERENCES task_instance ON DELETE CASCADE,
  try_number integer NOT NULL,
  state text NOT NULL,
  queued_at timestamptz,
  start_date timestamptz NOT NULL,
  end_date timestamptz,
  owner uuid NOT NULL,
  host text NOT NULL,
  pid bigint,
  exit_code integer,
  reason text,
  operator text NOT NULL,
  pool text NOT NULL,
  PRIMARY KEY (task_instance_id, try_number)
);

CREATE TABLE task_log (
  task_instance_id uuid NOT NULL REFERENCES task_instance ON DELETE CASCADE,
  try_number integer NOT NULL,
  line_number integer NOT NULL,
  said_at timestamptz NOT NULL,
  level text NOT NULL,
  event text NOT NULL,
  PRIMARY KEY (task_instance_id, try_number, line_number)
);

CREATE TABLE xcom (
  run_key bigint NOT NULL REFERENCES dag_run ON DELETE CASCADE,
  dag_id text NOT NULL,
  run_id text NOT NULL,
  task_id text NOT NULL,
  map_index integer NOT NULL,
  key text NOT NULL,
  value jsonb,
  pushed_at timestamptz NOT NULL,
  PRIMARY KEY (run_key, task_id, map_index, key)
);

CREATE TABLE pool (
  name text PRIMARY KEY,
  slots integer NOT NULL CHECK (slots >= -1),
  description text,
  include_deferred boolean NOT NULL DEFAULT false,
  pool_id bigint GENERATED ALWAYS AS IDENTITY
);

-- Values, passwords and extras are sealed with a key that is not in the database.
CREATE TABLE variable (
  key text PRIMARY KEY,
  value_sealed bytea NOT NULL,
  description text
);

CREATE TABLE connection (
  connection_id text PRIMARY KEY,
  conn_type text NOT NULL,
  description text,
  host text,
  schema_name text,
  login text,
  port integer,
  password_sealed bytea,
  extra_sealed bytea
);

CREATE TABLE asset (
  asset_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  uri text NOT NULL,
  group_name text NOT NULL,
  extra jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  UNIQUE (name, uri)
);

CREATE TABLE asset_event (
  event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  asset_id bigint NOT NULL REFERENCES asset,
  happened_at timestamptz NOT NULL,
  source_dag_id text,
  source_task_id text,
  source_run_id text,
  source_map_index integer NOT NULL DEFAULT -1,
  extra jsonb NOT NULL DEFAULT '{}'
);

-- Which changes a DAG has not consumed yet.
CREATE TABLE asset_queue (
  dag_id text NOT NULL REFERENCES dag ON DELETE CASCADE,
  asset_id bigint NOT NULL REFERENCES asset,
  queued_at timestamptz NOT NULL,
  PRIMARY KEY (dag_id, asset_id)
);

CREATE TABLE dag_run_asset_event (
  run_key bigint NOT NULL REFERENCES dag_run ON DELETE CASCADE,
  event_id bigint NOT NULL REFERENCES asset_event,
  PRIMARY KEY (run_key, event_id)
);

CREATE TABLE backfill_dag_run (
  backfill_id bigint NOT NULL REFERENCES backfill ON DELETE CASCADE,
  sort_ordinal integer NOT NULL,
  logical_date timestamptz NOT NULL,
  run_key bigint REFERENCES dag_run ON DELETE SET NULL,
  -- Why no run was made: 'already exists', 'in flight', …
  exception_reason text,
  PRIMARY KEY (backfill_id, sort_ordinal)
);

CREATE TABLE deadline (
  run_key bigint NOT NULL REFERENCES dag_run ON DELETE CASCADE,
  ordinal integer NOT NULL,
  due_at timestamptz NOT NULL,
  missed_at timestamptz,
  PRIMARY KEY (run_key, ordinal)
);

CREATE INDEX deadline_open ON deadline (due_at) WHERE missed_at IS NULL;

-- Callbacks that are still to be called; the row goes when somebody has taken it.
CREATE TABLE callback (
  callback_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  dag_id text NOT NULL,
  run_key bigint NOT NULL REFERENCES dag_run ON DELETE CASCADE,
  task_instance_id uuid REFERENCES task_instance ON DELETE CASCADE,
  event text NOT NULL,
  kind text NOT NULL,
  class_name text NOT NULL,
  arguments jsonb NOT NULL,
  reason text,
  asked_at timestamptz NOT NULL
);

CREATE TABLE account (
  username text PRIMARY KEY,
  role text NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
  password_hash text NOT NULL,
  created_at timestamptz NOT NULL
);

CREATE TABLE event_log (
  event_log_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  happened_at timestamptz NOT NULL,
  event text NOT NULL,
  owner text NOT NULL,
  dag_id text,
  run_id text,
  task_id text,
  map_index integer,
  try_number integer,
  logical_date timestamptz,
  extra text
);

CREATE INDEX event_log_dag ON event_log (dag_id, event_log_id);

-- Processes that run tasks; heartbeats are times of the database, so that no clock of a machine counts.
CREATE TABLE process (
  process_id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('scheduler', 'test')),
  host text NOT NULL,
  pid bigint NOT NULL,
  address text,
  started_at timestamptz NOT NULL,
  heartbeat_at timestamptz NOT NULL,
  ended_at timestamptz
);

-- When the work of all schedulers was last done, by the clock of the database.
CREATE TABLE tick (
  name text PRIMARY KEY,
  ticked_at timestamptz NOT NULL
);

INSERT INTO pool (name, slots, description)
VALUES
  ('default_pool', 128, 'Tasks that name no pool'),
  ('lake', 1, 'Tasks that start Spark: as many as the machine has memory for');
