-- A callback is taken for a while and goes when it was called: one whose process died meanwhile is taken again.
ALTER TABLE callback
  ADD COLUMN due_at timestamptz NOT NULL DEFAULT 'epoch',
  ADD COLUMN call_count integer NOT NULL DEFAULT 0,
  ADD COLUMN try_number integer NOT NULL DEFAULT 0;
