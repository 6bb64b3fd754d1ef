CREATE TABLE core.dim_assessment_rule (
  grade_code STRING NOT NULL COMMENT 'public: grade, 1 to 12',
  valid_from DATE NOT NULL COMMENT 'public: first day',
  valid_to DATE NOT NULL COMMENT 'public: day after the last; 9999-12-31 while in force',
  scheme_code STRING NOT NULL COMMENT 'public: circular_22_2021 or circular_27_2020',
  regular_weight INT COMMENT 'public: how often a regular mark counts; null without averages, as the other weights',
  middle_weight INT COMMENT 'public: how often the mark of the middle of the term counts',
  last_weight INT COMMENT 'public: how often the mark of its end counts',
  term_1_weight INT COMMENT 'public: how often the first term counts in the year',
  term_2_weight INT COMMENT 'public: how often the second term counts in the year',
  comment_term_code STRING COMMENT 'public: term whose comment is that of the year',
  regular_mark_counts ARRAY<STRUCT<periods_up_to: INT, mark_count: INT>> NOT NULL COMMENT 'public: how many regular marks a subject with up to so many periods a year has in a term',
  most_absence_count INT COMMENT 'public: so many absences are the most of who is promoted; null where they do not count')
USING iceberg
COMMENT 'One row per grade and period in which a scheme of assessment holds for it'
