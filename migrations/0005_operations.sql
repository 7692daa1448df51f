-- Operations: edits, deletions and reactions reach the other members' channels. Each goes as a delivery of its own, in the
-- lane and the queue of the message's deliveries, so that it keeps its order, is tried again, and survives whatever is
-- killed. New columns are null, so no table is rewritten.

-- operation: 1 edit, 2 deletion, 3 reaction; null for a delivery of the message itself. operation_data holds what is
-- carried, and what operations came to on the delivery's channel where that is not native.
ALTER TABLE deliveries
  ADD COLUMN operation      smallint CHECK (operation BETWEEN 1 AND 3),
  ADD COLUMN operation_data json;
