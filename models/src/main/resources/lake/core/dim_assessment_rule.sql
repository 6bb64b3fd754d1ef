/*---
table:     core.dim_assessment_rule
grain:     one row per grade and period in which a scheme of assessment holds for it
key:       [grade_code, valid_from]
inputs:    []
refresh:   {kind: full}
fresh:     {within: P400D}
owner:     gradebooks
transform: {name: assessment_rule, version: 1}
---*/
