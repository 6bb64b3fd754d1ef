/*---
table:   core.dim_place
grain:   one row per administrative unit and period of its validity
key:     [place_key]
inputs:
  - staging.stg_reference__place_change
  - staging.stg_vn_admin__successor
  - staging.stg_vn_admin__unit
refresh: {kind: full}
fresh:   {within: P400D}
owner:   places
---*/
WITH begun AS (
  SELECT change.level, change.new_code AS code, max(change.changed_on) AS changed_on
  FROM staging.stg_reference__place_change AS change
  GROUP BY change.level, change.new_code
),
listed AS (
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
    CASE unit.edition
      WHEN 'old' THEN coalesce(begun.changed_on, :place_history_start)
      WHEN 'new' THEN :place_reform_date
    END AS valid_from,
    CASE unit.edition WHEN 'old' THEN :place_reform_date WHEN 'new' THEN DATE '9999-12-31' END
      AS valid_to,
    true AS is_listed
  FROM staging.stg_vn_admin__unit AS unit
  LEFT JOIN begun
    ON begun.level = unit.level
    AND begun.code = unit.code
),
-- What places were before the changes that the list of the old edition has behind it.
former AS (
  SELECT
    change.level,
    change.old_code AS code,
    min(change.old_full_name) AS full_name,
    CAST(NULL AS STRING) AS short_name,
    min(change.old_name_en) AS name_en,
    change.old_code AS province_code,
    CAST(NULL AS STRING) AS parent_code,
    'province' AS parent_level,
    coalesce(max(earlier.changed_on), :place_history_start) AS valid_from,
    change.changed_on AS valid_to,
    false AS is_listed
  FROM staging.stg_reference__place_change AS change
  LEFT JOIN staging.stg_reference__place_change AS earlier
    ON earlier.level = change.level
    AND earlier.new_code = change.old_code
    AND earlier.changed_on < change.changed_on
  GROUP BY change.level, change.old_code, change.changed_on
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
  UNION ALL
  SELECT * FROM former
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
    -- A unit and its province may begin on different days; they end together.
    coalesce(province.valid_from, place.valid_from) AS province_valid_from,
    lower(
      regexp_extract(
        place.full_name,
        '^(?iu)(thành phố|thị xã|thị trấn|tỉnh|quận|huyện|phường|xã|đặc khu)\\s', 1))
      AS type_word
  FROM place
  LEFT JOIN place AS province
    ON province.level = 'province'
    AND province.code = place.province_code
    AND province.valid_to = place.valid_to
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
        'place',
        array(
          typed.parent_level,
          typed.parent_code,
          CAST(
            CASE typed.parent_level
              WHEN 'province' THEN typed.province_valid_from
              ELSE typed.valid_from
            END AS STRING)))
  END AS administrative_parent_key,
  lake_key(
    'place', array('province', typed.province_code, CAST(typed.province_valid_from AS STRING)))
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
