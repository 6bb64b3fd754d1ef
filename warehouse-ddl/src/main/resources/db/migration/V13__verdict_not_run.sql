-- A check that could not be judged is neither passed nor failed.
ALTER TABLE ops.verdict ADD COLUMN is_run BOOLEAN NOT NULL DEFAULT true;
ALTER TABLE ops.verdict ADD CONSTRAINT verdict_not_run_is_not_passed CHECK (is_run OR NOT is_passed);
