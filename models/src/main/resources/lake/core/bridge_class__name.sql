/*---
table:   core.bridge_class__name
grain:   one row per school, school year and name of a class
key:     [school_key, school_year, class_name]
inputs:
  - core.bridge_school__account
  - core.fct_class_statement
  - staging.stg_moet__learner
  - staging.stg_moet__learner_record
  - staging.stg_sms_a__learner
  - staging.stg_sms_b__learner
refresh:
  kind: by_key
  columns: [school_key]
  told_by:
    staging.stg_moet__learner: {on: [class_code], within: {core.fct_class_statement: [school_key]}}
    staging.stg_moet__learner_record: {on: [class_code], within: {core.fct_class_statement: [school_key]}}
    staging.stg_sms_a__learner: {on: [sender_code], within: {core.bridge_school__account: [school_key]}}
    staging.stg_sms_b__learner: {on: [sender_code], within: {core.bridge_school__account: [school_key]}}
fresh:   {within: P200D}
owner:   organisation
---*/
WITH coded AS (
  SELECT
    class.school_year,
    class.school_key,
    class.class_name,
    min(class.class_code) AS class_code
  FROM core.fct_class_statement AS class
  WHERE class.class_name IS NOT NULL
    AND class.school_key <> '-1'
  GROUP BY class.school_year, class.school_key, class.class_name
),
of_vendor AS (
  SELECT
    learner.sender_code,
    year(add_months(learner.as_of_date, 5)) AS school_year,
    nfc(learner.class_name) AS class_name,
    learner.learner_code
  FROM staging.stg_sms_a__learner AS learner
  UNION
  SELECT
    learner.sender_code,
    year(add_months(learner.as_of_date, 5)) AS school_year,
    nfc(learner.class_name) AS class_name,
    learner.learner_code
  FROM staging.stg_sms_b__learner AS learner
),
of_school AS (
  SELECT
    account.school_key,
    of_vendor.school_year,
    of_vendor.class_name,
    of_vendor.learner_code
  FROM of_vendor
  INNER JOIN core.bridge_school__account AS account
    ON account.sender_code = of_vendor.sender_code
),
named AS (
  SELECT
    of_school.school_key,
    of_school.school_year,
    of_school.class_name,
    count(*) AS learner_count
  FROM of_school
  GROUP BY of_school.school_key, of_school.school_year, of_school.class_name
),
-- Names that the sector does not have: whose learners are they?
strange AS (
  SELECT of_school.*
  FROM of_school
  LEFT ANTI JOIN coded
    ON coded.school_key = of_school.school_key
    AND coded.school_year = of_school.school_year
    AND coded.class_name = of_school.class_name
),
of_sector AS (
  SELECT
    year(add_months(learner.report_date, 5)) AS school_year,
    learner.learner_code,
    learner.class_code
  FROM staging.stg_moet__learner AS learner
  UNION
  SELECT
    CAST(right(record.school_year, 4) AS INT) AS school_year,
    record.learner_code,
    record.class_code
  FROM staging.stg_moet__learner_record AS record
  WHERE record.class_code IS NOT NULL
),
shared AS (
  SELECT
    strange.school_key,
    strange.school_year,
    strange.class_name,
    class.class_code,
    count(*) AS learner_count
  FROM strange
  INNER JOIN of_sector
    ON of_sector.learner_code = strange.learner_code
    AND of_sector.school_year = strange.school_year
  INNER JOIN core.fct_class_statement AS class
    ON class.school_year = of_sector.school_year
    AND class.class_code = of_sector.class_code
    AND class.school_key = strange.school_key
  GROUP BY strange.school_key, strange.school_year, strange.class_name, class.class_code
),
best AS (
  SELECT
    shared.school_key,
    shared.school_year,
    shared.class_name,
    max_by(shared.class_code, struct(shared.learner_count, shared.class_code)) AS class_code,
    max(shared.learner_count) AS learner_count
  FROM shared
  GROUP BY shared.school_key, shared.school_year, shared.class_name
)
SELECT
  named.school_key,
  named.school_year,
  named.class_name,
  best.class_code,
  lake_key(
    'class',
    array(
      named.school_key,
      CAST(named.school_year AS STRING),
      coalesce(best.class_code, concat('name:', named.class_name)))) AS class_key,
  CASE WHEN best.class_code IS NULL THEN 'alone' ELSE 'learners' END AS method_code
FROM named
LEFT ANTI JOIN coded
  ON coded.school_key = named.school_key
  AND coded.school_year = named.school_year
  AND coded.class_name = named.class_name
LEFT JOIN best
  ON best.school_key = named.school_key
  AND best.school_year = named.school_year
  AND best.class_name = named.class_name
  AND 2 * best.learner_count > named.learner_count
UNION ALL
SELECT
  coded.school_key,
  coded.school_year,
  coded.class_name,
  coded.class_code,
  lake_key(
    'class', array(coded.school_key, CAST(coded.school_year AS STRING), coded.class_code))
    AS class_key,
  'sector' AS method_code
FROM coded
