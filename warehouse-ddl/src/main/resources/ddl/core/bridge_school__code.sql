CREATE TABLE core.bridge_school__code (
  school_code STRING NOT NULL COMMENT 'public: code of the sector database; another school may have had it before',
  school_key STRING NOT NULL COMMENT 'public: the school',
  valid_from DATE NOT NULL COMMENT 'public: first day; 1900-01-01 when the start is not known',
  valid_to DATE NOT NULL COMMENT 'public: day after the last; 9999-12-31 while in force')
USING iceberg
COMMENT 'One row per code of a school and period in which it holds'
