CREATE TABLE core.dim_term (
  school_year INT NOT NULL COMMENT 'public: school year by the year in which it ends',
  term_code STRING NOT NULL COMMENT 'public: term_1 or term_2',
  term_number INT NOT NULL COMMENT 'public: 1 or 2',
  first_date DATE NOT NULL COMMENT 'public: first day by the framework plan',
  last_date DATE NOT NULL COMMENT 'public: last day by the framework plan',
  plan_basis STRING COMMENT 'public: stated or general_knowledge: how well the plan is known')
USING iceberg
COMMENT 'One row per school year and term whose framework plan is known'
