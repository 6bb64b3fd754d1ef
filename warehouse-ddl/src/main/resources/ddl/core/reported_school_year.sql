CREATE TABLE core.reported_school_year (
  school_year INT NOT NULL COMMENT 'public: school year by the year in which it ends')
USING iceberg
COMMENT 'One row per school year of which the sector database told where learners were'
