/*---
table:   core.bridge_school__account
grain:   one row per account of a school with a vendor
key:     [sender_code]
inputs:
  - core.bridge_school__code
  - staging.stg_moet__learner
  - staging.stg_sms_a__learner
  - staging.stg_sms_b__learner
refresh: {kind: full}
fresh:   {within: P200D}
owner:   organisation
---*/
-- School years begin on 1 August; a learner counts once for each account, year and school.
WITH of_vendor AS (
  SELECT
    learner.sender_code,
    learner.learner_code,
    year(add_months(learner.as_of_date, 5)) AS school_year
  FROM staging.stg_sms_a__learner AS learner
  UNION
  SELECT
    learner.sender_code,
    learner.learner_code,
    year(add_months(learner.as_of_date, 5)) AS school_year
  FROM staging.stg_sms_b__learner AS learner
),
of_sector AS (
  SELECT
    code.school_key,
    learner.learner_code,
    year(add_months(learner.report_date, 5)) AS school_year
  FROM staging.stg_moet__learner AS learner
  INNER JOIN core.bridge_school__code AS code
    ON code.school_code = learner.institution_code
    AND code.valid_from <= learner.report_date
    AND code.valid_to > learner.report_date
  GROUP BY code.school_key, learner.learner_code, year(add_months(learner.report_date, 5))
),
shared AS (
  SELECT of_vendor.sender_code, of_sector.school_key, count(*) AS learner_count
  FROM of_vendor
  INNER JOIN of_sector
    ON of_sector.learner_code = of_vendor.learner_code
    AND of_sector.school_year = of_vendor.school_year
  GROUP BY of_vendor.sender_code, of_sector.school_key
),
ranked AS (
  SELECT
    shared.sender_code,
    shared.school_key,
    shared.learner_count,
    sum(shared.learner_count) OVER (PARTITION BY shared.sender_code) AS all_count,
    row_number() OVER (
      PARTITION BY shared.sender_code ORDER BY shared.learner_count DESC, shared.school_key)
      AS position
  FROM shared
)
SELECT
  ranked.sender_code,
  ranked.school_key,
  ranked.all_count AS learner_count,
  CAST(ranked.learner_count / CAST(ranked.all_count AS DECIMAL(20, 0)) AS DECIMAL(9, 8))
    AS match_fraction
FROM ranked
WHERE ranked.position = 1
