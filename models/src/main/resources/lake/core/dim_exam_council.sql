/*---
table:   core.dim_exam_council
grain:   one row per exam council and period of its number
key:     [exam_council_key]
inputs:
  - core.dim_place
  - staging.stg_reference__exam_council
  - staging.stg_reference__exam_session
refresh: {kind: full}
fresh:   {within: P400D}
owner:   exams
---*/
WITH council AS (
  SELECT
    listed.council_code,
    make_date(listed.exam_year_from, 1, 1) AS valid_from,
    make_date(listed.exam_year_to + 1, 1, 1) AS valid_to,
    listed.name_vi,
    listed.name_en,
    listed.province_code,
    listed.confidence,
    coalesce(session.exam_date_from, make_date(listed.exam_year_from, 1, 1)) AS exam_date
  FROM staging.stg_reference__exam_council AS listed
  LEFT JOIN staging.stg_reference__exam_session AS session
    ON session.exam_year = listed.exam_year_from
)
SELECT
  lake_key('exam_council', array(council.council_code, CAST(council.valid_from AS STRING)))
    AS exam_council_key,
  council.council_code,
  council.name_vi,
  council.name_en,
  council.province_code,
  coalesce(place.place_key, '-1') AS place_key,
  council.confidence,
  council.valid_from,
  council.valid_to
FROM council
LEFT JOIN core.dim_place AS place
  ON place.level = 'province'
  AND place.code = council.province_code
  AND place.valid_from <= council.exam_date
  AND place.valid_to > council.exam_date
UNION ALL
SELECT
  member.exam_council_key,
  member.exam_council_key AS council_code,
  member.name AS name_vi,
  member.name AS name_en,
  '-1' AS province_code,
  '-1' AS place_key,
  'none' AS confidence,
  :place_history_start AS valid_from,
  DATE '9999-12-31' AS valid_to
FROM VALUES ('-1', 'missing'), ('-2', 'not applicable'), ('-3', 'not yet arrived')
  AS member(exam_council_key, name)
