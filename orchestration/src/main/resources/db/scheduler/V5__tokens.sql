-- A token names the stamp that its account had: whatever changes the account gives it another.
ALTER TABLE account ADD COLUMN token_stamp uuid NOT NULL DEFAULT gen_random_uuid();
