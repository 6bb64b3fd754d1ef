/*---
table:   core.enrolment_census_date
grain:   one row per school year and day as of which enrolment is counted
key:     [school_year, as_of_date]
inputs:  [core.fct_enrolment, core.fct_learner_statement]
refresh: {kind: full}
fresh:   {within: P200D}
owner:   rosters
why:     the days are those of all schools; with them in a table a school's counts can be made anew alone
---*/
SELECT
  enrolment.school_year,
  min(enrolment.entry_date) AS as_of_date
FROM core.fct_enrolment AS enrolment
WHERE enrolment.entry_reason_code = 'year_start'
GROUP BY enrolment.school_year
UNION
SELECT
  statement.school_year,
  statement.stated_date AS as_of_date
FROM core.fct_learner_statement AS statement
WHERE statement.source_code = 'moet'
