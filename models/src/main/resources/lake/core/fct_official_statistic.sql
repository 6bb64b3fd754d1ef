/*---
table:   core.fct_official_statistic
grain:   one row per source, table, measure, level, place and year
key:     [source_code, table_code, measure_code, level_code, place_kind, place_code, statistic_year]
inputs:
  - core.dim_place
  - staging.stg_reference__gso_item
  - staging.stg_reference__gso_place_name
  - staging.stg_uis__country
  - staging.stg_uis__indicator
  - staging.stg_uis__value
  - staging.stg_vn_gso__bundled_figure
  - staging.stg_vn_gso__figure
refresh: {kind: full}
fresh:   {within: P400D}
owner:   statistics
---*/
-- A name or item that the lists do not have stays null: the audit refuses it rather than guess.
WITH delivered AS (
  SELECT
    figure.table_code,
    item.measure_code,
    item.level_code,
    name.place_kind,
    name.place_code,
    CAST(regexp_extract(figure.year_text, '([0-9]{4})', 1) AS INT) AS statistic_year,
    lower(figure.year_text) LIKE 'prel%' AS is_preliminary,
    figure.value
  FROM staging.stg_vn_gso__figure AS figure
  LEFT JOIN staging.stg_reference__gso_place_name AS name
    ON regexp_replace(lower(name.name), '[^a-z]', '')
      = regexp_replace(lower(figure.place_name), '[^a-z]', '')
  LEFT JOIN staging.stg_reference__gso_item AS item
    ON item.table_code = figure.table_code
    AND lower(item.figure_kind) = lower(figure.figure_kind)
    AND lower(item.item) = lower(figure.item)
),
-- What the office delivered stands before what was retyped from it.
retyped AS (
  SELECT
    figure.table_code,
    figure.measure_code,
    figure.level_code,
    figure.place_kind,
    figure.place_code,
    CAST(figure.statistic_year AS INT) AS statistic_year,
    figure.is_preliminary,
    figure.value
  FROM staging.stg_vn_gso__bundled_figure AS figure
  LEFT ANTI JOIN delivered
    ON delivered.table_code = figure.table_code
    AND delivered.measure_code = figure.measure_code
    AND delivered.level_code = figure.level_code
    AND delivered.place_kind = figure.place_kind
    AND delivered.place_code = figure.place_code
    AND delivered.statistic_year = figure.statistic_year
),
national AS (
  SELECT * FROM delivered
  UNION ALL
  SELECT * FROM retyped
),
measure AS (
  SELECT
    item.table_code,
    item.measure_code,
    item.level_code,
    min(item.unit_code) AS unit_code,
    min(item.moment) AS moment
  FROM staging.stg_reference__gso_item AS item
  GROUP BY item.table_code, item.measure_code, item.level_code
),
place_name AS (
  SELECT name.place_kind, name.place_code, min(name.name_vi) AS name
  FROM staging.stg_reference__gso_place_name AS name
  GROUP BY name.place_kind, name.place_code
)
SELECT
  'vn_gso' AS source_code,
  figure.table_code,
  figure.measure_code,
  figure.level_code,
  figure.place_kind,
  figure.place_code,
  figure.statistic_year,
  place_name.name AS place_name,
  -- A figure of a province that is not known in that year stays null for the audit.
  CASE
    WHEN place.place_key IS NOT NULL THEN place.place_key
    WHEN figure.place_kind <> 'province' OR figure.value IS NULL THEN '-2'
  END AS place_key,
  -- 30 September lies in the school year that ends in the next year.
  CASE measure.moment WHEN 'september_30' THEN figure.statistic_year + 1 END AS school_year,
  CASE measure.moment WHEN 'september_30' THEN make_date(figure.statistic_year, 9, 30) END
    AS as_of_date,
  CAST(NULL AS STRING) AS measure_name_en,
  measure.unit_code,
  CAST(figure.value AS DECIMAL(20, 6)) AS value,
  figure.is_preliminary,
  CASE
    WHEN figure.value IS NOT NULL THEN CAST(NULL AS STRING)
    WHEN figure.place_kind = 'province' AND place.place_key IS NULL THEN 'place_not_in_force'
    ELSE 'not_published'
  END AS missing_reason
FROM national AS figure
LEFT JOIN measure
  ON measure.table_code = figure.table_code
  AND measure.measure_code = figure.measure_code
  AND measure.level_code = figure.level_code
LEFT JOIN place_name
  ON place_name.place_kind = figure.place_kind
  AND place_name.place_code = figure.place_code
LEFT JOIN core.dim_place AS place
  ON figure.place_kind = 'province'
  AND place.level = 'province'
  AND place.code = figure.place_code
  AND place.valid_from <= make_date(figure.statistic_year, 9, 30)
  AND place.valid_to > make_date(figure.statistic_year, 9, 30)
  -- The names have the codes of the provinces of before July 2025.
  AND place.valid_from < :place_reform_date
UNION ALL
SELECT
  'uis' AS source_code,
  'uis' AS table_code,
  figure.indicator_code AS measure_code,
  'none' AS level_code,
  'country' AS place_kind,
  upper(figure.country_code) AS place_code,
  CAST(figure.statistic_year AS INT) AS statistic_year,
  coalesce(country.name_en, upper(figure.country_code)) AS place_name,
  '-2' AS place_key,
  -- UIS names a school year by the year in which it ends.
  CAST(figure.statistic_year AS INT) AS school_year,
  CAST(NULL AS DATE) AS as_of_date,
  indicator.name_en AS measure_name_en,
  'as_measured' AS unit_code,
  CAST(figure.value AS DECIMAL(20, 6)) AS value,
  false AS is_preliminary,
  CAST(NULL AS STRING) AS missing_reason
FROM staging.stg_uis__value AS figure
LEFT JOIN staging.stg_uis__country AS country
  ON country.country_code = figure.country_code
LEFT JOIN staging.stg_uis__indicator AS indicator
  ON indicator.indicator_code = figure.indicator_code
