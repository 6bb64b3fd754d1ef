/*---
table:     core.fct_learning_rating
grain:     one row per learner, school year and term or year
key:       [school_year, term_code, learner_key, entry_number]
inputs:
  - core.fct_assessed_learner
  - core.fct_term_result
  - staging.stg_transcript__year_result
  - vault.result_entry
refresh:   {kind: by_key, columns: [school_year]}
fresh:     {within: P400D}
owner:     gradebooks
transform: {name: learning_rating, version: 1}
---*/
