CREATE TABLE core.dim_subject (
  subject_key STRING NOT NULL COMMENT 'public: our key of the code; -1 missing, -2 not applicable, -3 not yet arrived',
  subject_code STRING NOT NULL COMMENT 'public: code of the lake',
  name_vi STRING NOT NULL COMMENT 'public: Vietnamese name',
  name_en STRING NOT NULL COMMENT 'public: English name',
  group_code STRING NOT NULL COMMENT 'public: core, natural, social or foreign_language')
USING iceberg
COMMENT 'One row per subject'
