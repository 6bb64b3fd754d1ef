CREATE TABLE core.fct_staff_statement (
  snapshot_date DATE NOT NULL COMMENT 'internal: day of the list',
  staff_key STRING NOT NULL COMMENT 'internal: the member of staff; -1 where nobody can tell who it is',
  entry_number INT NOT NULL COMMENT 'internal: 1, and more where a list has somebody under several codes',
  school_key STRING NOT NULL COMMENT 'public: the school; -1 where its code is not known',
  birth_year INT COMMENT 'personal: year of birth',
  sex_code STRING COMMENT 'personal: male or female',
  role_code STRING NOT NULL COMMENT 'internal: principal, deputy, teacher, accountant, clerk, librarian, health, guard or cook',
  subject_key STRING NOT NULL COMMENT 'public: what is taught; -2 for class teachers and who does not teach',
  level_code STRING NOT NULL COMMENT 'public: level taught; of others the lowest one of the school',
  contract_code STRING NOT NULL COMMENT 'personal: open_ended or fixed_term',
  qualification_code STRING NOT NULL COMMENT 'personal: college, bachelor, master or unknown',
  hired_date DATE NOT NULL COMMENT 'personal: when hired first',
  since_date DATE NOT NULL COMMENT 'personal: first day at the school',
  left_date DATE COMMENT 'personal: first day on which somebody does not work any more',
  leaving_reason_code STRING COMMENT 'personal: retired or quit')
USING iceberg
PARTITIONED BY (snapshot_date)
COMMENT 'One row per list of staff, member of staff and entry about them'
