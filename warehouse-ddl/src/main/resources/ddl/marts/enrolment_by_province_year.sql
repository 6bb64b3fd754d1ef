CREATE TABLE marts.enrolment_by_province_year (
  school_year INT NOT NULL COMMENT 'public: school year by the year in which it ends; counted on 30 September of the year before',
  boundary_mode STRING NOT NULL COMMENT 'public: then, today, or an ISO date of the configured list',
  place_code STRING NOT NULL COMMENT 'public: code of the province on those boundaries; -1 when it is not known',
  place_name STRING NOT NULL COMMENT 'public: its name',
  education_level STRING NOT NULL COMMENT 'public: primary, lower_secondary or upper_secondary',
  learner_count BIGINT COMMENT 'public: pupils; without those taught in universities, which no province has',
  class_count BIGINT COMMENT 'public: classes',
  teacher_count BIGINT COMMENT 'public: teachers who teach',
  allocated_fraction DECIMAL(9, 8) COMMENT 'public: share of the learners that was allocated, not measured on these boundaries',
  source_code STRING NOT NULL COMMENT 'public: who published the figures')
USING iceberg
COMMENT 'One row per school year, boundary mode, province, level of education and source'
