CREATE TABLE core.fct_assessment_result (
  source_code STRING NOT NULL COMMENT 'public: source that tells it, with its sender where a source has several',
  assessment_id STRING NOT NULL COMMENT 'internal: id at the source of the assessment',
  actor_key STRING NOT NULL COMMENT 'internal: keyed pseudonym of the account of the learner at the source, as in core.fct_learning_event',
  attempt_number INT NOT NULL COMMENT 'internal: the how-manieth attempt, from 1; 1 where the source knows of one',
  course_id STRING COMMENT 'internal: id at the source of the course or class',
  assessment_type_code STRING COMMENT 'internal: tma, cma and exam (Open University), quiz, assignment, line_item',
  score DECIMAL(12, 5) COMMENT 'internal: points; null when there are none (yet)',
  highest_score DECIMAL(12, 5) COMMENT 'internal: most points that there are; null when not known',
  score_fraction DECIMAL(9, 6) COMMENT 'internal: points of the most points; above 1 where more were given',
  submitted_at TIMESTAMP COMMENT 'internal: when it was handed in; null when only a day of the course is known',
  graded_at TIMESTAMP COMMENT 'internal: when it got its points',
  submitted_day INT COMMENT 'internal: day of the course on which it was handed in; may be negative',
  is_banked BOOLEAN NOT NULL COMMENT 'internal: the result was carried over from an earlier course')
USING iceberg
PARTITIONED BY (source_code)
COMMENT 'One row per source, assessment, learner and attempt'
