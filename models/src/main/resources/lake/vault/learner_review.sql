/*---
table:   vault.learner_review
grain:   one row per pair of statements that may be about one learner
key:     [statement_key, other_statement_key]
inputs:  [vault.learner_link]
refresh: {kind: by_key, columns: [statement_key]}
fresh:   {within: P400D}
owner:   identity
---*/
SELECT
  link.statement_key,
  pair.other_statement_key,
  pair.score,
  pair.evidence,
  CASE WHEN pair.is_together THEN 'together' ELSE 'apart' END AS left_code
FROM vault.learner_link AS link
LATERAL VIEW explode(link.doubts) AS pair
