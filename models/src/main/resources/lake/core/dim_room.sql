/*---
table:   core.dim_room
grain:   one row per room that a feed names
key:     [room_key]
inputs:
  - core.bridge_school__account
  - staging.stg_edfi__location
  - staging.stg_oneroster__class
refresh: {kind: full}
fresh:   {within: P400D}
owner:   organisation
---*/
-- OneRoster writes the room into the class, Ed-Fi has rooms of their own. No other feed has any.
WITH named AS (
  SELECT
    'oneroster' AS source_code,
    class.sender_code AS source_school_id,
    nfc(class.location) AS room_code,
    CAST(NULL AS BIGINT) AS highest_seat_count,
    CAST(NULL AS BIGINT) AS optimal_seat_count
  FROM staging.stg_oneroster__class AS class
  WHERE nfc(class.location) <> ''
  GROUP BY class.sender_code, nfc(class.location)
  UNION ALL
  SELECT
    'edfi' AS source_code,
    location.school_id AS source_school_id,
    nfc(location.room_code) AS room_code,
    max(CAST(location.highest_seat_count AS BIGINT)) AS highest_seat_count,
    max(CAST(location.optimal_seat_count AS BIGINT)) AS optimal_seat_count
  FROM staging.stg_edfi__location AS location
  GROUP BY location.school_id, nfc(location.room_code)
)
SELECT
  lake_key(
    'room',
    array(
      coalesce(account.school_key, concat(named.source_code, ':', named.source_school_id)),
      named.room_code)) AS room_key,
  coalesce(account.school_key, '-1') AS school_key,
  named.source_code,
  named.source_school_id,
  named.room_code,
  named.highest_seat_count,
  named.optimal_seat_count
FROM named
LEFT JOIN core.bridge_school__account AS account
  ON account.sender_code = named.source_school_id
  AND named.source_code = 'oneroster'
UNION ALL
SELECT
  member.room_key,
  member.room_key AS school_key,
  'none' AS source_code,
  'none' AS source_school_id,
  member.name AS room_code,
  CAST(NULL AS BIGINT) AS highest_seat_count,
  CAST(NULL AS BIGINT) AS optimal_seat_count
FROM VALUES ('-1', 'missing'), ('-2', 'not applicable'), ('-3', 'not yet arrived')
  AS member(room_key, name)
