CREATE TABLE core.dim_school_site (
  school_site_key STRING NOT NULL COMMENT 'public: our key of school and number; -1 missing, -2 not applicable, -3 not yet arrived',
  school_key STRING NOT NULL COMMENT 'public: the school',
  site_number INT COMMENT 'public: number at the school, 0 the main one; null for the members',
  is_main BOOLEAN NOT NULL COMMENT 'public: the main site',
  level_codes STRING COMMENT 'public: levels of its classes, by comma; null where no class is there',
  first_report_date DATE COMMENT 'public: first report with a class there',
  last_report_date DATE COMMENT 'public: last report with a class there')
USING iceberg
COMMENT 'One row per site of a school'
