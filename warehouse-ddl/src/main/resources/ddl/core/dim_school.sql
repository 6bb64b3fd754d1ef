CREATE TABLE core.dim_school (
  school_key STRING NOT NULL COMMENT 'public: our key of the school, whatever its code; -1 missing, -2 not applicable, -3 not yet arrived',
  school_version_key STRING NOT NULL COMMENT 'public: the school in the period',
  valid_from DATE NOT NULL COMMENT 'public: first day; 1900-01-01 when the start is not known',
  valid_to DATE NOT NULL COMMENT 'public: day after the last; 9999-12-31 while in force',
  school_code STRING NOT NULL COMMENT 'public: code of the sector database',
  name_vi STRING NOT NULL COMMENT 'public: name',
  kind_code STRING NOT NULL COMMENT 'public: MN, TH, TH-THCS, THCS, THCS-THPT, THPT, GDTX or KT',
  level_codes STRING NOT NULL COMMENT 'public: levels taught, by comma: 01 preschool, 02 primary, 03 lower secondary, 04 upper secondary, 05 continuing, 06 special',
  place_key STRING NOT NULL COMMENT 'public: commune in which it lies',
  province_place_key STRING NOT NULL COMMENT 'public: province in which it lies',
  area_code STRING NOT NULL COMMENT 'public: urban or rural, by the kind of its commune; unknown when that is not known',
  managing_body_code STRING NOT NULL COMMENT 'public: code of who manages it',
  managing_body_kind_code STRING NOT NULL COMMENT 'public: department, district_office, commune_committee or unknown',
  managing_place_key STRING NOT NULL COMMENT 'public: province, district or commune of the managing body',
  site_count BIGINT COMMENT 'public: sites, with the main one',
  is_open BOOLEAN NOT NULL COMMENT 'public: it teaches; false since the first report of which no list knows it any more')
USING iceberg
COMMENT 'One row per school and period of its state'
