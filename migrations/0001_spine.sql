-- The spine: clients, people and their addresses, conversations, the durable inbox, messages on their way, and the
-- event log. Everything that grows with traffic carries its partition or its conversation in the key, so that these
-- tables can be distributed by hash later without another layout.

-- What was decided once, at the first start.
CREATE TABLE installation (
  singleton       boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  partition_count smallint NOT NULL CHECK (partition_count BETWEEN 1 AND 1024),
  created_at      timestamptz NOT NULL DEFAULT now()
);

-- Keys that sign access tokens. The newest signs; each verifies until it is retired.
CREATE TABLE signing_keys (
  key_id     text PRIMARY KEY,
  secret     bytea NOT NULL CHECK (octet_length(secret) >= 32),
  created_at timestamptz NOT NULL DEFAULT now(),
  retired_at timestamptz
);

CREATE TABLE api_clients (
  client_id   uuid PRIMARY KEY,
  name        text NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 128),
  secret_hash bytea NOT NULL,
  scopes      text[] NOT NULL,
  created_at  timestamptz NOT NULL,
  disabled_at timestamptz
);

CREATE TABLE users (
  client_id    uuid NOT NULL REFERENCES api_clients,
  user_id      text NOT NULL CHECK (length(user_id) BETWEEN 1 AND 128),
  display_name text,
  metadata     json NOT NULL DEFAULT '{}',
  created_at   timestamptz NOT NULL,
  updated_at   timestamptz NOT NULL,
  PRIMARY KEY (client_id, user_id)
);

CREATE TABLE identities (
  client_id  uuid NOT NULL,
  user_id    text NOT NULL,
  channel    text NOT NULL,
  address    text NOT NULL CHECK (length(address) BETWEEN 1 AND 512),
  verified   boolean NOT NULL,
  metadata   json NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (client_id, user_id, channel),
  CONSTRAINT identities_address_key UNIQUE (client_id, channel, address),
  FOREIGN KEY (client_id, user_id) REFERENCES users ON DELETE CASCADE
);

