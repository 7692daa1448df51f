-- Failed changes: an edit, a deletion or a reaction that was given up is a dead letter like a message, and can be tried again.
-- The new column is null, so no table is rewritten. The insert reads deliveries once, and finds what was given up before.

-- What was to be done to the message: 1 edit, 2 deletion, 3 reaction; null where the message itself was given up.
ALTER TABLE dead_letters ADD COLUMN operation smallint CHECK (operation BETWEEN 1 AND 3);

INSERT INTO dead_letters (client_id, message_id, conversation_id, sequence_number, ordinal, recipient, channel, account,
                          attempts, reason, detail, failed_at, operation)
SELECT m.client_id, m.message_id, d.conversation_id, d.sequence_number, d.ordinal, d.recipient, d.channel, d.account,
       d.attempts, coalesce(d.reason, 'unknown'), d.detail, coalesce(d.failed_at, now()), d.operation
FROM deliveries d
JOIN messages m ON m.conversation_id = d.conversation_id AND m.sequence_number = d.sequence_number
WHERE d.operation IS NOT NULL AND d.status = 4
ORDER BY d.failed_at;
