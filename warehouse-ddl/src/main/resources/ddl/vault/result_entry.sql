CREATE TABLE vault.result_entry (
  school_year INT NOT NULL COMMENT 'public: school year by the year in which it ends',
  term_code STRING NOT NULL COMMENT 'public: term_1 or term_2 of a gradebook, year of a transcript',
  sender_code STRING NOT NULL COMMENT 'internal: account of the school',
  local_number STRING NOT NULL COMMENT 'personal: number that the school gives',
  learner_key STRING NOT NULL COMMENT 'internal: the learner; -1 where nobody can tell who it is',
  entry_number INT NOT NULL COMMENT 'internal: 1; more where a learner stands in two places in one term, and for each whom nobody can tell',
  class_name STRING COMMENT 'internal: name of the class, that most of its rows state',
  grade_code STRING COMMENT 'internal: grade, where it is stated')
USING iceberg
PARTITIONED BY (school_year)
COMMENT 'One row per account, school year, term and number in a gradebook or transcript'
