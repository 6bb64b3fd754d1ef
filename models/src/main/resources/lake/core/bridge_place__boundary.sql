/*---
table:     core.bridge_place__boundary
grain:     one row per place, boundary mode and place on the boundaries of that mode
key:       [place_key, boundary_mode, target_place_key]
inputs:    [core.bridge_place__successor, core.dim_place]
refresh:   {kind: full}
fresh:     {within: P400D}
owner:     places
transform: {name: place_boundary, version: 2}
---*/
