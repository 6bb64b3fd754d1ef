-- What a user wants to find first.
CREATE TABLE dag_favorite (
  username text NOT NULL REFERENCES account ON DELETE CASCADE,
  dag_id text NOT NULL REFERENCES dag ON DELETE CASCADE,
  PRIMARY KEY (username, dag_id)
);
