/*---
table:   core.fct_enrolment
grain:   one row per learner, class and entry into it
key:     [learner_key, class_key, entry_date]
inputs:
  - core.dim_class
  - core.dim_date
  - core.dim_learner
  - core.dim_school
  - core.enrolment_finding
  - core.fct_learner_statement
refresh: {kind: by_key, columns: [learner_key]}
fresh:   {within: P200D}
owner:   rosters
---*/
WITH plan AS (
  SELECT
    calendar.school_year,
    min(CASE WHEN calendar.school_term = 'term_1' THEN calendar.calendar_date END) AS opening_date,
    min(CASE WHEN calendar.school_term = 'term_2' THEN calendar.calendar_date END)
      AS second_term_date
  FROM core.dim_date AS calendar
  WHERE calendar.school_term IS NOT NULL
  GROUP BY calendar.school_year
),
-- What is told in the summer ends the year before.
counting AS (
  SELECT
    statement.*,
    statement.school_year - CASE WHEN statement.status_term = 3 THEN 1 ELSE 0 END AS of_year
  FROM core.fct_learner_statement AS statement
  LEFT ANTI JOIN core.enrolment_finding AS finding
    ON finding.learner_key = statement.learner_key
    AND finding.stated_date = statement.stated_date
    AND finding.source_code = statement.source_code
    AND finding.entry_id = statement.entry_id
),
dated AS (
  SELECT
    counting.learner_key,
    CAST(counting.of_year AS INT) AS school_year,
    counting.school_key,
    counting.class_key,
    counting.source_code,
    counting.stated_date,
    counting.status_code,
    counting.status_term,
    counting.status_date,
    counting.result_code,
    counting.grade_code,
    make_date(counting.of_year - 1, :school_year_first_month, 1) AS year_start_date,
    make_date(counting.of_year, :school_year_first_month, 1) AS year_end_date,
    coalesce(
      plan.opening_date, CAST(concat(counting.of_year - 1, '-', :usual_opening) AS DATE))
      AS opening_date,
    coalesce(
      plan.second_term_date, CAST(concat(counting.of_year, '-', :usual_second_term) AS DATE))
      AS second_term_date
  FROM counting
  LEFT JOIN plan
    ON plan.school_year = counting.of_year
),
event AS (
  SELECT
    dated.*,
    -- A class that is not known is the one that others know at the school.
    CASE
      WHEN dated.class_key <> '-1' OR dated.status_term = 3 THEN dated.class_key
      ELSE
        coalesce(
          max(nullif(dated.class_key, '-1')) OVER (
            PARTITION BY dated.learner_key, dated.school_year, dated.school_key),
          '-1')
    END AS seat_key,
    CASE
      WHEN dated.status_term = 3 THEN 'summer'
      WHEN dated.status_code IN ('transferred_out', 'dropped_out') THEN 'left'
      ELSE 'there'
    END AS kind,
    dated.status_date IS NOT NULL OR dated.source_code = 'moet_record' AS is_exact,
    -- The day of an event: of leaving without a day the first one on which it is known.
    CASE
      WHEN dated.status_code IN ('transferred_out', 'dropped_out') THEN
        coalesce(
          dated.status_date,
          CASE
            WHEN dated.source_code = 'moet_record' THEN dated.stated_date
            WHEN dated.status_term = 1 THEN least(dated.stated_date, dated.second_term_date)
            ELSE dated.stated_date
          END)
      ELSE least(dated.stated_date, date_sub(dated.year_end_date, 1))
    END AS event_date
  FROM dated
),
-- Who is known to have left was there before, whether or not a list says so.
there_before AS (
  SELECT
    event.*,
    bool_or(event.kind = 'there') OVER seat AS has_been,
    bool_or(event.kind = 'left' AND event.is_exact) OVER seat AS has_exact_leaving
  FROM event
  WINDOW
    seat AS (
      PARTITION BY event.learner_key, event.school_year, event.school_key, event.seat_key)
),
told AS (
  SELECT
    event.learner_key, event.school_year, event.school_key, event.seat_key, event.source_code,
    event.stated_date, event.status_code, event.status_date, event.result_code, event.grade_code,
    event.year_start_date, event.year_end_date, event.opening_date, event.kind, event.is_exact,
    event.event_date, 'presence' AS evidence_code
  FROM there_before AS event
  WHERE NOT (event.kind = 'left' AND event.has_exact_leaving AND NOT event.is_exact)
  UNION ALL
  SELECT
    event.learner_key, event.school_year, event.school_key, event.seat_key, event.source_code,
    event.stated_date, 'implied' AS status_code, CAST(NULL AS DATE) AS status_date,
    CAST(NULL AS STRING) AS result_code, event.grade_code, event.year_start_date,
    event.year_end_date, event.opening_date, 'there' AS kind, false AS is_exact,
    least(event.opening_date, date_sub(event.event_date, 1)) AS event_date, 'leaving' AS evidence_code
  FROM there_before AS event
  WHERE event.kind = 'left'
    AND NOT event.has_been
    AND NOT (event.has_exact_leaving AND NOT event.is_exact)
),
ordered AS (
  SELECT
    told.*,
    max(CASE WHEN told.kind = 'left' THEN told.event_date END) OVER (
      PARTITION BY told.learner_key, told.school_year, told.school_key, told.seat_key
      ORDER BY told.event_date
      RANGE UNBOUNDED PRECEDING) AS left_date
  FROM told
  WHERE told.kind <> 'summer'
),
followed AS (
  SELECT
    ordered.*,
    lag(struct(ordered.school_key, ordered.seat_key)) OVER in_order AS seat_before,
    lag(ordered.event_date) OVER in_order AS date_before
  FROM ordered
  WHERE ordered.kind = 'there'
  WINDOW
    in_order AS (
      PARTITION BY ordered.learner_key, ordered.school_year
      ORDER BY ordered.event_date, ordered.school_key, ordered.seat_key, ordered.source_code,
        ordered.stated_date)
),
numbered AS (
  SELECT
    followed.*,
    count_if(
      followed.seat_before IS NULL
        OR followed.seat_before <> struct(followed.school_key, followed.seat_key)
        OR coalesce(followed.left_date > followed.date_before, false)) OVER (
      PARTITION BY followed.learner_key, followed.school_year
      ORDER BY followed.event_date, followed.school_key, followed.seat_key, followed.source_code,
        followed.stated_date
      ROWS UNBOUNDED PRECEDING) AS stint_number
  FROM followed
),
stint AS (
  SELECT
    numbered.learner_key,
    numbered.school_year,
    numbered.stint_number,
    numbered.school_key,
    numbered.seat_key,
    max(numbered.year_start_date) AS year_start_date,
    max(numbered.year_end_date) AS year_end_date,
    max(numbered.opening_date) AS opening_date,
    min(numbered.event_date) AS first_date,
    max(numbered.event_date) AS last_date,
    -- Lists tell who came since the opening; who is just there was so since then.
    bool_or(
      numbered.status_code = 'studying' AND numbered.source_code IN ('moet', 'sms_b'))
      AS was_there_since_opening,
    bool_or(numbered.status_code = 'came') AS has_come,
    min(CASE WHEN numbered.status_code = 'came' THEN numbered.status_date END) AS came_date,
    max_by(
      numbered.grade_code, struct(numbered.stated_date, numbered.source_code, numbered.grade_code))
      FILTER (WHERE numbered.grade_code IS NOT NULL) AS grade_code,
    bool_or(numbered.status_code = 'completed') AS has_completed,
    array_join(array_sort(collect_set(numbered.source_code)), ',') AS source_codes,
    -- A leaving stands for presence in a class of which nobody states any: never both in one stint.
    max(numbered.evidence_code) AS evidence_code,
    count(*) AS statement_count
  FROM numbered
  GROUP BY numbered.learner_key, numbered.school_year, numbered.stint_number, numbered.school_key,
    numbered.seat_key
),
-- The first leaving of a class behind the last day on which somebody has the learner there.
leaving AS (
  SELECT
    stint.*,
    leaving.left_date,
    leaving.left_code,
    row_number() OVER (
      PARTITION BY stint.learner_key, stint.school_year, stint.stint_number
      ORDER BY leaving.left_date NULLS LAST, leaving.left_code) AS leaving_number
  FROM stint
  LEFT JOIN (
    SELECT told.learner_key, told.school_year, told.school_key, told.seat_key,
      told.event_date AS left_date, min(told.status_code) AS left_code
    FROM told
    WHERE told.kind = 'left'
    GROUP BY told.learner_key, told.school_year, told.school_key, told.seat_key, told.event_date
  ) AS leaving
    ON leaving.learner_key = stint.learner_key
    AND leaving.school_year = stint.school_year
    AND leaving.school_key = stint.school_key
    AND leaving.seat_key = stint.seat_key
    AND leaving.left_date > stint.first_date
    AND leaving.left_date >= stint.last_date
),
begun AS (
  SELECT
    leaving.*,
    greatest(
      leaving.year_start_date,
      CASE
        WHEN leaving.came_date IS NOT NULL THEN leaving.came_date
        WHEN leaving.stint_number = 1 AND leaving.was_there_since_opening THEN leaving.opening_date
        WHEN leaving.stint_number = 1
          AND NOT leaving.has_come
          AND leaving.first_date < date_add(leaving.opening_date, :class_entry_days)
          THEN leaving.opening_date
        WHEN leaving.stint_number = 1 THEN leaving.first_date
        -- Who left one class for another was nowhere else in between.
        ELSE
          least(
            leaving.first_date,
            coalesce(
              lag(CASE WHEN leaving.left_code = 'transferred_out' THEN leaving.left_date END)
                OVER of_year,
              leaving.first_date))
      END) AS entry_date
  FROM leaving
  WHERE leaving.leaving_number = 1
  WINDOW of_year AS (
    PARTITION BY leaving.learner_key, leaving.school_year ORDER BY leaving.stint_number)
),
bounded AS (
  SELECT
    begun.*,
    min(begun.entry_date) OVER (
      PARTITION BY begun.learner_key, begun.school_year
      ORDER BY begun.stint_number
      ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS next_entry_date
  FROM begun
),
ended AS (
  SELECT
    bounded.*,
    least(
      bounded.year_end_date,
      coalesce(bounded.left_date, bounded.year_end_date),
      coalesce(bounded.next_entry_date, bounded.year_end_date)) AS exit_date
  FROM bounded
),
summer AS (
  SELECT told.learner_key, told.school_year, min_by(told.status_code, told.stated_date) AS left_code
  FROM told
  WHERE told.kind = 'summer'
  GROUP BY told.learner_key, told.school_year
),
neighboured AS (
  SELECT
    ended.*,
    lead(ended.school_key) OVER of_learner AS next_school_key,
    lead(ended.school_year) OVER of_learner AS next_school_year,
    lead(ended.entry_date) OVER of_learner AS later_entry_date,
    lag(ended.school_key) OVER of_learner AS school_key_before,
    lag(ended.school_year) OVER of_learner AS school_year_before,
    lag(ended.left_code) OVER of_learner AS left_code_before,
    lag(ended.exit_date) OVER of_learner AS exit_date_before,
    coalesce(
      ended.school_year > lag(ended.school_year) OVER of_school + 1, true) AS is_school_entry
  FROM ended
  WHERE ended.exit_date > ended.entry_date
  WINDOW
    of_learner AS (
      PARTITION BY ended.learner_key ORDER BY ended.entry_date, ended.exit_date),
    of_school AS (
      PARTITION BY ended.learner_key, ended.school_key ORDER BY ended.entry_date, ended.exit_date)
),
chained AS (
  SELECT
    neighboured.*,
    max(CASE WHEN neighboured.is_school_entry THEN neighboured.entry_date END) OVER (
      PARTITION BY neighboured.learner_key, neighboured.school_key
      ORDER BY neighboured.entry_date
      ROWS UNBOUNDED PRECEDING) AS school_entry_date
  FROM neighboured
)
SELECT
  chained.learner_key,
  learner.learner_version_key,
  concat(chained.learner_key, '@', chained.school_year) AS learner_year_key,
  chained.school_key,
  school.school_version_key,
  chained.seat_key AS class_key,
  school.place_key,
  chained.school_year,
  coalesce(class.level_code, 'unknown') AS level_code,
  coalesce(chained.grade_code, class.grade_code, 'unknown') AS grade_code,
  chained.entry_date,
  chained.exit_date,
  chained.school_entry_date,
  CASE
    WHEN chained.left_code_before = 'dropped_out' AND chained.exit_date_before < chained.entry_date
      THEN 'returned'
    WHEN chained.school_year_before = chained.school_year
      AND chained.school_key_before = chained.school_key
      THEN 'changed_class'
    WHEN chained.school_year_before = chained.school_year THEN 'transferred'
    WHEN chained.entry_date <= chained.opening_date THEN 'year_start'
    ELSE 'came'
  END AS entry_reason_code,
  CASE
    WHEN chained.next_school_year = chained.school_year
      AND (chained.later_entry_date = chained.exit_date
        OR coalesce(chained.left_code, '') <> 'dropped_out')
      THEN
        CASE
          WHEN chained.next_school_key = chained.school_key THEN 'changed_class'
          ELSE 'transferred'
        END
    WHEN chained.exit_date < chained.year_end_date THEN chained.left_code
    WHEN chained.has_completed THEN 'completed'
    ELSE coalesce(summer.left_code, 'year_end')
  END AS exit_reason_code,
  chained.source_codes,
  chained.evidence_code,
  chained.statement_count
FROM chained
LEFT JOIN summer
  ON summer.learner_key = chained.learner_key
  AND summer.school_year = chained.school_year
LEFT JOIN core.dim_class AS class
  ON class.class_key = chained.seat_key
LEFT JOIN core.dim_learner AS learner
  ON learner.learner_key = chained.learner_key
  AND chained.entry_date >= learner.valid_from
  AND chained.entry_date < learner.valid_to
LEFT JOIN core.dim_school AS school
  ON school.school_key = chained.school_key
  AND chained.entry_date >= school.valid_from
  AND chained.entry_date < school.valid_to
