/*---
table:   vault.learner_local_number
grain:   one row per source, account and number that a school gives
key:     [source_code, sender_code, local_number]
inputs:  [vault.learner_link, vault.learner_statement]
refresh:
  kind: by_key
  columns: [sender_code, local_number]
  told_by:
    vault.learner_link: {on: [statement_key], within: {vault.learner_statement: [sender_code, local_number]}}
fresh:   {within: P400D}
owner:   identity
---*/
WITH claim AS (
  -- A number that a school gave to two learners is of the one of whom it was stated more.
  SELECT
    CASE WHEN statement.sender_code LIKE 'B%' THEN 'sms_b' ELSE 'sms_a' END AS source_code,
    statement.sender_code,
    statement.local_number,
    link.learner_key,
    row_number() OVER (
      PARTITION BY statement.sender_code, statement.local_number
      ORDER BY sum(size(statement.stated_dates)) DESC, max(statement.last_stated_date) DESC, link.learner_key
    ) AS place
  FROM vault.learner_statement AS statement
  INNER JOIN vault.learner_link AS link
    ON link.statement_key = statement.statement_key
  WHERE statement.local_number IS NOT NULL
  GROUP BY statement.sender_code, statement.local_number, link.learner_key
)
SELECT
  source_code,
  sender_code,
  local_number,
  learner_key
FROM claim
WHERE place = 1
