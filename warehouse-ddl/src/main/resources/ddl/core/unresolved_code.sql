CREATE TABLE core.unresolved_code (
  source_code STRING NOT NULL COMMENT 'public: source that tells the code',
  entity_code STRING NOT NULL COMMENT 'public: entity of the source',
  kind_code STRING NOT NULL COMMENT 'public: what the code should name: school, account, commune, class, subject, learner or staff',
  code STRING NOT NULL COMMENT 'internal: the code; of people the account that tells it',
  row_count BIGINT NOT NULL COMMENT 'public: rows that tell it',
  code_count BIGINT NOT NULL COMMENT 'public: different codes, of people; else 1',
  first_date DATE COMMENT 'public: first day of such a row',
  last_date DATE COMMENT 'public: last day of such a row')
USING iceberg
COMMENT 'One row per source, entity, kind and code that names nothing known'
