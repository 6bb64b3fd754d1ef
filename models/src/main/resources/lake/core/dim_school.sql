/*---
table:   core.dim_school
grain:   one row per school and period of its state
key:     [school_key, valid_from]
inputs:
  - core.bridge_place__successor
  - core.bridge_school__code
  - core.dim_place
  - core.fct_school_statement
refresh: {kind: scd2, key: [school_key], from: observed_date, version_key: school_version_key}
fresh:   {within: P200D}
owner:   organisation
---*/
-- Reports that have both lists tell who is not there any more.
WITH whole_report AS (
  SELECT statement.report_date
  FROM core.fct_school_statement AS statement
  GROUP BY statement.report_date
  HAVING bool_or(statement.is_listed) AND sum(statement.class_count) > 0
),
seen AS (
  SELECT
    statement.school_key,
    max(statement.report_date) AS last_date,
    bool_or(statement.is_listed) AS is_listed,
    bool_or(statement.is_listed AND statement.report_date >= :place_reform_date)
      AS is_listed_since_reform
  FROM core.fct_school_statement AS statement
  WHERE statement.is_chosen
  GROUP BY statement.school_key
),
ended AS (
  SELECT seen.school_key, min(whole_report.report_date) AS ended_date
  FROM seen
  INNER JOIN whole_report
    ON whole_report.report_date > seen.last_date
  GROUP BY seen.school_key
),
-- A school that no list of institutions has is told by its classes alone.
stated AS (
  SELECT
    statement.school_key,
    statement.report_date,
    statement.school_code,
    coalesce(statement.name_vi, statement.school_code) AS name_vi,
    coalesce(
      statement.kind_code,
      CASE statement.level_codes
        WHEN '01' THEN 'MN'
        WHEN '02' THEN 'TH'
        WHEN '02,03' THEN 'TH-THCS'
        WHEN '03' THEN 'THCS'
        WHEN '03,04' THEN 'THCS-THPT'
        WHEN '04' THEN 'THPT'
        WHEN '05' THEN 'GDTX'
        WHEN '06' THEN 'KT'
        ELSE 'unknown'
      END) AS kind_code,
    coalesce(statement.level_codes, '') AS level_codes,
    statement.place_key,
    statement.province_place_key,
    coalesce(statement.managing_body_code, 'unknown') AS managing_body_code,
    statement.managing_body_kind_code,
    statement.managing_place_key,
    statement.site_count
  FROM core.fct_school_statement AS statement
  INNER JOIN seen
    ON seen.school_key = statement.school_key
  WHERE statement.is_chosen
    AND (statement.is_listed OR NOT seen.is_listed)
),
ordered AS (
  SELECT
    stated.*,
    lag(stated.report_date) OVER earlier AS before_date,
    lag(stated.name_vi) OVER earlier AS before_name_vi,
    lag(stated.kind_code) OVER earlier AS before_kind_code,
    lag(stated.level_codes) OVER earlier AS before_level_codes,
    lag(stated.site_count) OVER earlier AS before_site_count,
    row_number() OVER (PARTITION BY stated.school_key ORDER BY stated.report_date DESC)
      AS position_from_last
  FROM stated
  WINDOW earlier AS (PARTITION BY stated.school_key ORDER BY stated.report_date)
),
largest_successor AS (
  SELECT
    successor.predecessor_place_key,
    max_by(
      successor.successor_place_key, struct(successor.weight, successor.successor_place_key))
      AS place_key
  FROM core.bridge_place__successor AS successor
  WHERE successor.successor_place_key <> '-1'
  GROUP BY successor.predecessor_place_key
),
observed AS (
  SELECT
    ordered.school_key,
    CASE WHEN ordered.before_date IS NULL THEN :place_history_start ELSE ordered.report_date END
      AS observed_date,
    ordered.school_code,
    ordered.name_vi,
    ordered.kind_code,
    ordered.level_codes,
    ordered.place_key,
    ordered.province_place_key,
    ordered.managing_body_code,
    ordered.managing_body_kind_code,
    ordered.managing_place_key,
    ordered.site_count,
    true AS is_open
  FROM ordered
  UNION ALL
  -- What the reform changed did so on its day, whatever the day of the report.
  SELECT
    ordered.school_key,
    :place_reform_date AS observed_date,
    ordered.school_code,
    ordered.before_name_vi AS name_vi,
    ordered.before_kind_code AS kind_code,
    ordered.before_level_codes AS level_codes,
    ordered.place_key,
    ordered.province_place_key,
    ordered.managing_body_code,
    ordered.managing_body_kind_code,
    ordered.managing_place_key,
    ordered.before_site_count AS site_count,
    true AS is_open
  FROM ordered
  WHERE ordered.before_date < :place_reform_date
    AND ordered.report_date > :place_reform_date
  UNION ALL
  -- Its new code is known, its row in the list of institutions is not: the rest follows from the place.
  SELECT
    ordered.school_key,
    :place_reform_date AS observed_date,
    code.school_code,
    ordered.name_vi,
    ordered.kind_code,
    ordered.level_codes,
    coalesce(place.place_key, '-1') AS place_key,
    coalesce(place.province_place_key, '-1') AS province_place_key,
    CASE
      WHEN place.place_key IS NULL THEN 'unknown'
      WHEN array_contains(split(:department_school_kinds, ','), ordered.kind_code)
        THEN concat('SGDDT-', place.province_code)
      ELSE concat('UBND-', place.code)
    END AS managing_body_code,
    CASE
      WHEN place.place_key IS NULL THEN 'unknown'
      WHEN array_contains(split(:department_school_kinds, ','), ordered.kind_code)
        THEN 'department'
      ELSE 'commune_committee'
    END AS managing_body_kind_code,
    CASE
      WHEN place.place_key IS NULL THEN '-1'
      WHEN array_contains(split(:department_school_kinds, ','), ordered.kind_code)
        THEN place.province_place_key
      ELSE place.place_key
    END AS managing_place_key,
    ordered.site_count,
    true AS is_open
  FROM ordered
  INNER JOIN seen
    ON seen.school_key = ordered.school_key
  INNER JOIN core.bridge_school__code AS code
    ON code.school_key = ordered.school_key
    AND code.valid_from = :place_reform_date
  LEFT JOIN largest_successor
    ON largest_successor.predecessor_place_key = ordered.place_key
  LEFT JOIN core.dim_place AS place
    ON place.place_key = largest_successor.place_key
  WHERE ordered.position_from_last = 1
    AND ordered.report_date < :place_reform_date
    AND seen.is_listed
    AND NOT seen.is_listed_since_reform
),
-- The end is told of the state that was the last.
closed AS (
  SELECT
    observed.school_key,
    ended.ended_date AS observed_date,
    max_by(struct(observed.*), observed.observed_date) AS state
  FROM observed
  INNER JOIN ended
    ON ended.school_key = observed.school_key
  GROUP BY observed.school_key, ended.ended_date
),
history AS (
  SELECT * FROM observed
  UNION ALL
  SELECT
    closed.school_key,
    closed.observed_date,
    closed.state.school_code,
    closed.state.name_vi,
    closed.state.kind_code,
    closed.state.level_codes,
    closed.state.place_key,
    closed.state.province_place_key,
    closed.state.managing_body_code,
    closed.state.managing_body_kind_code,
    closed.state.managing_place_key,
    closed.state.site_count,
    false AS is_open
  FROM closed
)
SELECT
  history.school_key,
  history.observed_date,
  history.school_code,
  history.name_vi,
  history.kind_code,
  history.level_codes,
  history.place_key,
  history.province_place_key,
  CASE
    WHEN place.unit_type IN ('ward', 'township') THEN 'urban'
    WHEN place.unit_type IN ('commune', 'special_zone') THEN 'rural'
    ELSE 'unknown'
  END AS area_code,
  history.managing_body_code,
  history.managing_body_kind_code,
  history.managing_place_key,
  history.site_count,
  history.is_open
FROM history
LEFT JOIN core.dim_place AS place
  ON place.place_key = history.place_key
UNION ALL
SELECT
  member.school_key,
  :place_history_start AS observed_date,
  member.school_key AS school_code,
  member.name AS name_vi,
  'unknown' AS kind_code,
  '' AS level_codes,
  member.school_key AS place_key,
  member.school_key AS province_place_key,
  'unknown' AS area_code,
  'unknown' AS managing_body_code,
  'unknown' AS managing_body_kind_code,
  member.school_key AS managing_place_key,
  CAST(NULL AS BIGINT) AS site_count,
  false AS is_open
FROM VALUES ('-1', 'missing'), ('-2', 'not applicable'), ('-3', 'not yet arrived')
  AS member(school_key, name)
