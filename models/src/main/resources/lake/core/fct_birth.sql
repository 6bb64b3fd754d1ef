/*---
table:   core.fct_birth
grain:   one row per year of birth, commune code and sex
key:     [birth_year, commune_code, sex_code]
inputs:  [core.dim_place, staging.stg_population__birth]
refresh: {kind: full}
fresh:   {within: P400D}
owner:   statistics
---*/
-- Communes are those at the end of the year.
SELECT
  CAST(birth.birth_year AS INT) AS birth_year,
  birth.commune_code,
  coalesce(place.place_key, '-1') AS place_key,
  coalesce(place.province_place_key, '-1') AS province_place_key,
  CASE birth.sex_code WHEN 'Nam' THEN 'male' WHEN 'Nữ' THEN 'female' END AS sex_code,
  CAST(birth.birth_count AS BIGINT) AS birth_count
FROM staging.stg_population__birth AS birth
LEFT JOIN core.dim_place AS place
  ON place.level = 'commune'
  AND place.code = birth.commune_code
  AND place.valid_from <= make_date(CAST(birth.birth_year AS INT), 12, 31)
  AND place.valid_to > make_date(CAST(birth.birth_year AS INT), 12, 31)
