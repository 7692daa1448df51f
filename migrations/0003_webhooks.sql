-- Webhooks: who wants to hear of what, how far the event log has been told, what has to be told again, and what
-- became of each attempt. New tables only, and one small index; nothing here rewrites or blocks a table that grows.

-- Numbers every change of `webhooks`. Its one row is locked by whoever changes something, so that versions become
-- visible in their order, and a reader that asks for what is newer than it knows misses nothing.
CREATE TABLE webhook_version (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  version   bigint NOT NULL
);
INSERT INTO webhook_version (version) VALUES (0);

-- Endpoints of developers. event_types holds filters: a type, a prefix such as `message.*`, or `*`.
-- During a rotation of the secret both are signed with until previous_secret_until.
-- failing_since: since when there was nothing but failure. A deleted endpoint stays, without url and secrets, until all
-- nodes have learnt of it.
CREATE TABLE webhooks (
  webhook_id            uuid PRIMARY KEY,
  client_id             uuid NOT NULL REFERENCES api_clients,
  url                   text NOT NULL CHECK (length(url) <= 2048),
  event_types           text[] NOT NULL CHECK (cardinality(event_types) BETWEEN 1 AND 64),
  description           text,
  retry_schedule        integer[],
  secret                bytea NOT NULL,
  previous_secret       bytea,
  previous_secret_until timestamptz,
  created_at            timestamptz NOT NULL,
  updated_at            timestamptz NOT NULL,
  disabled_at           timestamptz,
  disabled_reason       text,
  failing_since         timestamptz,
  deleted_at            timestamptz,
  version               bigint NOT NULL
);
CREATE INDEX webhooks_client ON webhooks (client_id, created_at, webhook_id) WHERE deleted_at IS NULL;
CREATE INDEX webhooks_version ON webhooks (version);

-- How far each partition's log has been told: whatever stands at or before `position` was delivered, or stands in
-- webhook_retries or webhook_catchups. Written by the partition's owner alone; the epoch fences a former one.
CREATE TABLE webhook_cursors (
  partition smallint PRIMARY KEY,
  epoch     bigint NOT NULL,
  position  bigint NOT NULL
) WITH (fillfactor = 20);
-- What happened before there were webhooks is told to nobody.
INSERT INTO webhook_cursors (partition, epoch, position) SELECT partition, 0, next_position - 1 FROM partitions;

-- Cursors of single endpoints: of one that could not keep up or was disabled (replay 0), which reads the log by itself
-- until it has caught up, and of replays of a range of time, which end at until_position.
CREATE SEQUENCE webhook_replay_id;
CREATE TABLE webhook_catchups (
  partition      smallint NOT NULL,
  webhook_id     uuid NOT NULL,
  replay         bigint NOT NULL,
  position       bigint NOT NULL,
  until_position bigint,
  since          timestamptz,
  until          timestamptz,
  PRIMARY KEY (partition, webhook_id, replay)
) WITH (fillfactor = 50);

-- Events that an endpoint has not taken and that the cursors have passed. Those that are `beside` hold up no lane any
-- more; the others stand at the head of their lane, or wait behind one that does.
CREATE TABLE webhook_retries (
  webhook_id      uuid NOT NULL,
  partition       smallint NOT NULL,
  position        bigint NOT NULL,
  attempts        smallint NOT NULL,
  first_failed_at timestamptz,
  next_attempt_at timestamptz NOT NULL,
  beside          boolean NOT NULL,
  PRIMARY KEY (webhook_id, partition, position)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX webhook_retries_lanes ON webhook_retries (partition, position) WHERE NOT beside;
CREATE INDEX webhook_retries_due ON webhook_retries (webhook_id, next_attempt_at) WHERE beside;

-- One row per POST, kept for a time and then removed in batches. outcome: 1 succeeded, 2 failed and to be repeated,
-- 3 failed for good. A test belongs to no event of the log.
CREATE TABLE webhook_attempts (
  webhook_id      uuid NOT NULL,
  id              bigint GENERATED ALWAYS AS IDENTITY,
  event_id        text NOT NULL,
  event_type      text NOT NULL,
  attempt         smallint NOT NULL,
  outcome         smallint NOT NULL,
  status_code     smallint,
  error           text,
  latency_us      bigint NOT NULL,
  response        bytea NOT NULL,
  attempted_at    timestamptz NOT NULL,
  next_attempt_at timestamptz,
  PRIMARY KEY (webhook_id, id)
) WITH (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000);
-- Rows lie in the order of their time, which is all that this kind of index needs; it costs an insert next to nothing.
CREATE INDEX webhook_attempts_time ON webhook_attempts USING brin (attempted_at) WITH (autosummarize = on);
CREATE INDEX events_time ON events USING brin (occurred_at) WITH (autosummarize = on);
