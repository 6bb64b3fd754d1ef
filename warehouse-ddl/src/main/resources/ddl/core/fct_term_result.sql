CREATE TABLE core.fct_term_result (
  school_year INT NOT NULL COMMENT 'public: school year by the year in which it ends',
  term_code STRING NOT NULL COMMENT 'public: term_1, term_2, or year where there is a second term',
  learner_key STRING NOT NULL COMMENT 'internal: the learner; -1 where nobody can tell who it is',
  entry_number INT NOT NULL COMMENT 'internal: 1; more where a learner stands in two places in one term, and for each whom nobody can tell',
  subject_key STRING NOT NULL COMMENT 'public: the subject',
  term_end_date DATE NOT NULL COMMENT 'public: last day of the term, as of which versions and place stand',
  learner_version_key STRING NOT NULL COMMENT 'internal: the learner as of that day',
  school_key STRING NOT NULL COMMENT 'public: the school',
  school_version_key STRING NOT NULL COMMENT 'public: the school as of that day',
  class_key STRING NOT NULL COMMENT 'internal: the class',
  place_key STRING NOT NULL COMMENT 'public: commune of the school as of that day',
  staff_key STRING NOT NULL COMMENT 'internal: who teaches the subject in the class by the timetable; the one with most periods',
  staff_version_key STRING NOT NULL COMMENT 'internal: that member of staff as of that day',
  grade_code STRING COMMENT 'public: grade of the class',
  result_kind_code STRING NOT NULL COMMENT 'public: mark, or comment for a subject without marks',
  regular_mark_count INT COMMENT 'internal: regular marks of the term; null for the year',
  expected_regular_mark_count INT COMMENT 'internal: how many there have to be, by the periods of the timetable; null for the year and where there is none',
  weighted_mark_sum DECIMAL(6, 1) COMMENT 'personal: marks of the term, or averages of both terms, each as often as it counts; null when one that is needed is missing',
  weight_sum INT COMMENT 'internal: how often all of them count',
  computed_mark DECIMAL(3, 1) COMMENT 'personal: their quotient with one decimal, half up, by the rules of the grade then',
  stated_mark DECIMAL(3, 1) COMMENT 'personal: the average that the gradebook states',
  is_agreeing BOOLEAN COMMENT 'internal: both are equal; null when one is missing',
  is_passed BOOLEAN COMMENT 'personal: comment of a subject without marks',
  missing_reason STRING COMMENT 'internal: why no average was computed: no_rule, no_first_term or marks_missing')
USING iceberg
PARTITIONED BY (school_year)
COMMENT 'One row per learner, school year, term or year, and subject'
