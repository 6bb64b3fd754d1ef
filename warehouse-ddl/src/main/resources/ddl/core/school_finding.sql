CREATE TABLE core.school_finding (
  report_date DATE NOT NULL COMMENT 'public: day of which the report tells',
  stated_code STRING NOT NULL COMMENT 'public: code as it is stated',
  finding_code STRING NOT NULL COMMENT 'public: reused_code, unknown_code, second_row, unknown_commune, wrong_managing_body or not_listed',
  school_key STRING NOT NULL COMMENT 'public: the school that it is about; -1 where that is not known',
  stated STRING COMMENT 'public: what is stated',
  kept STRING COMMENT 'public: what is kept instead; null when nothing is')
USING iceberg
COMMENT 'One row per report of the sector database, stated school code and finding'
