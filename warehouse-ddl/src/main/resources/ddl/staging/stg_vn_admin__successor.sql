CREATE TABLE staging.stg_vn_admin__successor (
  level STRING NOT NULL COMMENT 'public: level of the old unit',
  old_code STRING NOT NULL COMMENT 'public: code until 30 June 2025',
  old_name STRING COMMENT 'public: old name with type',
  old_province_code STRING COMMENT 'public: old code of the province',
  new_code STRING NOT NULL COMMENT 'public: code from 1 July 2025, as the mapping writes it',
  new_name STRING COMMENT 'public: new name with type')
USING iceberg
COMMENT 'One row per level, old code and new code'
