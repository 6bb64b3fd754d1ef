-- Indexes that serve one question each. Those that began with source and entity were taken for
-- any question as long as the table had no statistics, and then read all loads of a feed.

DROP INDEX ops.load_by_content;
DROP INDEX ops.load_by_records;

CREATE INDEX load_by_content ON ops.load (content_hash);
CREATE INDEX load_by_records ON ops.load (record_hash) WHERE record_hash IS NOT NULL;
