/*---
table:   core.dim_place
grain:   one row per administrative unit and period of its validity
key:     [place_key]
inputs:  [staging.stg_vn_admin__unit, staging.stg_vn_admin__successor]
refresh: {kind: full}
fresh:   {within: P400D}
owner:   places
---*/
WITH listed AS (
  SELECT
    unit.level,
    unit.code,
    unit.full_name,
    unit.short_name,
    unit.name_en,
    CASE WHEN unit.level = 'province' THEN unit.code ELSE unit.province_code END AS province_code,
    CASE unit.level WHEN 'commune' THEN unit.parent_code WHEN 'district' THEN unit.province_code END
      AS parent_code,
    CASE WHEN unit.edition = 'old' AND unit.level = 'commune' THEN 'district' ELSE 'province' END
      AS parent_level,
    CASE unit.edition WHEN 'old' THEN :place_history_start WHEN 'new' THEN :place_reform_date END
      AS valid_from,
    CASE unit.edition WHEN 'old' THEN :place_reform_date WHEN 'new' THEN DATE '9999-12-31' END
      AS valid_to,
    true AS is_listed
  FROM staging.stg_vn_admin__unit AS unit
),
-- Old communes that ended shortly before the list was made; only the mapping names them.
known_by_mapping AS (
  SELECT
    link.level,
    link.old_code AS code,
    min(link.old_name) AS full_name,
    CAST(NULL AS STRING) AS short_name,
    CAST(NULL AS STRING) AS name_en,
    min(link.old_province_code) AS province_code,
    CAST(NULL AS STRING) AS parent_code,
    'district' AS parent_level,
    :place_history_start AS valid_from,
    :place_reform_date AS valid_to,
    false AS is_listed
  FROM staging.stg_vn_admin__successor AS link
  LEFT ANTI JOIN listed
    ON listed.level = link.level
    AND listed.code = link.old_code
    AND listed.valid_to = :place_reform_date
  WHERE link.level = 'commune'
  GROUP BY link.level, link.old_code
),
place AS (
  SELECT * FROM listed
  UNION ALL
  SELECT * FROM known_by_mapping
),
typed AS (
  SELECT
    place.level,
    place.code,
    place.full_name,
    place.short_name,
    place.name_en,
    place.province_code,
    place.parent_code,
    place.parent_level,
    place.valid_from,
    place.valid_to,
    place.is_listed,
    lower(
      regexp_extract(
        place.full_name,
        '^(?iu)(thành phố|thị xã|thị trấn|tỉnh|quận|huyện|phường|xã|đặc khu)\\s', 1))
      AS type_word
  FROM place
)
SELECT
  lake_key('place', array(typed.level, typed.code, CAST(typed.valid_from AS STRING))) AS place_key,
  typed.level,
  typed.code,
  typed.full_name,
  coalesce(
    typed.short_name, trim(substring(typed.full_name, length(typed.type_word) + 1))) AS name,
  typed.name_en,
  CASE
    WHEN typed.level = 'province' AND typed.type_word = 'tỉnh' THEN 'province'
    WHEN typed.level = 'province' AND typed.type_word = 'thành phố' THEN 'municipality'
    WHEN typed.level = 'district' AND typed.type_word = 'quận' THEN 'urban_district'
    WHEN typed.level = 'district' AND typed.type_word = 'huyện' THEN 'rural_district'
    WHEN typed.level = 'district' AND typed.type_word = 'thị xã' THEN 'town'
    WHEN typed.level = 'district' AND typed.type_word = 'thành phố' THEN 'provincial_city'
    WHEN typed.level = 'commune' AND typed.type_word = 'phường' THEN 'ward'
    WHEN typed.level = 'commune' AND typed.type_word = 'xã' THEN 'commune'
    WHEN typed.level = 'commune' AND typed.type_word = 'thị trấn' THEN 'township'
    WHEN typed.level = 'commune' AND typed.type_word = 'đặc khu' THEN 'special_zone'
  END AS unit_type,
  CASE
    WHEN typed.level = 'province' THEN '-2'
    ELSE
      lake_key(
        'place', array(typed.parent_level, typed.parent_code, CAST(typed.valid_from AS STRING)))
  END AS administrative_parent_key,
  lake_key('place', array('province', typed.province_code, CAST(typed.valid_from AS STRING)))
    AS province_place_key,
  typed.province_code,
  typed.valid_from,
  typed.valid_to,
  typed.is_listed
FROM typed
UNION ALL
SELECT
  member.place_key,
  'none' AS level,
  member.place_key AS code,
  member.name AS full_name,
  member.name,
  member.name AS name_en,
  'none' AS unit_type,
  '-2' AS administrative_parent_key,
  member.place_key AS province_place_key,
  member.place_key AS province_code,
  :place_history_start AS valid_from,
  DATE '9999-12-31' AS valid_to,
  false AS is_listed
FROM VALUES ('-1', 'unresolved'), ('-2', 'not applicable'), ('-3', 'not yet arrived')
  AS member(place_key, name)
