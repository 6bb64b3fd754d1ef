CREATE TABLE staging.stg_reference__exam_subject (
  subject_code STRING NOT NULL COMMENT 'public: code of the lake',
  name_vi STRING NOT NULL COMMENT 'public: Vietnamese name',
  name_en STRING NOT NULL COMMENT 'public: English name',
  group_code STRING NOT NULL COMMENT 'public: core, natural, social or foreign_language',
  is_composite BOOLEAN NOT NULL COMMENT 'public: the mean of three subjects, not a subject')
USING iceberg
COMMENT 'One row per subject or composite of the exam'
