-- When files came that lay in a landing folder before they were taken in.

-- The day on which the file came, where its path says so; null: it is taken in as it comes.
ALTER TABLE ops.load ADD COLUMN received_on DATE;
