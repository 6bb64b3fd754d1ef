/*---
table:   core.dim_school_site
grain:   one row per site of a school
key:     [school_site_key]
inputs:
  - core.bridge_school__code
  - core.dim_school
  - staging.stg_moet__class
refresh: {kind: full}
fresh:   {within: P200D}
owner:   organisation
---*/
-- Sites are told by their number at the school: 0 is the main one.
WITH taught AS (
  SELECT
    code.school_key,
    CAST(class.site_number AS INT) AS site_number,
    min(class.report_date) AS first_report_date,
    max(class.report_date) AS last_report_date,
    array_join(array_sort(collect_set(class.level_code)), ',') AS level_codes
  FROM staging.stg_moet__class AS class
  INNER JOIN core.bridge_school__code AS code
    ON code.school_code = class.institution_code
    AND code.valid_from <= class.report_date
    AND code.valid_to > class.report_date
  WHERE class.site_number >= 0
  GROUP BY code.school_key, CAST(class.site_number AS INT)
),
counted AS (
  SELECT school.school_key, CAST(max(school.site_count) AS INT) AS site_count
  FROM core.dim_school AS school
  WHERE school.school_key NOT IN ('-1', '-2', '-3')
  GROUP BY school.school_key
),
site AS (
  SELECT taught.school_key, taught.site_number
  FROM taught
  UNION
  SELECT counted.school_key, number.site_number
  FROM counted
  LATERAL VIEW explode(sequence(0, greatest(coalesce(counted.site_count, 1), 1) - 1)) number
    AS site_number
)
SELECT
  lake_key('school_site', array(site.school_key, CAST(site.site_number AS STRING)))
    AS school_site_key,
  site.school_key,
  site.site_number,
  site.site_number = 0 AS is_main,
  taught.level_codes,
  taught.first_report_date,
  taught.last_report_date
FROM site
LEFT JOIN taught
  ON taught.school_key = site.school_key
  AND taught.site_number = site.site_number
UNION ALL
SELECT
  member.school_site_key,
  member.school_site_key AS school_key,
  CAST(NULL AS INT) AS site_number,
  false AS is_main,
  CAST(NULL AS STRING) AS level_codes,
  CAST(NULL AS DATE) AS first_report_date,
  CAST(NULL AS DATE) AS last_report_date
FROM VALUES ('-1'), ('-2'), ('-3') AS member(school_site_key)
