CREATE TABLE core.bridge_school__boundary (
  school_version_key STRING NOT NULL COMMENT 'public: the school in a period',
  boundary_mode STRING NOT NULL COMMENT 'public: then, today, or the date of the boundaries',
  school_key STRING NOT NULL COMMENT 'public: the school',
  target_place_key STRING NOT NULL COMMENT 'public: commune on those boundaries in which it lies',
  target_province_place_key STRING NOT NULL COMMENT 'public: province on those boundaries',
  is_allocated BOOLEAN NOT NULL COMMENT 'public: the school is not known on that date: its commune was taken over by this one for the largest part')
USING iceberg
COMMENT 'One row per school version and boundary mode'
