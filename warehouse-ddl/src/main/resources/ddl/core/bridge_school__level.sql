CREATE TABLE core.bridge_school__level (
  school_key STRING NOT NULL COMMENT 'public: the school; one of several levels has a row for each, and is one institution',
  level_code STRING NOT NULL COMMENT 'public: 01 preschool, 02 primary, 03 lower secondary, 04 upper secondary, 05 continuing, 06 special',
  valid_from DATE NOT NULL COMMENT 'public: first day; 1900-01-01 when the start is not known',
  valid_to DATE NOT NULL COMMENT 'public: day after the last; 9999-12-31 while in force')
USING iceberg
COMMENT 'One row per school, level that it teaches and period in which it does'
