CREATE TABLE core.dim_subject (
  subject_key STRING NOT NULL COMMENT 'public: our key of the code; -1 missing, -2 not applicable, -3 not yet arrived',
  subject_code STRING NOT NULL COMMENT 'public: code of the lake; schools and the exam have the same one',
  name_vi STRING NOT NULL COMMENT 'public: Vietnamese name',
  name_en STRING NOT NULL COMMENT 'public: English name',
  group_code STRING NOT NULL COMMENT 'public: core, natural, social, foreign_language, technology, arts, physical_education, defence or activity; none for the members',
  is_comment_only BOOLEAN NOT NULL COMMENT 'public: judged by comments and not by marks in grades 6 to 12')
USING iceberg
COMMENT 'One row per subject'
