/*---
table:   core.bridge_place__successor
grain:   one row per place that ended and place that took it over
key:     [predecessor_place_key, successor_place_key]
inputs:
  - core.dim_place
  - staging.stg_reference__place_recode
  - staging.stg_vn_admin__predecessor
  - staging.stg_vn_admin__successor
refresh: {kind: full}
fresh:   {within: P400D}
owner:   places
---*/
WITH link AS (
  SELECT
    successor.level,
    successor.old_code,
    coalesce(recode.code_to, successor.new_code) AS new_code,
    max(predecessor.link_type) AS link_type
  FROM staging.stg_vn_admin__successor AS successor
  LEFT JOIN staging.stg_reference__place_recode AS recode
    ON recode.level = 'commune'
    AND recode.code_from = successor.new_code
    AND successor.level <> 'province'
  LEFT JOIN staging.stg_vn_admin__predecessor AS predecessor
    ON predecessor.old_code = successor.old_code
    AND predecessor.new_code = successor.new_code
  GROUP BY successor.level, successor.old_code, coalesce(recode.code_to, successor.new_code)
),
province_link AS (
  SELECT link.old_code, link.new_code
  FROM link
  WHERE link.level = 'province'
),
-- A district ends without successor, but for the island districts that the mapping names.
ended AS (
  SELECT place.place_key, place.level, place.code, place.province_code, link.new_code, link.link_type
  FROM core.dim_place AS place
  LEFT JOIN link
    ON link.level = place.level
    AND link.old_code = place.code
  WHERE place.valid_to = :place_reform_date
    AND (place.level <> 'district' OR link.new_code IS NOT NULL)
),
judged AS (
  SELECT
    ended.place_key,
    ended.level,
    ended.new_code,
    ended.link_type,
    target.place_key AS target_place_key,
    CASE
      WHEN ended.new_code IS NULL THEN 'the mapping names no successor'
      WHEN target.place_key IS NULL
        THEN concat('the successor ', ended.new_code, ' is not in the list in force')
      WHEN province_link.old_code IS NULL
        THEN concat(
          'the successor ', ended.new_code, ' lies in province ', target.province_code,
          ', but its province ', ended.province_code, ' did not go there')
    END AS doubt
  FROM ended
  LEFT JOIN core.dim_place AS target
    ON target.valid_from = :place_reform_date
    AND target.code = ended.new_code
    AND target.level = CASE WHEN ended.level = 'province' THEN 'province' ELSE 'commune' END
  LEFT JOIN province_link
    ON province_link.old_code = ended.province_code
    AND province_link.new_code = target.province_code
),
counted AS (
  SELECT
    judged.place_key,
    judged.level,
    judged.link_type,
    judged.target_place_key,
    judged.doubt,
    count(*) OVER (PARTITION BY judged.place_key) AS link_count,
    row_number() OVER (PARTITION BY judged.place_key ORDER BY judged.new_code) AS position
  FROM judged
),
-- Nobody counted people or land, so each link takes 1/n; the last one takes what rounding leaves.
weighted AS (
  SELECT
    counted.place_key AS predecessor_place_key,
    CASE WHEN counted.doubt IS NULL THEN counted.target_place_key ELSE '-1' END
      AS successor_place_key,
    counted.level,
    CASE
      WHEN counted.doubt IS NOT NULL THEN CAST(NULL AS STRING)
      ELSE coalesce(counted.link_type, CASE counted.link_count WHEN 1 THEN 'full' ELSE 'partial' END)
    END AS link_type,
    CASE
      WHEN counted.position < counted.link_count
        THEN CAST(CAST(1 AS DECIMAL(12, 10)) / counted.link_count AS DECIMAL(12, 10))
      ELSE
        CAST(
          1 - (counted.link_count - 1)
            * CAST(CAST(1 AS DECIMAL(12, 10)) / counted.link_count AS DECIMAL(12, 10))
          AS DECIMAL(12, 10))
    END AS weight,
    CASE
      WHEN counted.doubt IS NOT NULL THEN 'unresolved'
      WHEN counted.link_count = 1 THEN 'whole'
      ELSE 'equal_share'
    END AS method,
    counted.link_count,
    counted.doubt
  FROM counted
)
SELECT
  weighted.predecessor_place_key,
  weighted.successor_place_key,
  weighted.level,
  max(weighted.link_type) AS link_type,
  CAST(sum(weighted.weight) AS DECIMAL(12, 10)) AS weight,
  weighted.method,
  weighted.link_count AS successor_count,
  nullif(array_join(array_sort(collect_list(weighted.doubt)), '; '), '') AS reason,
  :place_reform_date AS changed_on
FROM weighted
GROUP BY
  weighted.predecessor_place_key,
  weighted.successor_place_key,
  weighted.level,
  weighted.method,
  weighted.link_count
