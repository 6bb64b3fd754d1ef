/*---
table:   core.bridge_school__boundary
grain:   one row per school version and boundary mode
key:     [school_version_key, boundary_mode]
inputs:  [core.bridge_place__boundary, core.dim_place, core.dim_school]
refresh: {kind: full}
fresh:   {within: P200D}
owner:   organisation
---*/
WITH mode AS (
  SELECT
    boundary.boundary_mode,
    CASE boundary.boundary_mode
      WHEN 'then' THEN CAST(NULL AS DATE)
      WHEN 'today' THEN DATE '9999-12-30'
      ELSE CAST(boundary.boundary_mode AS DATE)
    END AS as_of_date
  FROM core.bridge_place__boundary AS boundary
  GROUP BY boundary.boundary_mode
),
-- A school is a point: where it is known to lie on the date counts, before any share of a commune.
located AS (
  SELECT
    school.school_version_key,
    school.school_key,
    mode.boundary_mode,
    coalesce(on_date.place_key, school.place_key) AS place_key,
    mode.as_of_date
  FROM core.dim_school AS school
  CROSS JOIN mode
  LEFT JOIN core.dim_school AS on_date
    ON on_date.school_key = school.school_key
    AND on_date.valid_from <= mode.as_of_date
    AND on_date.valid_to > mode.as_of_date
),
carried AS (
  SELECT
    boundary.place_key,
    boundary.boundary_mode,
    max_by(boundary.target_place_key, struct(boundary.weight, boundary.target_place_key))
      AS target_place_key,
    max(boundary.weight) < 1 AS is_allocated
  FROM core.bridge_place__boundary AS boundary
  GROUP BY boundary.place_key, boundary.boundary_mode
),
placed AS (
  SELECT
    located.school_version_key,
    located.boundary_mode,
    located.school_key,
    CASE
      WHEN located.as_of_date IS NULL
        OR (place.valid_from <= located.as_of_date AND place.valid_to > located.as_of_date)
        THEN located.place_key
      ELSE coalesce(carried.target_place_key, '-1')
    END AS target_place_key,
    CASE
      WHEN located.as_of_date IS NULL
        OR (place.valid_from <= located.as_of_date AND place.valid_to > located.as_of_date)
        THEN false
      ELSE coalesce(carried.is_allocated, false)
    END AS is_allocated
  FROM located
  LEFT JOIN core.dim_place AS place
    ON place.place_key = located.place_key
  LEFT JOIN carried
    ON carried.place_key = located.place_key
    AND carried.boundary_mode = located.boundary_mode
)
SELECT
  placed.school_version_key,
  placed.boundary_mode,
  placed.school_key,
  placed.target_place_key,
  coalesce(target.province_place_key, '-1') AS target_province_place_key,
  placed.is_allocated
FROM placed
LEFT JOIN core.dim_place AS target
  ON target.place_key = placed.target_place_key
