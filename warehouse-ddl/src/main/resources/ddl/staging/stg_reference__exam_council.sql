CREATE TABLE staging.stg_reference__exam_council (
  council_code STRING NOT NULL COMMENT 'public: number of the council',
  exam_year_from INT NOT NULL COMMENT 'public: first exam year with this number',
  exam_year_to INT NOT NULL COMMENT 'public: last exam year with this number',
  name_vi STRING NOT NULL COMMENT 'public: Vietnamese name',
  name_en STRING COMMENT 'public: English name',
  province_code STRING NOT NULL COMMENT 'public: statistics-office code of the province at that time',
  confidence STRING NOT NULL COMMENT 'public: measured or general_knowledge',
  source STRING COMMENT 'public: where it is known from')
USING iceberg
COMMENT 'One row per exam council and first exam year of its number'
