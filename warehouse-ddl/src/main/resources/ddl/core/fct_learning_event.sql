CREATE TABLE core.fct_learning_event (
  source_code STRING NOT NULL COMMENT 'public: source that tells it, e.g. xapi, moodle',
  event_date DATE NOT NULL COMMENT 'internal: day of the event in UTC',
  event_id STRING NOT NULL COMMENT 'internal: id at the source of the event',
  event_at TIMESTAMP NOT NULL COMMENT 'internal: when it happened; not when or in which order it was sent',
  actor_key STRING NOT NULL COMMENT 'internal: keyed pseudonym of the account at the source; -1 when it names none',
  verb_code STRING NOT NULL COMMENT 'internal: what was done, e.g. played, completed, submitted, posted',
  object_type_code STRING COMMENT 'internal: kind of what it was done to, e.g. video, quiz, assignment, discussion',
  object_id STRING NOT NULL COMMENT 'internal: id at the source of that',
  course_id STRING COMMENT 'internal: id at the source of the course',
  session_id STRING COMMENT 'internal: id at the source of the sitting',
  position_second DECIMAL(12, 3) COMMENT 'internal: where in the medium',
  position_from_second DECIMAL(12, 3) COMMENT 'internal: from where it was moved',
  position_to_second DECIMAL(12, 3) COMMENT 'internal: to where it was moved',
  length_second DECIMAL(12, 3) COMMENT 'internal: how long the medium is',
  progress_fraction DECIMAL(9, 6) COMMENT 'internal: how much of it has been played, from 0 to 1',
  played_segments ARRAY<STRUCT<from_second: DECIMAL(12, 3), to_second: DECIMAL(12, 3)>> COMMENT 'internal: what has been played so far in the sitting')
USING iceberg
PARTITIONED BY (event_date)
COMMENT 'One row per source, day and event of learning'
