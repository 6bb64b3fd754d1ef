CREATE TABLE core.school_submission (
  school_key STRING NOT NULL COMMENT 'public: the school',
  school_year INT NOT NULL COMMENT 'public: school year by the year in which it ends',
  valid_from DATE NOT NULL COMMENT 'public: 1 August of the school year',
  valid_to DATE NOT NULL COMMENT 'public: day after the last day of which it submitted roll calls: until then who is not absent was there')
USING iceberg
COMMENT 'One row per school and school year in which it submitted roll calls'
