/*---
table:   core.bridge_school__lineage
grain:   one row per school that ended and school that took over most of its learners
key:     [predecessor_school_key]
inputs:
  - core.bridge_school__code
  - core.dim_school
  - core.fct_learner_flow
refresh: {kind: full}
fresh:   {within: P200D}
owner:   organisation
---*/
WITH ended AS (
  SELECT school.school_key, min(school.valid_from) AS ended_date
  FROM core.dim_school AS school
  WHERE NOT school.is_open
    AND school.school_key NOT IN ('-1', '-2', '-3')
  GROUP BY school.school_key
),
moved AS (
  SELECT
    ended.school_key AS predecessor_school_key,
    ended.ended_date,
    after.school_key AS successor_school_key,
    sum(flow.learner_count) AS learner_count
  FROM core.fct_learner_flow AS flow
  INNER JOIN core.bridge_school__code AS before
    ON before.school_code = flow.before_code
    AND before.valid_from <= flow.before_date
    AND before.valid_to > flow.before_date
  INNER JOIN ended
    ON ended.school_key = before.school_key
  INNER JOIN core.bridge_school__code AS after
    ON after.school_code = flow.school_code
    AND after.valid_from <= flow.report_date
    AND after.valid_to > flow.report_date
  WHERE after.school_key <> ended.school_key
    AND flow.report_date >= ended.ended_date
  GROUP BY ended.school_key, ended.ended_date, after.school_key
),
ranked AS (
  SELECT
    moved.*,
    sum(moved.learner_count) OVER (PARTITION BY moved.predecessor_school_key)
      AS moved_learner_count,
    row_number() OVER (
      PARTITION BY moved.predecessor_school_key
      ORDER BY moved.learner_count DESC, moved.successor_school_key) AS position
  FROM moved
)
SELECT
  ranked.predecessor_school_key,
  ranked.successor_school_key,
  ranked.ended_date,
  ranked.learner_count,
  ranked.moved_learner_count
FROM ranked
WHERE ranked.position = 1
