CREATE TABLE core.dim_reporting_period (
  school_year INT NOT NULL COMMENT 'public: school year by the year in which it ends',
  period_code STRING NOT NULL COMMENT 'public: start, middle or end',
  period_number INT NOT NULL COMMENT 'public: 1 to 3',
  report_date DATE NOT NULL COMMENT 'public: day of which the report tells, by policy')
USING iceberg
COMMENT 'One row per school year and report of the sector database'
