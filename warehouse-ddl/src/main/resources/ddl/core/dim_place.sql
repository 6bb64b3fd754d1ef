CREATE TABLE core.dim_place (
  place_key STRING NOT NULL COMMENT 'public: our key of level, code and start; -1 unresolved, -2 not applicable, -3 not yet arrived',
  level STRING NOT NULL COMMENT 'public: province, district, commune; none for the members',
  code STRING NOT NULL COMMENT 'public: official code; names another place in another period',
  full_name STRING NOT NULL COMMENT 'public: name with type',
  name STRING NOT NULL COMMENT 'public: name without type',
  name_en STRING COMMENT 'public: English name, where the list has it',
  unit_type STRING NOT NULL COMMENT 'public: province, municipality, urban_district, rural_district, town, provincial_city, ward, commune, township or special_zone',
  administrative_parent_key STRING NOT NULL COMMENT 'public: place directly above in the administrative tree; -2 above a province, -1 not known',
  province_place_key STRING NOT NULL COMMENT 'public: province that the place lies in or is',
  province_code STRING NOT NULL COMMENT 'public: code of that province',
  valid_from DATE NOT NULL COMMENT 'public: first day; 1900-01-01 when the start is not known',
  valid_to DATE NOT NULL COMMENT 'public: day after the last; 9999-12-31 while in force',
  is_listed BOOLEAN NOT NULL COMMENT 'public: stands in the official list; false for places that only the mapping or the list of earlier changes names')
USING iceberg
COMMENT 'One row per administrative unit and period of its validity'
