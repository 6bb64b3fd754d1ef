CREATE TABLE core.dim_school_year (
  school_year INT NOT NULL COMMENT 'public: school year by the year in which it ends',
  name STRING NOT NULL COMMENT 'public: as people write it: 2025-2026',
  first_date DATE NOT NULL COMMENT 'public: first day; 1 August, but for the first year of the calendar',
  last_date DATE NOT NULL COMMENT 'public: last day; 31 July, but for the last year of the calendar',
  opening_date DATE COMMENT 'public: opening by the framework plan; null when the plan is not known',
  last_term_date DATE COMMENT 'public: last day of term 2 by the framework plan; null when the plan is not known',
  plan_basis STRING COMMENT 'public: stated or general_knowledge: how well the plan is known')
USING iceberg
COMMENT 'One row per school year'
