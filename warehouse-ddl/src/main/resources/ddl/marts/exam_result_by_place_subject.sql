CREATE TABLE marts.exam_result_by_place_subject (
  exam_year INT NOT NULL COMMENT 'public: year of the exam',
  boundary_mode STRING NOT NULL COMMENT 'public: boundaries of then, of today, or of an ISO date',
  place_level STRING NOT NULL COMMENT 'public: province',
  place_code STRING NOT NULL COMMENT 'public: official code on those boundaries; -1 when the place is not known',
  place_name STRING NOT NULL COMMENT 'public: name without type',
  subject_code STRING NOT NULL COMMENT 'public: subject',
  candidate_count BIGINT NOT NULL COMMENT 'public: candidates with a score in the subject',
  score_sum DECIMAL(20, 4) NOT NULL COMMENT 'public: sum of the scores',
  mean_score DOUBLE NOT NULL COMMENT 'public: mean of the scores',
  score_stddev DOUBLE COMMENT 'public: sample standard deviation; null for a single candidate',
  below_5_count BIGINT NOT NULL COMMENT 'public: candidates below 5',
  at_least_8_count BIGINT NOT NULL COMMENT 'public: candidates with 8 or more',
  allocated_fraction DECIMAL(9, 8) NOT NULL COMMENT 'public: share of candidate_count that was allocated by equal shares, not measured',
  is_synthetic BOOLEAN NOT NULL COMMENT 'public: a generated row stands behind the figure')
USING iceberg
COMMENT 'One row per exam year, boundary mode, place and subject'
