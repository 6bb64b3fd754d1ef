/*---
table:   core.bridge_place__successor
grain:   one row per place that ended and place that took it over
key:     [predecessor_place_key, successor_place_key]
inputs:
  - core.dim_place
  - staging.stg_reference__place_change
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
    END AS doubt,
    CAST(NULL AS BIGINT) AS population,
    :place_reform_date AS changed_on
  FROM ended
  LEFT JOIN core.dim_place AS target
    ON target.valid_from = :place_reform_date
    AND target.code = ended.new_code
    AND target.level = CASE WHEN ended.level = 'province' THEN 'province' ELSE 'commune' END
  LEFT JOIN province_link
    ON province_link.old_code = ended.province_code
    AND province_link.new_code = target.province_code
  UNION ALL
  SELECT
    former.place_key,
    former.level,
    change.new_code,
    CAST(NULL AS STRING) AS link_type,
    target.place_key AS target_place_key,
    CASE
      WHEN target.place_key IS NULL
        THEN concat('no place ', change.new_code, ' begins on ', CAST(change.changed_on AS STRING))
    END AS doubt,
    change.population,
    change.changed_on
  FROM staging.stg_reference__place_change AS change
  INNER JOIN core.dim_place AS former
    ON former.level = change.level
    AND former.code = change.old_code
    AND former.valid_to = change.changed_on
  LEFT JOIN core.dim_place AS target
    ON target.level = change.level
    AND target.code = change.new_code
    AND target.valid_from = change.changed_on
),
counted AS (
  SELECT
    judged.place_key,
    judged.level,
    judged.link_type,
    judged.target_place_key,
    judged.doubt,
    judged.changed_on,
    judged.population,
    sum(judged.population) OVER (PARTITION BY judged.place_key) AS whole_population,
    count(judged.population) OVER (PARTITION BY judged.place_key) AS population_count,
    count(*) OVER (PARTITION BY judged.place_key) AS link_count,
    row_number() OVER (PARTITION BY judged.place_key ORDER BY judged.new_code) AS position
  FROM judged
),
-- Where nobody counted the people that went each way, each link takes 1/n.
shared AS (
  SELECT
    counted.*,
    counted.population_count = counted.link_count AS is_counted,
    CASE
      WHEN counted.population_count = counted.link_count
        THEN
          CAST(
            CAST(counted.population AS DECIMAL(12, 0))
              / CAST(counted.whole_population AS DECIMAL(12, 0))
            AS DECIMAL(12, 10))
      ELSE CAST(CAST(1 AS DECIMAL(12, 10)) / counted.link_count AS DECIMAL(12, 10))
    END AS share
  FROM counted
),
-- The last link takes what rounding leaves.
weighted AS (
  SELECT
    shared.place_key AS predecessor_place_key,
    CASE WHEN shared.doubt IS NULL THEN shared.target_place_key ELSE '-1' END
      AS successor_place_key,
    shared.level,
    CASE
      WHEN shared.doubt IS NOT NULL THEN CAST(NULL AS STRING)
      ELSE coalesce(shared.link_type, CASE shared.link_count WHEN 1 THEN 'full' ELSE 'partial' END)
    END AS link_type,
    CASE
      WHEN shared.position < shared.link_count THEN shared.share
      ELSE
        CAST(
          1 - coalesce(
            sum(shared.share) OVER (
              PARTITION BY shared.place_key ORDER BY shared.position
              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
          AS DECIMAL(12, 10))
    END AS weight,
    CASE
      WHEN shared.doubt IS NOT NULL THEN 'unresolved'
      WHEN shared.link_count = 1 THEN 'whole'
      WHEN shared.is_counted THEN 'population_share'
      ELSE 'equal_share'
    END AS method,
    shared.link_count,
    shared.doubt,
    shared.changed_on
  FROM shared
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
  weighted.changed_on
FROM weighted
GROUP BY
  weighted.predecessor_place_key,
  weighted.successor_place_key,
  weighted.level,
  weighted.method,
  weighted.link_count,
  weighted.changed_on
