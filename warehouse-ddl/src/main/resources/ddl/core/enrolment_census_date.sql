CREATE TABLE core.enrolment_census_date (
  school_year INT NOT NULL COMMENT 'public: school year by the year in which it ends',
  as_of_date DATE NOT NULL COMMENT 'public: opening day of the year, or a reporting date of the sector database')
USING iceberg
COMMENT 'One row per school year and day as of which enrolment is counted'
