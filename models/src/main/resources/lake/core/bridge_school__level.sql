/*---
table:   core.bridge_school__level
grain:   one row per school, level that it teaches and period in which it does
key:     [school_key, level_code, valid_from]
inputs:  [core.dim_school]
refresh: {kind: full}
fresh:   {within: P200D}
owner:   organisation
---*/
WITH taught AS (
  SELECT school.school_key, level.level_code, school.valid_from, school.valid_to
  FROM core.dim_school AS school
  LATERAL VIEW explode(split(school.level_codes, ',')) level AS level_code
  WHERE level.level_code <> ''
    AND school.is_open
),
begun AS (
  SELECT
    taught.*,
    CASE
      WHEN lag(taught.valid_to) OVER (
        PARTITION BY taught.school_key, taught.level_code ORDER BY taught.valid_from)
        = taught.valid_from
        THEN 0
      ELSE 1
    END AS is_begin
  FROM taught
),
numbered AS (
  SELECT
    begun.*,
    sum(begun.is_begin) OVER (
      PARTITION BY begun.school_key, begun.level_code ORDER BY begun.valid_from) AS period_number
  FROM begun
)
SELECT
  numbered.school_key,
  numbered.level_code,
  min(numbered.valid_from) AS valid_from,
  max(numbered.valid_to) AS valid_to
FROM numbered
GROUP BY numbered.school_key, numbered.level_code, numbered.period_number
