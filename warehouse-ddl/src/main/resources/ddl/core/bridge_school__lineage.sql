CREATE TABLE core.bridge_school__lineage (
  predecessor_school_key STRING NOT NULL COMMENT 'public: the school that ended',
  successor_school_key STRING NOT NULL COMMENT 'public: the school that took over most of its learners',
  ended_date DATE NOT NULL COMMENT 'public: day of the first report that does not know it any more',
  learner_count BIGINT NOT NULL COMMENT 'internal: learners that both schools have had, before and since',
  moved_learner_count BIGINT NOT NULL COMMENT 'internal: learners of the school that ended who are in any school since')
USING iceberg
COMMENT 'One row per school that ended and school that took over most of its learners'
