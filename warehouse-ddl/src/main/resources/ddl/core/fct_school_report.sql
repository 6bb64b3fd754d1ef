CREATE TABLE core.fct_school_report (
  report_date DATE NOT NULL COMMENT 'public: day of which the report tells',
  school_code STRING NOT NULL COMMENT 'public: code as it is stated, right or not',
  is_listed BOOLEAN NOT NULL COMMENT 'public: the list of institutions has it',
  name_vi STRING COMMENT 'public: name in composed Unicode, where it is listed',
  kind_code STRING COMMENT 'public: MN, TH, TH-THCS, THCS, THCS-THPT, THPT, GDTX or KT',
  level_codes STRING COMMENT 'public: levels by the list of institutions, by comma',
  commune_code STRING COMMENT 'public: commune as of that day',
  managing_body_code STRING COMMENT 'public: managing body as it is stated, right or not',
  site_count BIGINT COMMENT 'public: sites, with the main one',
  taught_level_codes STRING COMMENT 'public: levels of its classes in the list of classes, by comma',
  class_count BIGINT NOT NULL COMMENT 'public: classes under the code in the list of classes',
  learner_count BIGINT NOT NULL COMMENT 'public: learners under the code, with those who left since the year began')
USING iceberg
PARTITIONED BY (report_date)
COMMENT 'One row per report of the sector database and school code that any of its lists has'
