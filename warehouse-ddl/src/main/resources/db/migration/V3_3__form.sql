-- The form of a file beyond the names of its fields, and values that changed theirs.

ALTER TABLE ops.load
  ADD COLUMN header_row     BIGINT NOT NULL DEFAULT 0,   -- where its fields are named; 0: nowhere
  ADD COLUMN header_repeats INTEGER NOT NULL DEFAULT 0,  -- how often that row stands again
  ADD COLUMN encoding_code  TEXT NOT NULL DEFAULT '',    -- of a text file
  ADD COLUMN sheet_text     TEXT NOT NULL DEFAULT '',    -- the sheets that were read
  DROP CONSTRAINT load_drift_code_check,
  ADD CONSTRAINT load_drift_code_check
    CHECK (drift_code IN ('none', 'harmless', 'additive', 'values', 'breaking'));

-- The last file of a sender is looked up for each file that it sends.
CREATE INDEX load_by_sender ON ops.load (source_code, entity_code, sender_code, load_id)
  WHERE header_text IS NOT NULL;
