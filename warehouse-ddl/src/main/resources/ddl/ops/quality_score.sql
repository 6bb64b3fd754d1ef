CREATE TABLE ops.quality_score (
  sender_code    STRING NOT NULL COMMENT 'public: who owes or sent it',
  source_code    STRING NOT NULL COMMENT 'public: source of the feed',
  entity_code    STRING NOT NULL COMMENT 'public: entity of the feed',
  delivery_date  DATE   NOT NULL COMMENT 'public: day that the delivery names, or else of its arrival',
  live_score     DECIMAL(9, 6) COMMENT 'public: it arrived, and in time, from 0 to 1; null when no such check was run, as of the others',
  clean_score    DECIMAL(9, 6) COMMENT 'public: it can be read, its rows were accepted, its letters are those of today',
  complete_score DECIMAL(9, 6) COMMENT 'public: it has as many rows as it says, and none is gone',
  correct_score  DECIMAL(9, 6) COMMENT 'public: its totals, codes and places agree with the rest',
  run_count      BIGINT NOT NULL COMMENT 'public: checks that were run',
  not_run_count  BIGINT NOT NULL COMMENT 'public: checks that are intended and were not run',
  worst_check    STRING COMMENT 'public: the check with the lowest score that failed; null when none did'
)
USING iceberg
COMMENT 'One row per sender, feed and day: whether what was owed is live, clean, complete and correct'