-- last_sequence_number and last_message_at are written by the owner of the partition alone. Both leave room on the
-- page, since each batch of messages updates them.
CREATE TABLE conversations (
  conversation_id      uuid PRIMARY KEY,
  client_id            uuid NOT NULL REFERENCES api_clients,
  partition            smallint NOT NULL,
  type                 smallint NOT NULL,
  metadata             json NOT NULL DEFAULT '{}',
  last_sequence_number bigint NOT NULL DEFAULT 0,
  last_message_at      timestamptz,
  created_at           timestamptz NOT NULL,
  updated_at           timestamptz NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX conversations_client ON conversations (client_id, created_at, conversation_id);

CREATE TABLE conversation_members (
  conversation_id uuid NOT NULL REFERENCES conversations ON DELETE CASCADE,
  user_id         text NOT NULL,
  client_id       uuid NOT NULL,
  position        integer NOT NULL,
  joined_at       timestamptz NOT NULL,
  PRIMARY KEY (conversation_id, user_id),
  FOREIGN KEY (client_id, user_id) REFERENCES users
);
CREATE INDEX conversation_members_user ON conversation_members (client_id, user_id);

-- Who may take the work of a partition, and until when. Every write of an owner checks owner and epoch.
-- next_position numbers the event log, next_delivery the queue of deliveries. released_cleanly says that the last
-- owner left nothing in flight.
CREATE TABLE partitions (
  partition        smallint PRIMARY KEY,
  owner            uuid,
  epoch            bigint NOT NULL DEFAULT 0,
  expires_at       timestamptz NOT NULL DEFAULT '-infinity',
  released_cleanly boolean NOT NULL DEFAULT true,
  next_position    bigint NOT NULL DEFAULT 1,
  next_delivery    bigint NOT NULL DEFAULT 1
) WITH (fillfactor = 20);

CREATE TABLE nodes (
  node_id      uuid PRIMARY KEY,
  address      text NOT NULL,
  started_at   timestamptz NOT NULL,
  heartbeat_at timestamptz NOT NULL,
  draining     boolean NOT NULL DEFAULT false
);

-- One row per message_id a client has used, for ever: what makes acceptance idempotent, and finds a message by its id.
CREATE TABLE message_keys (
  client_id       uuid NOT NULL,
  message_id      text NOT NULL CHECK (length(message_id) BETWEEN 1 AND 128),
  id              bigint NOT NULL,
  conversation_id uuid NOT NULL,
  fingerprint     bytea NOT NULL,
  PRIMARY KEY (client_id, message_id)
);

-- What was accepted and not yet taken by the owner of its partition. A row lives for milliseconds: it is deleted in
-- the transaction that puts its content where it belongs, so vacuum must come often.
-- kind: 1 message, 2 receipt, 3 redrive, 4 event.
CREATE SEQUENCE inbox_id;
CREATE TABLE inbox (
  partition       smallint NOT NULL,
  id              bigint NOT NULL DEFAULT nextval('inbox_id'),
  kind            smallint NOT NULL,
  client_id       uuid NOT NULL,
  conversation_id uuid NOT NULL,
  message_id      text,
  sender          text,
  body            json NOT NULL,
  received_at     timestamptz NOT NULL,
  expires_at      timestamptz,
  PRIMARY KEY (partition, id)
) WITH (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
  autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000,
  autovacuum_vacuum_cost_delay = 0
);
ALTER SEQUENCE inbox_id OWNED BY inbox.id;

CREATE TABLE messages (
  id              bigint PRIMARY KEY,
  client_id       uuid NOT NULL,
  message_id      text NOT NULL,
  conversation_id uuid NOT NULL,
  sequence_number bigint NOT NULL,
  sender          text NOT NULL,
  body            json NOT NULL,
  created_at      timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL,
  expires_at      timestamptz,
  is_edited       boolean NOT NULL DEFAULT false,
  is_deleted      boolean NOT NULL DEFAULT false,
  CONSTRAINT messages_sequence_key UNIQUE (conversation_id, sequence_number)
);

-- status: 0 pending, 1 sent, 2 delivered, 3 read, 4 failed, 5 waiting, 6 skipped.
-- wake_at is when the owner must look again without being told: a deadline of first_success, or the expiry.
CREATE TABLE deliveries (
  conversation_id     uuid NOT NULL,
  sequence_number     bigint NOT NULL,
  ordinal             smallint NOT NULL,
  partition           smallint NOT NULL,
  queue_id            bigint NOT NULL,
  recipient           text NOT NULL,
  channel             text NOT NULL,
  account             text NOT NULL,
  address             text,
  status              smallint NOT NULL CHECK (status BETWEEN 0 AND 6),
  attempts            smallint NOT NULL DEFAULT 0,
  next_attempt_at     timestamptz,
  wake_at             timestamptz,
  fallback_at         timestamptz,
  expires_at          timestamptz,
  deadline_seconds    integer,
  sent_at             timestamptz,
  delivered_at        timestamptz,
  read_at             timestamptz,
  failed_at           timestamptz,
  external_message_id text,
  reason              text,
  detail              text,
  possible_duplicate  boolean NOT NULL DEFAULT false,
  PRIMARY KEY (conversation_id, sequence_number, ordinal)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX deliveries_pending ON deliveries (partition, account, queue_id) WHERE status = 0;
CREATE INDEX deliveries_external ON deliveries (account, external_message_id) WHERE external_message_id IS NOT NULL;
CREATE INDEX deliveries_wake ON deliveries (partition, wake_at) WHERE wake_at IS NOT NULL;

-- What happened, in the order in which it became true. Only the owner of a partition appends, so positions have no
-- gaps and a reader's cursor never skips.
CREATE TABLE events (
  partition       smallint NOT NULL,
  position        bigint NOT NULL,
  type            text NOT NULL,
  client_id       uuid NOT NULL,
  conversation_id uuid NOT NULL,
  message_id      text,
  sequence_number bigint,
  occurred_at     timestamptz NOT NULL,
  data            json NOT NULL,
  PRIMARY KEY (partition, position)
);

CREATE TABLE dead_letters (
  id              bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  client_id       uuid NOT NULL,
  message_id      text NOT NULL,
  conversation_id uuid NOT NULL,
  sequence_number bigint NOT NULL,
  ordinal         smallint NOT NULL,
  recipient       text NOT NULL,
  channel         text NOT NULL,
  account         text NOT NULL,
  attempts        smallint NOT NULL,
  reason          text NOT NULL,
  detail          text,
  failed_at       timestamptz NOT NULL,
  redriven_at     timestamptz
);
CREATE INDEX dead_letters_client ON dead_letters (client_id, id);

-- Receipts for messages whose send has not been answered yet.
CREATE TABLE parked_receipts (
  id                  bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  account             text NOT NULL,
  external_message_id text NOT NULL,
  status              smallint NOT NULL,
  occurred_at         timestamptz NOT NULL,
  detail              text,
  parked_at           timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX parked_receipts_external ON parked_receipts (account, external_message_id);

-- What connectors reported and nobody could be found for yet; kept to be processed later.
CREATE TABLE ingress_events (
  id          bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  account     text NOT NULL,
  event_id    text NOT NULL,
  kind        text NOT NULL,
  data        json NOT NULL,
  occurred_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  routed_at   timestamptz,
  CONSTRAINT ingress_events_event_key UNIQUE (account, event_id)
);

-- Ends a transaction whose writer no longer owns what it writes, or found other rows than it expected. The state
-- C4A01 is this schema's own: it tells the owner to read its leases again.
CREATE FUNCTION chat4all_fence(actual bigint, expected bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF actual IS DISTINCT FROM expected THEN
    RAISE EXCEPTION 'fenced: % of % rows', actual, expected USING ERRCODE = 'C4A01';
  END IF;
END
$$;
