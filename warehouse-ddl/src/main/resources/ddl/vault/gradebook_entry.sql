CREATE TABLE vault.gradebook_entry (
  school_year INT NOT NULL COMMENT 'public: school year by the year in which it ends',
  term_code STRING NOT NULL COMMENT 'public: term_1 or term_2',
  sender_code STRING NOT NULL COMMENT 'internal: account of the school',
  local_number STRING NOT NULL COMMENT 'personal: number that the school gives',
  class_name STRING COMMENT 'internal: name of the class, that most of its rows state',
  row_count BIGINT NOT NULL COMMENT 'internal: marks of the number in the term')
USING iceberg
PARTITIONED BY (school_year)
COMMENT 'One row per account, school year, term and number in a gradebook'
