CREATE TABLE staging.stg_vn_admin__unit (
  edition STRING NOT NULL COMMENT 'public: old (until 30 June 2025) or new',
  level STRING NOT NULL COMMENT 'public: province, district or commune',
  code STRING NOT NULL COMMENT 'public: official code in this edition',
  full_name STRING NOT NULL COMMENT 'public: name with type, composed Unicode, single spaces',
  short_name STRING COMMENT 'public: name without type, where the list has it',
  name_en STRING COMMENT 'public: English name, where the list has it',
  unit_type STRING COMMENT 'public: type in the words of the list',
  parent_code STRING COMMENT 'public: code of the unit directly above',
  province_code STRING COMMENT 'public: code of the province')
USING iceberg
COMMENT 'One row per edition, level and code of an administrative unit'
