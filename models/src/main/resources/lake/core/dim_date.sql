/*---
table:     core.dim_date
grain:     one row per day
key:       [calendar_date]
inputs:    []
refresh:   {kind: full}
fresh:     {within: P400D}
owner:     calendar
transform: {name: calendar_date, version: 1}
---*/
