/*---
table:   vault.learner
grain:   one row per learner
key:     [learner_key]
inputs:  [vault.learner_link, vault.learner_statement]
refresh:
  kind: by_key
  columns: [learner_key]
  told_by:
    vault.learner_statement: {on: [statement_key], within: {vault.learner_link: [learner_key]}}
fresh:   {within: P400D}
owner:   identity
---*/
WITH said AS (
  SELECT
    link.learner_key,
    statement.*,
    size(statement.stated_dates) AS mention_count,
    -- Only the sector database and the schools' lists give codes that last.
    CASE WHEN statement.learner_code NOT LIKE 'TMP%' THEN statement.learner_code END AS lasting_code
  FROM vault.learner_link AS link
  INNER JOIN vault.learner_statement AS statement
    ON statement.statement_key = link.statement_key
),
value AS (
  SELECT
    said.learner_key,
    pair.attribute,
    pair.value,
    sum(said.mention_count) AS mention_count,
    max(said.last_stated_date) AS last_stated_date
  FROM said
  LATERAL VIEW stack(
    6,
    'full_name', said.full_name,
    'learner_code', said.lasting_code,
    'personal_number', said.personal_number,
    'guardian_name', said.guardian_name,
    'phone', said.phone,
    'home_commune_name', said.home_commune_name) pair AS attribute, value
  WHERE pair.value IS NOT NULL
  GROUP BY said.learner_key, pair.attribute, pair.value
),
ranked AS (
  -- Where somebody lives changes: there the latest counts, elsewhere what most statements say.
  SELECT
    value.*,
    row_number() OVER (
      PARTITION BY value.learner_key, value.attribute
      ORDER BY
        CASE WHEN value.attribute IN ('phone', 'home_commune_name') THEN value.last_stated_date END DESC,
        value.mention_count DESC,
        value.last_stated_date DESC,
        value.value) AS place
  FROM value
)
SELECT
  learner_key,
  max(CASE WHEN attribute = 'full_name' AND place = 1 THEN value END) AS full_name,
  array_sort(collect_set(CASE WHEN attribute = 'full_name' AND place > 1 THEN value END)) AS name_variants,
  max(CASE WHEN attribute = 'learner_code' AND place = 1 THEN value END) AS learner_code,
  max(CASE WHEN attribute = 'personal_number' AND place = 1 THEN value END) AS personal_number,
  max(CASE WHEN attribute = 'guardian_name' AND place = 1 THEN value END) AS guardian_name,
  max(CASE WHEN attribute = 'phone' AND place = 1 THEN value END) AS phone,
  max(CASE WHEN attribute = 'home_commune_name' AND place = 1 THEN value END) AS home_commune_name
FROM ranked
GROUP BY learner_key
