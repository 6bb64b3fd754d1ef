CREATE TABLE staging.stg_vn_exam__candidate (
  exam_year INT NOT NULL COMMENT 'public: year of the exam',
  council_code STRING NOT NULL COMMENT 'public: exam council, in the numbering of that year',
  candidate_number STRING NOT NULL COMMENT 'personal: number on the candidate card',
  exam_candidate_key STRING NOT NULL COMMENT 'internal: keyed pseudonym of year and number',
  candidate_name STRING COMMENT 'personal: full name',
  birth_date DATE COMMENT 'personal: birth date; null when the text is no date',
  scores MAP<STRING, DECIMAL(4, 2)> NOT NULL COMMENT 'personal: label to score, parsed from the score text',
  score_text_rest STRING NOT NULL COMMENT 'personal: what of the score text could not be parsed; empty when all was',
  is_synthetic BOOLEAN NOT NULL COMMENT 'public: the row was generated')
USING iceberg
PARTITIONED BY (exam_year, council_code)
COMMENT 'One row per exam year, council and candidate'
