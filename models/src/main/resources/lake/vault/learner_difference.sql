/*---
table:   vault.learner_difference
grain:   one row per statement and attribute in which it differs from what most statements about the learner say
key:     [learner_key, statement_key, attribute_code]
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
    statement.statement_key,
    pair.attribute_code,
    pair.value,
    size(statement.stated_dates) AS mention_count
  FROM vault.learner_link AS link
  INNER JOIN vault.learner_statement AS statement
    ON statement.statement_key = link.statement_key
  LATERAL VIEW stack(
    5,
    'full_name', statement.full_name,
    'birth_date', CAST(statement.birth_date AS STRING),
    'sex_code', statement.sex_code,
    -- A temporary code is replaced as soon as the sector has given its own.
    'learner_code', CASE WHEN statement.learner_code NOT LIKE 'TMP%' THEN statement.learner_code END,
    'personal_number', statement.personal_number) pair AS attribute_code, value
  WHERE pair.value IS NOT NULL
),
voted AS (
  SELECT
    said.learner_key,
    said.attribute_code,
    said.value,
    sum(said.mention_count) AS vote_count
  FROM said
  GROUP BY said.learner_key, said.attribute_code, said.value
),
believed AS (
  SELECT
    voted.learner_key,
    voted.attribute_code,
    -- Of equally many the value that is first in order, so that a build repeats itself.
    max_by(voted.value, struct(voted.vote_count, voted.value)) AS value,
    max(voted.vote_count) AS vote_count,
    count(*) AS value_count
  FROM voted
  GROUP BY voted.learner_key, voted.attribute_code
)
SELECT
  said.statement_key,
  said.attribute_code,
  said.learner_key,
  said.value AS stated,
  believed.value AS believed,
  CASE
    WHEN said.attribute_code <> 'full_name' THEN 'value'
    WHEN array_sort(split(lower(said.value), ' ')) = array_sort(split(lower(believed.value), ' '))
      THEN 'order'
    -- The same letters but for their tone marks.
    WHEN translate(
        lower(said.value),
        'àáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ',
        'aaaaaăăăăăâââââeeeeeêêêêêiiiiioooooôôôôôơơơơơuuuuuưưưưưyyyyy')
      = translate(
        lower(believed.value),
        'àáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ',
        'aaaaaăăăăăâââââeeeeeêêêêêiiiiioooooôôôôôơơơơơuuuuuưưưưưyyyyy')
      THEN 'tone'
    ELSE 'value'
  END AS difference_code
FROM said
INNER JOIN believed
  ON believed.learner_key = said.learner_key
  AND believed.attribute_code = said.attribute_code
WHERE said.value <> believed.value
