/*---
table:   core.fct_learner_flow
grain:   one row per school code of a report, and report and school code in which its learners stood before
key:     [report_date, school_code, before_date, before_code]
inputs:  [staging.stg_moet__learner]
refresh: {kind: full}
fresh:   {within: P200D}
owner:   organisation
why:     from which school to which learners went tells which school is which when codes change
---*/
-- Who left since the year began stands in the report too, and in that of the next school as well.
WITH there AS (
  SELECT
    learner.learner_code,
    learner.report_date,
    learner.institution_code AS school_code,
    lag(learner.report_date) OVER earlier AS before_date,
    lag(learner.institution_code) OVER earlier AS before_code
  FROM staging.stg_moet__learner AS learner
  WHERE learner.status_code IN ('Đang học', 'Chuyển đến kỳ 1', 'Chuyển đến kỳ 2')
  WINDOW earlier AS (
    PARTITION BY learner.learner_code ORDER BY learner.report_date, learner.institution_code)
)
SELECT
  there.report_date,
  there.school_code,
  there.before_date,
  there.before_code,
  count(*) AS learner_count
FROM there
WHERE there.before_date < there.report_date
GROUP BY there.report_date, there.school_code, there.before_date, there.before_code
