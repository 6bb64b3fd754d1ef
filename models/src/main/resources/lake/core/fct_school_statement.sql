/*---
table:   core.fct_school_statement
grain:   one row per report of the sector database and school code that any of its lists has
key:     [report_date, stated_code]
inputs:
  - core.bridge_place__successor
  - core.bridge_school__code
  - core.dim_place
  - core.fct_school_report
refresh: {kind: full}
fresh:   {within: P200D}
owner:   organisation
why:     fct_school_report has what is stated, this table which school it is about and what of it is believed
---*/
WITH reported AS (
  SELECT
    report.*,
    report.class_count + report.learner_count > 0 AS is_told,
    lower(report.name_vi) AS plain_name,
    report.report_date >= :place_reform_date AS is_reformed,
    place.place_key,
    place.province_place_key,
    concat('SGDDT-', place.province_code) AS department_code,
    CASE
      WHEN array_contains(split(:department_school_kinds, ','), report.kind_code)
        THEN concat('SGDDT-', place.province_code)
      WHEN report.report_date < :place_reform_date THEN concat('PGDDT-', district.code)
      ELSE concat('UBND-', place.code)
    END AS lawful_code,
    CASE
      WHEN array_contains(split(:department_school_kinds, ','), report.kind_code)
        THEN 'department'
      WHEN report.report_date < :place_reform_date THEN 'district_office'
      ELSE 'commune_committee'
    END AS lawful_kind_code,
    CASE
      WHEN array_contains(split(:department_school_kinds, ','), report.kind_code)
        THEN place.province_place_key
      WHEN report.report_date < :place_reform_date THEN district.place_key
      ELSE place.place_key
    END AS lawful_place_key,
    code.school_key AS code_school_key
  FROM core.fct_school_report AS report
  LEFT JOIN core.dim_place AS place
    ON place.level = 'commune'
    AND place.code = report.commune_code
    AND place.valid_from <= report.report_date
    AND place.valid_to > report.report_date
  LEFT JOIN core.dim_place AS district
    ON district.place_key = place.administrative_parent_key
    AND district.level = 'district'
  LEFT JOIN core.bridge_school__code AS code
    ON code.school_code = report.school_code
    AND code.valid_from <= report.report_date
    AND code.valid_to > report.report_date
),
-- Name, kind and commune by which a school is known, from reports in which others bear out its code.
voted AS (
  SELECT
    reported.code_school_key AS school_key,
    reported.plain_name,
    reported.kind_code,
    reported.place_key,
    count(*) AS vote_count
  FROM reported
  WHERE reported.is_listed
    AND reported.is_told
    AND reported.place_key IS NOT NULL
    AND reported.code_school_key IS NOT NULL
  GROUP BY
    reported.code_school_key, reported.plain_name, reported.kind_code, reported.place_key
),
carried AS (
  SELECT voted.school_key, voted.plain_name, voted.kind_code, voted.place_key, voted.vote_count
  FROM voted
  UNION ALL
  SELECT
    voted.school_key,
    voted.plain_name,
    voted.kind_code,
    successor.successor_place_key AS place_key,
    voted.vote_count
  FROM voted
  INNER JOIN core.bridge_place__successor AS successor
    ON successor.predecessor_place_key = voted.place_key
    AND successor.successor_place_key <> '-1'
),
summed AS (
  SELECT
    carried.plain_name,
    carried.kind_code,
    carried.place_key,
    carried.school_key,
    sum(carried.vote_count) AS vote_count
  FROM carried
  GROUP BY carried.plain_name, carried.kind_code, carried.place_key, carried.school_key
),
ranked AS (
  SELECT
    summed.*,
    rank() OVER (
      PARTITION BY summed.plain_name, summed.kind_code, summed.place_key
      ORDER BY summed.vote_count DESC) AS position,
    count(*) OVER (
      PARTITION BY summed.plain_name, summed.kind_code, summed.place_key, summed.vote_count)
      AS rival_count
  FROM summed
),
known AS (
  SELECT ranked.plain_name, ranked.kind_code, ranked.place_key, ranked.school_key
  FROM ranked
  WHERE ranked.position = 1
    AND ranked.rival_count = 1
),
resolved AS (
  SELECT
    reported.*,
    coalesce(known.school_key, reported.code_school_key, '-1') AS school_key
  FROM reported
  LEFT JOIN known
    ON known.plain_name = reported.plain_name
    AND known.kind_code = reported.kind_code
    AND known.place_key = reported.place_key
),
judged AS (
  SELECT
    resolved.*,
    -- Basic schools of the department exist: one that says so in most reports is one.
    CASE
      WHEN resolved.lawful_code IS NULL OR resolved.managing_body_code IS NULL THEN false
      WHEN resolved.managing_body_code = resolved.lawful_code THEN true
      WHEN resolved.managing_body_code = resolved.department_code
        THEN
          count_if(resolved.managing_body_code = resolved.department_code) OVER era >= 2
          AND 2 * count_if(resolved.managing_body_code = resolved.department_code) OVER era
            > count(*) OVER era
      ELSE false
    END AS is_lawful,
    row_number() OVER (
      PARTITION BY resolved.school_key, resolved.report_date
      ORDER BY
        resolved.is_listed DESC,
        coalesce(resolved.code_school_key = resolved.school_key, false) DESC,
        resolved.is_told DESC,
        resolved.school_code) AS position
  FROM resolved
  WINDOW era AS (PARTITION BY resolved.school_key, resolved.is_reformed, resolved.is_listed)
)
SELECT
  judged.report_date,
  judged.school_code AS stated_code,
  judged.school_key,
  judged.school_key <> '-1' AND judged.position = 1 AS is_chosen,
  judged.is_listed,
  judged.is_told,
  coalesce(kept.school_code, judged.school_code) AS school_code,
  judged.name_vi,
  judged.kind_code,
  coalesce(judged.level_codes, judged.taught_level_codes) AS level_codes,
  coalesce(judged.place_key, '-1') AS place_key,
  coalesce(judged.province_place_key, '-1') AS province_place_key,
  judged.commune_code AS stated_commune_code,
  judged.managing_body_code AS stated_managing_body_code,
  CASE
    WHEN judged.is_lawful THEN judged.managing_body_code
    ELSE coalesce(judged.lawful_code, judged.managing_body_code)
  END AS managing_body_code,
  CASE
    WHEN judged.lawful_code IS NULL THEN 'unknown'
    WHEN judged.is_lawful AND judged.managing_body_code = judged.department_code THEN 'department'
    ELSE judged.lawful_kind_code
  END AS managing_body_kind_code,
  CASE
    WHEN judged.lawful_code IS NULL THEN '-1'
    WHEN judged.is_lawful AND judged.managing_body_code = judged.department_code
      THEN judged.province_place_key
    ELSE judged.lawful_place_key
  END AS managing_place_key,
  judged.site_count,
  judged.class_count,
  judged.learner_count
FROM judged
LEFT JOIN core.bridge_school__code AS kept
  ON kept.school_key = judged.school_key
  AND kept.valid_from <= judged.report_date
  AND kept.valid_to > judged.report_date
