CREATE TABLE staging.stg_reference__exam_session (
  exam_year INT NOT NULL COMMENT 'public: year of the exam',
  exam_date_from DATE NOT NULL COMMENT 'public: first day',
  exam_date_to DATE NOT NULL COMMENT 'public: last day',
  source STRING COMMENT 'public: where it is known from')
USING iceberg
COMMENT 'One row per exam year'
