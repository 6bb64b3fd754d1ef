CREATE TABLE core.dim_staff (
  staff_key STRING NOT NULL COMMENT 'internal: durable key of the member of staff; -1 missing, -2 not applicable, -3 not yet arrived',
  staff_version_key STRING NOT NULL COMMENT 'internal: the member of staff in the period',
  valid_from DATE NOT NULL COMMENT 'internal: first day; 1900-01-01 for the first known state',
  valid_to DATE NOT NULL COMMENT 'internal: day after the last; 9999-12-31 while in force',
  birth_year INT COMMENT 'personal: year of birth that most lists have',
  sex_code STRING COMMENT 'personal: male or female, that most lists have',
  hired_date DATE COMMENT 'personal: when hired first, as most lists have it',
  role_code STRING NOT NULL COMMENT 'internal: principal, deputy, teacher, accountant, clerk, librarian, health, guard, cook or unknown',
  subject_key STRING NOT NULL COMMENT 'public: what is taught; -2 for class teachers and who does not teach',
  level_code STRING NOT NULL COMMENT 'public: level taught; of others the lowest one of the school',
  contract_code STRING NOT NULL COMMENT 'personal: open_ended, fixed_term or unknown',
  qualification_code STRING NOT NULL COMMENT 'personal: college, bachelor, master or unknown')
USING iceberg
COMMENT 'One row per member of staff and period of the state'
