CREATE TABLE core.dim_room (
  room_key STRING NOT NULL COMMENT 'public: our key of school and code; -1 missing, -2 not applicable, -3 not yet arrived',
  school_key STRING NOT NULL COMMENT 'public: the school; -1 where the source does not tell which of ours it is',
  source_code STRING NOT NULL COMMENT 'public: oneroster or edfi; none for the members',
  source_school_id STRING NOT NULL COMMENT 'internal: account of the sender, or school by the source',
  room_code STRING NOT NULL COMMENT 'internal: what the source calls the room',
  highest_seat_count BIGINT COMMENT 'internal: most seats, where the source tells',
  optimal_seat_count BIGINT COMMENT 'internal: seats that are meant, where the source tells')
USING iceberg
COMMENT 'One row per room that a feed names'
