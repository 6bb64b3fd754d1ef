/*---
table:   vault.staff
grain:   one row per member of staff
key:     [staff_key]
inputs:  [vault.staff_link, vault.staff_statement]
refresh: {kind: full}
fresh:   {within: P400D}
owner:   identity
---*/
WITH value AS (
  SELECT
    link.staff_key,
    pair.attribute,
    pair.value,
    sum(size(statement.stated_dates)) AS mention_count,
    max(statement.last_stated_date) AS last_stated_date
  FROM vault.staff_link AS link
  INNER JOIN vault.staff_statement AS statement
    ON statement.statement_key = link.statement_key
  LATERAL VIEW stack(
    3,
    'full_name', statement.full_name,
    'staff_code', statement.staff_code,
    'personal_number', statement.personal_number) pair AS attribute, value
  WHERE pair.value IS NOT NULL
  GROUP BY link.staff_key, pair.attribute, pair.value
),
ranked AS (
  SELECT
    value.*,
    row_number() OVER (
      PARTITION BY value.staff_key, value.attribute
      ORDER BY value.mention_count DESC, value.last_stated_date DESC, value.value) AS place
  FROM value
)
SELECT
  staff_key,
  max(CASE WHEN attribute = 'full_name' AND place = 1 THEN value END) AS full_name,
  array_sort(collect_set(CASE WHEN attribute = 'full_name' AND place > 1 THEN value END)) AS name_variants,
  max(CASE WHEN attribute = 'staff_code' AND place = 1 THEN value END) AS staff_code,
  max(CASE WHEN attribute = 'personal_number' AND place = 1 THEN value END) AS personal_number
FROM ranked
GROUP BY staff_key
