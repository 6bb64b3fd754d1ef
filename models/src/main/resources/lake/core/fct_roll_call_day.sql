/*---
table:   core.fct_roll_call_day
grain:   one row per account of a school and day of which it submitted roll calls
key:     [sender_code, calendar_date]
inputs:
  - core.bridge_school__account
  - core.dim_date
  - staging.stg_sms_a__attendance
  - staging.stg_sms_b__roll_call
refresh:
  kind: by_day
  column: calendar_date
  told_by:
    staging.stg_sms_a__attendance: [attendance_date]
    staging.stg_sms_b__roll_call: [attendance_date]
fresh:   {within: P14D}
owner:   organisation
---*/
WITH called AS (
  SELECT
    attendance.sender_code,
    attendance.attendance_date AS calendar_date,
    attendance.status_code = 'NB' AS is_closed
  FROM staging.stg_sms_a__attendance AS attendance
  WHERE attendance.local_number IS NULL
    AND attendance.status_code IN ('SS', 'NB')
  UNION ALL
  SELECT
    roll.sender_code,
    roll.attendance_date AS calendar_date,
    false AS is_closed
  FROM staging.stg_sms_b__roll_call AS roll
),
counted AS (
  SELECT
    called.sender_code,
    called.calendar_date,
    count_if(NOT called.is_closed) AS class_count,
    count_if(called.is_closed) AS closed_class_count
  FROM called
  GROUP BY called.sender_code, called.calendar_date
)
SELECT
  counted.sender_code,
  counted.calendar_date,
  coalesce(account.school_key, '-1') AS school_key,
  -- A day that the calendar does not have stays without a year: the audit refuses it.
  day.school_year,
  counted.class_count,
  counted.closed_class_count
FROM counted
LEFT JOIN core.bridge_school__account AS account
  ON account.sender_code = counted.sender_code
LEFT JOIN core.dim_date AS day
  ON day.calendar_date = counted.calendar_date
