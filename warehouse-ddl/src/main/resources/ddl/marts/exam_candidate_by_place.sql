CREATE TABLE marts.exam_candidate_by_place (
  exam_year INT NOT NULL COMMENT 'public: year of the exam',
  boundary_mode STRING NOT NULL COMMENT 'public: boundaries of then, of today, or of an ISO date',
  place_level STRING NOT NULL COMMENT 'public: province',
  place_code STRING NOT NULL COMMENT 'public: official code on those boundaries; -1 when the place is not known',
  place_name STRING NOT NULL COMMENT 'public: name without type',
  candidate_count BIGINT NOT NULL COMMENT 'public: candidates',
  scored_candidate_count BIGINT NOT NULL COMMENT 'public: candidates with at least one score',
  allocated_fraction DECIMAL(9, 8) NOT NULL COMMENT 'public: share of candidate_count that was allocated by equal shares, not measured',
  is_synthetic BOOLEAN NOT NULL COMMENT 'public: a generated row stands behind the figure')
USING iceberg
COMMENT 'One row per exam year, boundary mode and place'
