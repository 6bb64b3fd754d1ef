/*---
table:   core.fct_population
grain:   one row per day, commune code, age and sex
key:     [as_of_date, commune_code, age, sex_code]
inputs:  [core.dim_place, staging.stg_population__resident]
refresh: {kind: full}
fresh:   {within: P400D}
owner:   statistics
---*/
SELECT
  resident.as_of_date,
  resident.commune_code,
  coalesce(place.place_key, '-1') AS place_key,
  coalesce(place.province_place_key, '-1') AS province_place_key,
  CAST(resident.age AS INT) AS age,
  -- Age in years on 31 December is the one by which school statistics tell ages.
  CAST(year(resident.as_of_date) - resident.age AS INT) AS birth_year,
  CASE resident.sex_code WHEN 'Nam' THEN 'male' WHEN 'Nữ' THEN 'female' END AS sex_code,
  CAST(resident.resident_count AS BIGINT) AS resident_count
FROM staging.stg_population__resident AS resident
LEFT JOIN core.dim_place AS place
  ON place.level = 'commune'
  AND place.code = resident.commune_code
  AND place.valid_from <= resident.as_of_date
  AND place.valid_to > resident.as_of_date
