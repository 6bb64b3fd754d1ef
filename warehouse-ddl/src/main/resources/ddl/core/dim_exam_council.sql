CREATE TABLE core.dim_exam_council (
  exam_council_key STRING NOT NULL COMMENT 'public: our key of number and start; -1 missing, -2 not applicable, -3 not yet arrived',
  council_code STRING NOT NULL COMMENT 'public: number of the council; an exam numbering, not a province code',
  name_vi STRING NOT NULL COMMENT 'public: Vietnamese name',
  name_en STRING COMMENT 'public: English name',
  province_code STRING NOT NULL COMMENT 'public: statistics-office code of the province at the exam',
  place_key STRING NOT NULL COMMENT 'public: the province, as of the exam',
  confidence STRING NOT NULL COMMENT 'public: measured or general_knowledge',
  valid_from DATE NOT NULL COMMENT 'public: first day of the number',
  valid_to DATE NOT NULL COMMENT 'public: day after the last')
USING iceberg
COMMENT 'One row per exam council and period of its number'
