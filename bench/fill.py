"""Fills a database with stored messages, by SQL: each a copy of one that the gateway itself has stored."""

from harness.postgres import Cluster

# What the copies are made of: the rows of the template conversation, once for each target conversation.
FILL = """
SET synchronous_commit = off;
SET work_mem = '256MB';
BEGIN;

CREATE TEMP TABLE targets AS
  SELECT conversation_id, client_id, partition, row_number() OVER (ORDER BY conversation_id) AS number
  FROM conversations WHERE metadata->>'bench' = 'target' AND last_sequence_number = 0 LIMIT {targets};
CREATE TEMP TABLE template AS
  SELECT m.* FROM messages m JOIN conversations c USING (conversation_id) WHERE c.metadata->>'bench' = 'template';
CREATE TEMP TABLE template_events AS
  SELECT e.* FROM events e JOIN conversations c USING (conversation_id) WHERE c.metadata->>'bench' = 'template';
CREATE TEMP TABLE template_deliveries AS
  SELECT d.* FROM deliveries d JOIN conversations c USING (conversation_id) WHERE c.metadata->>'bench' = 'template';

CREATE TEMP TABLE copies AS
  SELECT nextval('inbox_id') AS id, t.client_id, t.conversation_id, t.number || '-' || m.message_id AS message_id,
    m.sequence_number, m.sender, m.body, m.created_at, m.updated_at
  FROM targets t CROSS JOIN template m;
INSERT INTO messages (id, client_id, message_id, conversation_id, sequence_number, sender, body, created_at, updated_at)
  SELECT id, client_id, message_id, conversation_id, sequence_number, sender, body, created_at, updated_at FROM copies;
INSERT INTO message_keys (client_id, message_id, id, conversation_id, fingerprint)
  SELECT c.client_id, c.message_id, c.id, c.conversation_id, k.fingerprint
  FROM copies c, (SELECT fingerprint FROM message_keys LIMIT 1) k;

INSERT INTO deliveries (
    conversation_id, sequence_number, ordinal, partition, queue_id, recipient, channel, account, address, status,
    attempts, expires_at, sent_at, delivered_at, read_at, external_message_id)
  SELECT t.conversation_id, d.sequence_number, d.ordinal, t.partition,
    p.next_delivery + row_number() OVER (PARTITION BY t.partition) - 1, d.recipient, d.channel, d.account, d.address,
    d.status, d.attempts, d.expires_at, d.sent_at, d.delivered_at, d.read_at,
    t.number || '-' || d.external_message_id
  FROM targets t JOIN partitions p USING (partition) CROSS JOIN template_deliveries d;

INSERT INTO events (
    partition, position, type, client_id, conversation_id, message_id, sequence_number, occurred_at, data)
  SELECT t.partition, p.next_position + row_number() OVER (PARTITION BY t.partition ORDER BY t.number, e.position) - 1,
    e.type, t.client_id, t.conversation_id, t.number || '-' || e.message_id, e.sequence_number, e.occurred_at, e.data
  FROM targets t JOIN partitions p USING (partition) CROSS JOIN template_events e;

UPDATE partitions p SET
  next_delivery = p.next_delivery + n.targets * (SELECT count(*) FROM template_deliveries),
  next_position = p.next_position + n.targets * (SELECT count(*) FROM template_events)
  FROM (SELECT partition, count(*) AS targets FROM targets GROUP BY partition) n WHERE n.partition = p.partition;
UPDATE conversations c SET
  last_sequence_number = (SELECT max(sequence_number) FROM template),
  last_message_at = (SELECT max(created_at) FROM template)
  FROM targets t WHERE t.conversation_id = c.conversation_id;
COMMIT;
VACUUM ANALYZE;
CHECKPOINT;
"""


def fill(cluster: Cluster, database: str, targets: int) -> int:
    """Copies the template into so many conversations; returns how many messages there are then. No gateway may run."""
    cluster.sql(FILL.format(targets=targets), database)
    [[count]] = cluster.sql("SELECT count(*) FROM messages", database)
    return int(count)
