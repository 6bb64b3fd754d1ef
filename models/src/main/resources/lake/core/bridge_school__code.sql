/*---
table:     core.bridge_school__code
grain:     one row per code of a school and period in which it holds
key:       [school_code, valid_from]
inputs:
  - core.bridge_place__successor
  - core.dim_place
  - core.fct_learner_flow
  - core.fct_school_report
refresh:   {kind: full}
fresh:     {within: P200D}
owner:     organisation
transform: {name: school_code, version: 1}
---*/
