CREATE TABLE staging.stg_reference__exam_subject_label (
  label STRING NOT NULL COMMENT 'public: text before the colon, composed Unicode',
  subject_code STRING NOT NULL COMMENT 'public: subject or composite')
USING iceberg
COMMENT 'One row per label that a posted result uses for a subject'
