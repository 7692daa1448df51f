-- Identity: several addresses of one person, users that turn out to be one, and codes by which a person proves that an
-- account is theirs. New tables, one column that is null, and small or partial indexes; nothing is rewritten. The one
-- statement that reads a large table gives each identity its first known address, in one pass.

-- Every address under which a person was met on a channel, by the key that all spellings of it share. An identity's own
-- `address` is the one that is sent to. `address` here is the last spelling; seen_at is when the platform last used it,
-- null where only the API has named it.
CREATE TABLE known_addresses (
  client_id  uuid NOT NULL,
  channel    text NOT NULL,
  key        text NOT NULL CHECK (length(key) BETWEEN 1 AND 512),
  user_id    text NOT NULL,
  address    text NOT NULL CHECK (length(address) BETWEEN 1 AND 512),
  seen_at    timestamptz,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (client_id, channel, key),
  FOREIGN KEY (client_id, user_id, channel) REFERENCES identities ON UPDATE CASCADE ON DELETE CASCADE
    DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX known_addresses_user ON known_addresses (client_id, user_id, channel);

-- The rules of that day for spellings (Sources/Addresses): WhatsApp numbers by their digits, Brazil with its ninth digit,
-- Argentina with 9 and without 15, Mexico without 1. Where two users have spellings of one address, the verified and then
-- the newer one gets the key; the other is still found by its exact address.
WITH digits AS (
  SELECT i.*, CASE
      WHEN i.channel IN ('whatsapp', 'sms', 'signal') AND i.address ~ '^\+?[0-9 ().-]+$'
        AND length(regexp_replace(regexp_replace(i.address, '[^0-9]', '', 'g'), '^00', '')) BETWEEN 7 AND 20
      THEN regexp_replace(regexp_replace(i.address, '[^0-9]', '', 'g'), '^00', '')
    END AS digits
  FROM identities i
), keyed AS (
  SELECT d.*, CASE
      WHEN digits IS NULL THEN address
      WHEN digits ~ '^55[1-9][1-9][6-9][0-9]{7}$' THEN regexp_replace(digits, '^(55..)', '\19')
      WHEN digits ~ '^549?1115[0-9]{8}$' THEN regexp_replace(digits, '^549?1115', '54911')
      WHEN digits ~ '^549?[23][0-9]{2}15[0-9]{7}$' THEN regexp_replace(digits, '^549?(...)15', '549\1')
      WHEN digits ~ '^549?[23][0-9]{3}15[0-9]{6}$' THEN regexp_replace(digits, '^549?(....)15', '549\1')
      WHEN digits ~ '^54[123][0-9]{9}$' THEN regexp_replace(digits, '^54', '549')
      WHEN digits ~ '^521[0-9]{10}$' THEN regexp_replace(digits, '^521', '52')
      ELSE digits
    END AS key
  FROM digits d
)
INSERT INTO known_addresses (client_id, channel, key, user_id, address, created_at)
SELECT client_id, channel, key, user_id, address, created_at FROM keyed ORDER BY verified DESC, updated_at DESC
ON CONFLICT DO NOTHING;

-- The person's own chat on an account, whichever of their addresses it goes by; and what moves when users are merged.
CREATE INDEX threads_user ON threads (client_id, user_id, account) WHERE user_id IS NOT NULL;

-- Names that chats had before, so that a late message under one still finds its conversation.
CREATE TABLE moved_chats (
  account  text NOT NULL,
  chat     text NOT NULL CHECK (length(chat) BETWEEN 1 AND 1024),
  moved_to text NOT NULL CHECK (length(moved_to) BETWEEN 1 AND 1024 AND moved_to <> chat),
  moved_at timestamptz NOT NULL,
  PRIMARY KEY (account, chat)
);
CREATE INDEX moved_chats_target ON moved_chats (account, moved_to);

-- The user that somebody has turned out to be; the end of the chain, never another merged user.
ALTER TABLE users ADD COLUMN merged_into text;
CREATE INDEX users_merged ON users (client_id, merged_into) WHERE merged_into IS NOT NULL;

-- Who was merged into whom, when and why. `former` is what has to be known to take it back. Ids grow in the order in which
-- merges took place; only the newest merge into a user can be undone.
CREATE TABLE user_merges (
  merge_id   uuid PRIMARY KEY,
  number     bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  client_id  uuid NOT NULL REFERENCES api_clients,
  user_id    text NOT NULL,
  merged     text NOT NULL,
  cause      text NOT NULL CHECK (cause IN ('api', 'link_code', 'address')),
  reason     text,
  moved      json NOT NULL,
  former     json NOT NULL,
  merged_at  timestamptz NOT NULL,
  undone_at  timestamptz,
  FOREIGN KEY (client_id, user_id) REFERENCES users,
  FOREIGN KEY (client_id, merged) REFERENCES users
);
CREATE INDEX user_merges_survivor ON user_merges (client_id, user_id, number);
CREATE INDEX user_merges_merged ON user_merges (client_id, merged, number);

-- Codes by which a person proves that an account is theirs; only their SHA-256 is stored. One open code for each user and
-- channel. used_by is the key of the address that sent it.
CREATE TABLE link_codes (
  client_id  uuid NOT NULL REFERENCES api_clients,
  channel    text NOT NULL,
  code_hash  bytea NOT NULL CHECK (octet_length(code_hash) = 32),
  user_id    text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at    timestamptz,
  used_by    text,
  PRIMARY KEY (client_id, channel, code_hash),
  FOREIGN KEY (client_id, user_id) REFERENCES users ON DELETE CASCADE
);
CREATE UNIQUE INDEX link_codes_open ON link_codes (client_id, user_id, channel) WHERE used_at IS NULL;
CREATE INDEX link_codes_expiry ON link_codes (expires_at);

-- Wrong codes of an address lately: too many, and its codes are looked at no more for a while.
CREATE TABLE link_failures (
  client_id  uuid NOT NULL,
  channel    text NOT NULL,
  key        text NOT NULL,
  failures   integer NOT NULL,
  since      timestamptz NOT NULL,
  PRIMARY KEY (client_id, channel, key)
);
CREATE INDEX link_failures_since ON link_failures (since);
