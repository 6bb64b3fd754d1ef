CREATE TABLE core.enrolment_finding (
  learner_key STRING NOT NULL COMMENT 'internal: the learner; -1 where nobody can tell who it is',
  stated_date DATE NOT NULL COMMENT 'internal: day of the statement',
  source_code STRING NOT NULL COMMENT 'internal: who states it',
  entry_id STRING NOT NULL COMMENT 'internal: entry of core.fct_learner_statement',
  school_year INT NOT NULL COMMENT 'public: school year by the year in which it ends',
  school_key STRING NOT NULL COMMENT 'public: the school that is stated',
  class_key STRING NOT NULL COMMENT 'internal: the class that is stated',
  finding_code STRING NOT NULL COMMENT 'internal: taken_back (the record was cancelled), elsewhere (others agree on another class at that time), other_record (the learner has another record with more versions), has_left (the record says that the learner had left), unknown_learner or unknown_school')
USING iceberg
COMMENT 'One row per statement that makes no stint'
