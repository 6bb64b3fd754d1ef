/*---
table:     vault.learner_link
grain:     one row per statement about who a learner is
key:       [statement_key]
inputs:    [staging.stg_identity__decision, vault.learner_statement]
refresh:   {kind: full}
fresh:     {within: P400D}
owner:     identity
why:       vault.learner_statement is what is said; this is whom it is about
transform: {name: learner_identity, version: 1}
---*/
