CREATE TABLE core.fct_learner_flow (
  report_date DATE NOT NULL COMMENT 'public: day of which the report tells',
  school_code STRING NOT NULL COMMENT 'public: code under which the learners stand in it',
  before_date DATE NOT NULL COMMENT 'public: day of the last report before it that has them',
  before_code STRING NOT NULL COMMENT 'public: code under which they stood in that',
  learner_count BIGINT NOT NULL COMMENT 'internal: learners')
USING iceberg
COMMENT 'One row per school code of a report, and report and school code in which its learners stood before'
