-- Who sent a file, for which day, what the sender said it holds, and whether its form changed.

ALTER TABLE ops.load
  ADD COLUMN sender_code   TEXT,          -- who sent it; null: the source itself
  ADD COLUMN delivered_on  DATE,          -- the day it is of, where path or contract say so
  ADD COLUMN said_count    BIGINT,        -- records the sender says it holds
  ADD COLUMN header_text   TEXT,          -- the names of its fields, in its order
  ADD COLUMN drift_code    TEXT NOT NULL DEFAULT 'none'
    CHECK (drift_code IN ('none', 'harmless', 'additive', 'breaking')),
  ADD COLUMN drift_message TEXT,
  ADD COLUMN watermark     TEXT;          -- of a database table: the highest value that was read
