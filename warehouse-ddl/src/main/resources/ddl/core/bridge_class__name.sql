CREATE TABLE core.bridge_class__name (
  school_key STRING NOT NULL COMMENT 'public: the school',
  school_year INT NOT NULL COMMENT 'public: school year by the year in which it ends',
  class_name STRING NOT NULL COMMENT 'internal: name by which the sector or the software of the school knows the class',
  class_code STRING COMMENT 'internal: code of the sector database; null where that does not know the class',
  class_key STRING NOT NULL COMMENT 'internal: the class',
  method_code STRING NOT NULL COMMENT 'internal: sector (its list has the name), learners (most of its learners are in the class), alone')
USING iceberg
COMMENT 'One row per school, school year and name of a class'
