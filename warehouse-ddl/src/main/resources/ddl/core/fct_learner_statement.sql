CREATE TABLE core.fct_learner_statement (
  stated_date DATE NOT NULL COMMENT 'internal: day of the list, or on which the record was changed',
  source_code STRING NOT NULL COMMENT 'internal: moet, moet_record, sms_a or sms_b',
  entry_id STRING NOT NULL COMMENT 'internal: pseudonym of the entry: of sender and number in its list, or of record and version',
  record_key STRING COMMENT 'internal: pseudonym of the record, of which a later version may take back what was stated',
  learner_key STRING NOT NULL COMMENT 'internal: the learner; -1 where nobody can tell who it is',
  school_year INT NOT NULL COMMENT 'public: school year by the year in which it ends',
  school_key STRING NOT NULL COMMENT 'public: the school',
  class_key STRING NOT NULL COMMENT 'internal: the class; -1 where none is stated or known',
  grade_code STRING COMMENT 'public: grade of the learner, where it is stated',
  record_version BIGINT COMMENT 'internal: version of a record',
  status_code STRING NOT NULL COMMENT 'internal: studying, came (since the year began), transferred_out, dropped_out, completed or cancelled',
  status_term INT COMMENT 'internal: term of coming or leaving: 1, 2, or 3 for the summer',
  status_date DATE COMMENT 'internal: day of coming or leaving, where it is stated',
  result_code STRING COMMENT 'internal: promoted, promoted_after_retest or repeated, where it is stated',
  birth_year INT COMMENT 'personal: year of birth',
  sex_code STRING COMMENT 'personal: male or female',
  home_place_key STRING NOT NULL COMMENT 'personal: commune of residence; -1 where none is stated',
  is_minority BOOLEAN COMMENT 'sensitive: of an ethnic minority, where the source tells',
  policy_code STRING COMMENT 'sensitive: poor, near_poor, other_support or none, where the source tells',
  is_disabled BOOLEAN COMMENT 'sensitive: has a disability, where the source tells')
USING iceberg
PARTITIONED BY (months(stated_date))
COMMENT 'One row per day, source and entry that states where a learner learns'
TBLPROPERTIES ('lookups' = 'learner_key')
