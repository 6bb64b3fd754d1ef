CREATE TABLE core.fct_lesson_delivered (
  lesson_date DATE NOT NULL COMMENT 'internal: the day',
  sender_code STRING NOT NULL COMMENT 'internal: account of the school with its vendor',
  class_name STRING NOT NULL COMMENT 'internal: name of the class in the school',
  period_number INT NOT NULL COMMENT 'internal: period of the day, from 1',
  school_year INT NOT NULL COMMENT 'public: school year by the year in which it ends',
  term_code STRING COMMENT 'public: term_1 or term_2 by the framework plan; null outside of both',
  school_key STRING NOT NULL COMMENT 'public: the school',
  school_version_key STRING NOT NULL COMMENT 'public: the school as of the day',
  class_key STRING NOT NULL COMMENT 'internal: the class',
  place_key STRING NOT NULL COMMENT 'public: commune of the school as of the day',
  subject_key STRING NOT NULL COMMENT 'public: what was taught',
  staff_key STRING NOT NULL COMMENT 'internal: who taught; -1 where nobody is named',
  staff_version_key STRING NOT NULL COMMENT 'internal: who taught, as of the day',
  mode_code STRING NOT NULL COMMENT 'internal: in_class, live_online or self_study',
  is_online BOOLEAN NOT NULL COMMENT 'internal: live online; the share is their number by the number of rows',
  plan_code STRING NOT NULL COMMENT 'internal: as_planned, other_teacher, other_subject, not_planned, or no_timetable where none was sent for the class and term',
  planned_subject_key STRING NOT NULL COMMENT 'public: what the timetable has; -2 where it has nothing',
  planned_staff_key STRING NOT NULL COMMENT 'internal: who teaches by the timetable; -2 where it has nothing')
USING iceberg
PARTITIONED BY (months(lesson_date))
COMMENT 'One row per class, day and period in which a lesson was held'
