CREATE TABLE core.fct_staff_assignment (
  staff_key STRING NOT NULL COMMENT 'internal: the member of staff',
  staff_version_key STRING NOT NULL COMMENT 'internal: the member of staff as of the entry',
  school_key STRING NOT NULL COMMENT 'public: the school; -1 where its code is not known',
  school_version_key STRING NOT NULL COMMENT 'public: the school as of the entry',
  place_key STRING NOT NULL COMMENT 'public: commune of the school as of the entry',
  entry_date DATE NOT NULL COMMENT 'internal: first day at the school, as most lists have it',
  exit_date DATE NOT NULL COMMENT 'internal: day after the last; 9999-12-31 while somebody is there',
  role_code STRING NOT NULL COMMENT 'internal: role by the last list of the stay',
  subject_key STRING NOT NULL COMMENT 'public: what is taught, by the last list; -2 for class teachers and who does not teach',
  level_code STRING NOT NULL COMMENT 'public: level by the last list',
  contract_code STRING NOT NULL COMMENT 'personal: open_ended or fixed_term, by the last list',
  qualification_code STRING NOT NULL COMMENT 'personal: college, bachelor, master or unknown, by the last list',
  exit_reason_code STRING COMMENT 'personal: moved, retired, quit, or unknown where two lists in a row lack somebody; null while there',
  first_stated_date DATE NOT NULL COMMENT 'internal: first list of the stay',
  last_stated_date DATE NOT NULL COMMENT 'internal: last list of the stay',
  statement_count BIGINT NOT NULL COMMENT 'internal: lists that have it')
USING iceberg
COMMENT 'One row per member of staff and stay at a school'
