CREATE TABLE core.bridge_subject__label (
  source_code STRING NOT NULL COMMENT 'public: gradebook, timetable or staff',
  label STRING NOT NULL COMMENT 'public: word by which the source names the subject, in composed Unicode',
  school_year_from INT NOT NULL COMMENT 'public: first school year in which it does, by the year in which that ends',
  school_year_to INT NOT NULL COMMENT 'public: first school year in which it does not any more; 9999 while in force',
  subject_key STRING NOT NULL COMMENT 'public: the subject')
USING iceberg
COMMENT 'One row per source, label and first school year in which the label holds'
