CREATE TABLE staging.stg_vn_admin__predecessor (
  level STRING NOT NULL COMMENT 'public: level of the new unit',
  new_code STRING NOT NULL COMMENT 'public: code from 1 July 2025, as the mapping writes it',
  new_province_code STRING COMMENT 'public: new code of the province',
  old_code STRING NOT NULL COMMENT 'public: code until 30 June 2025',
  old_name STRING COMMENT 'public: old name with type',
  link_type STRING COMMENT 'public: full: the whole old unit went there; partial: a part of it')
USING iceberg
COMMENT 'One row per level, old code and new code'
