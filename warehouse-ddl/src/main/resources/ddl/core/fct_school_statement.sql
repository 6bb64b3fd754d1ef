CREATE TABLE core.fct_school_statement (
  report_date DATE NOT NULL COMMENT 'public: day of which the report tells',
  stated_code STRING NOT NULL COMMENT 'public: code as it is stated, right or not',
  school_key STRING NOT NULL COMMENT 'public: the school that it is about; -1 where that is not known',
  is_chosen BOOLEAN NOT NULL COMMENT 'public: what is kept of the school on that day; false for a second row about it',
  is_listed BOOLEAN NOT NULL COMMENT 'public: the list of institutions has it',
  is_told BOOLEAN NOT NULL COMMENT 'public: the list of classes or learners has the code too',
  school_code STRING NOT NULL COMMENT 'public: code that the school has on that day',
  name_vi STRING COMMENT 'public: name, where it is listed',
  kind_code STRING COMMENT 'public: MN, TH, TH-THCS, THCS, THCS-THPT, THPT, GDTX or KT',
  level_codes STRING COMMENT 'public: levels taught, by comma',
  place_key STRING NOT NULL COMMENT 'public: commune as of that day',
  province_place_key STRING NOT NULL COMMENT 'public: province of the commune',
  stated_commune_code STRING COMMENT 'public: code of the commune as it is stated',
  stated_managing_body_code STRING COMMENT 'public: managing body as it is stated',
  managing_body_code STRING COMMENT 'public: managing body that is believed',
  managing_body_kind_code STRING NOT NULL COMMENT 'public: department, district_office, commune_committee or unknown',
  managing_place_key STRING NOT NULL COMMENT 'public: province, district or commune of the managing body',
  site_count BIGINT COMMENT 'public: sites, with the main one',
  class_count BIGINT NOT NULL COMMENT 'public: classes under the stated code',
  learner_count BIGINT NOT NULL COMMENT 'public: learners under the stated code')
USING iceberg
COMMENT 'One row per report of the sector database and school code that any of its lists has'
