-- What connectors keep between their lives: positions, cursors, tokens that run out. Few and small, read once when the
-- gateway starts. A removed value leaves its row without one for an hour, so that an older change which arrives late does
-- not bring it back. A new table: nothing is locked or rewritten.

CREATE TABLE connector_state (
  account    text NOT NULL,
  key        text NOT NULL CHECK (octet_length(key) BETWEEN 1 AND 128),
  value      bytea CHECK (octet_length(value) <= 65536),
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (account, key)
);

CREATE INDEX connector_state_removed ON connector_state (updated_at) WHERE value IS NULL;
