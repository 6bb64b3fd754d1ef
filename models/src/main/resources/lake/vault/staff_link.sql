/*---
table:     vault.staff_link
grain:     one row per statement about who a member of staff is
key:       [statement_key]
inputs:    [vault.staff_statement]
refresh:   {kind: full}
fresh:     {within: P400D}
owner:     identity
why:       vault.staff_statement is what is said; this is whom it is about
transform: {name: staff_identity, version: 1}
---*/
