CREATE TABLE core.fct_official_statistic (
  source_code STRING NOT NULL COMMENT 'public: vn_gso or uis',
  table_code STRING NOT NULL COMMENT 'public: table of the source; the same figure may stand in several, rounded differently',
  measure_code STRING NOT NULL COMMENT 'public: what is measured; the code of the indicator for uis',
  level_code STRING NOT NULL COMMENT 'public: total or a level of education; none where the measure says it itself',
  place_kind STRING NOT NULL COMMENT 'public: country, region, province, or outside_provinces for what no province has',
  place_code STRING NOT NULL COMMENT 'public: ISO code of a country, code of a province in that year, or a code of the lake',
  statistic_year INT NOT NULL COMMENT 'public: year as the source names it; the first of a school year',
  place_name STRING NOT NULL COMMENT 'public: name of the place',
  place_key STRING NOT NULL COMMENT 'public: the province as of 30 September of the year; -2 for what is no province then',
  school_year INT COMMENT 'public: school year by the year in which it ends; null for calendar years',
  as_of_date DATE COMMENT 'public: the day of the count, where it is one',
  measure_name_en STRING COMMENT 'public: English name of the indicator, where a list has it',
  unit_code STRING NOT NULL COMMENT 'public: unit of the value as published',
  value DECIMAL(20, 6) COMMENT 'public: the figure as published, rounded to six decimals; null when there is none',
  is_preliminary BOOLEAN NOT NULL COMMENT 'public: the source marks it preliminary',
  missing_reason STRING COMMENT 'public: why the value is null: not_published, or place_not_in_force in that year')
USING iceberg
COMMENT 'One row per source, table, measure, level, place and year'
