CREATE TABLE core.bridge_place__boundary (
  place_key STRING NOT NULL COMMENT 'public: province, commune or member',
  boundary_mode STRING NOT NULL COMMENT 'public: then, today, or an ISO date of the configured list',
  target_place_key STRING NOT NULL COMMENT 'public: the place on those boundaries; -1 when it is not known',
  weight DECIMAL(12, 10) NOT NULL COMMENT 'public: share of the place; the weights of a place and mode sum to exactly 1',
  is_allocated BOOLEAN NOT NULL COMMENT 'public: an equal share or a share of people stands on the way: the figure is not measured',
  method STRING NOT NULL COMMENT 'public: same, whole, population_share, equal_share or unresolved')
USING iceberg
COMMENT 'One row per place, boundary mode and place on the boundaries of that mode'
