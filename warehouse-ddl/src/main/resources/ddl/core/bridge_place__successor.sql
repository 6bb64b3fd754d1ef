CREATE TABLE core.bridge_place__successor (
  predecessor_place_key STRING NOT NULL COMMENT 'public: the place that ended',
  successor_place_key STRING NOT NULL COMMENT 'public: the place that took over; -1 when it is not known',
  level STRING NOT NULL COMMENT 'public: level of the predecessor',
  link_type STRING COMMENT 'public: full or partial, as the mapping says; null when unresolved',
  weight DECIMAL(12, 10) NOT NULL COMMENT 'public: share of the predecessor; the weights of a predecessor sum to exactly 1',
  method STRING NOT NULL COMMENT 'public: whole; population_share: by the people that moved; equal_share: 1/n, not measured; unresolved',
  successor_count BIGINT NOT NULL COMMENT 'public: links of the predecessor',
  reason STRING COMMENT 'public: why a link is unresolved',
  changed_on DATE NOT NULL COMMENT 'public: first day of the successor')
USING iceberg
COMMENT 'One row per place that ended and place that took it over'
