CREATE TABLE core.fct_exam_candidate (
  exam_year INT NOT NULL COMMENT 'public: year of the exam',
  council_code STRING NOT NULL COMMENT 'public: exam council, in the numbering of that year',
  exam_candidate_key STRING NOT NULL COMMENT 'internal: keyed pseudonym of the candidate',
  exam_council_key STRING NOT NULL COMMENT 'public: the council; -1 when its number is not known',
  place_key STRING NOT NULL COMMENT 'public: province of the council, as of the exam',
  exam_date DATE COMMENT 'public: first day of the exam; null when the year is not known',
  scored_subject_count BIGINT NOT NULL COMMENT 'internal: subjects with a score; composites are not counted',
  is_synthetic BOOLEAN NOT NULL COMMENT 'public: the row was generated')
USING iceberg
PARTITIONED BY (exam_year, council_code)
COMMENT 'One row per exam year, council and candidate'
