/*---
table:   core.dim_class
grain:   one row per class of one school year
key:     [class_key]
inputs:
  - core.bridge_class__name
  - core.bridge_school__level
  - core.fct_class_statement
refresh: {kind: full}
fresh:   {within: P200D}
owner:   organisation
---*/
WITH named AS (
  SELECT
    name.school_key,
    name.school_year,
    name.class_key,
    min(name.class_name) AS class_name
  FROM core.bridge_class__name AS name
  GROUP BY name.school_key, name.school_year, name.class_key
),
-- Of two classes with one name the first code has it, so that a name finds one class.
coded AS (
  SELECT
    lake_key(
      'class', array(class.school_key, CAST(class.school_year AS STRING), class.class_code))
      AS class_key,
    class.*,
    row_number() OVER (
      PARTITION BY class.school_year, class.school_key, class.class_name ORDER BY class.class_code)
      AS name_position
  FROM core.fct_class_statement AS class
  WHERE class.school_key <> '-1'
),
continuing AS (
  SELECT level.school_key
  FROM core.bridge_school__level AS level
  GROUP BY level.school_key
  HAVING bool_or(level.level_code = '05') AND NOT bool_or(level.level_code = '04')
)
SELECT
  coded.class_key,
  coded.school_key,
  coded.school_year,
  coded.class_code,
  CASE
    WHEN coded.class_name IS NULL THEN named.class_name
    WHEN coded.name_position = 1 THEN coded.class_name
  END AS class_name,
  coalesce(
    coded.level_code,
    CASE
      WHEN coded.grade_code IN ('NT', '3T', '4T', '5T') THEN '01'
      WHEN coded.grade_code IN ('1', '2', '3', '4', '5') THEN '02'
      WHEN coded.grade_code IN ('6', '7', '8', '9') THEN '03'
      WHEN coded.grade_code IN ('10', '11', '12')
        THEN CASE WHEN continuing.school_key IS NULL THEN '04' ELSE '05' END
      WHEN coded.grade_code = 'KT' THEN '06'
    END) AS level_code,
  coded.grade_code,
  coded.last_grade_code,
  coded.site_number,
  coded.is_two_session,
  coded.is_multigrade
FROM coded
LEFT JOIN named
  ON named.class_key = coded.class_key
LEFT JOIN continuing
  ON continuing.school_key = coded.school_key
UNION ALL
SELECT
  name.class_key,
  name.school_key,
  name.school_year,
  CAST(NULL AS STRING) AS class_code,
  name.class_name,
  CAST(NULL AS STRING) AS level_code,
  CAST(NULL AS STRING) AS grade_code,
  CAST(NULL AS STRING) AS last_grade_code,
  CAST(NULL AS INT) AS site_number,
  CAST(NULL AS BOOLEAN) AS is_two_session,
  CAST(NULL AS BOOLEAN) AS is_multigrade
FROM core.bridge_class__name AS name
WHERE name.class_code IS NULL
UNION ALL
SELECT
  member.class_key,
  member.class_key AS school_key,
  0 AS school_year,
  CAST(NULL AS STRING) AS class_code,
  CAST(NULL AS STRING) AS class_name,
  CAST(NULL AS STRING) AS level_code,
  CAST(NULL AS STRING) AS grade_code,
  CAST(NULL AS STRING) AS last_grade_code,
  CAST(NULL AS INT) AS site_number,
  CAST(NULL AS BOOLEAN) AS is_two_session,
  CAST(NULL AS BOOLEAN) AS is_multigrade
FROM VALUES ('-1'), ('-2'), ('-3') AS member(class_key)
