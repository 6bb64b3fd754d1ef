/*---
table:   core.reported_school_year
grain:   one row per school year of which the sector database told where learners were
key:     [school_year]
inputs:  [core.fct_enrolment]
refresh: {kind: full}
fresh:   {within: P400D}
owner:   rosters
why:     a year that is told says of every learner of the year before who came back; the stints of one learner do not
---*/
SELECT
  enrolment.school_year
FROM core.fct_enrolment AS enrolment
WHERE array_contains(split(enrolment.source_codes, ','), 'moet')
GROUP BY enrolment.school_year
