-- Ingress: what platforms report becomes facts of conversations. Says to which conversation a platform's chat belongs,
-- under which names platforms know messages, with whom a user last had to do, and keeps every callback's events for
-- audit and for another try. New columns are null or constant, so no table is rewritten; the new indexes of
-- ingress_events are built while it holds next to nothing.

-- waiting_for is the platform's name of a message that has not been heard of yet.
ALTER TABLE ingress_events
  ADD COLUMN channel     text NOT NULL DEFAULT '',
  ADD COLUMN raw         bytea,
  ADD COLUMN reason      text,
  ADD COLUMN waiting_for text;
CREATE INDEX ingress_events_unrouted ON ingress_events (id) WHERE routed_at IS NULL;
CREATE INDEX ingress_events_waiting ON ingress_events (account, waiting_for) WHERE waiting_for IS NOT NULL;

-- Which conversation a platform's chat belongs to. chat is the platform's id of it, or the sender's address where the
-- platform gives private chats no id. user_id is who is on the other side of a private chat; null for a group.
-- A thread is claimed before its conversation is made, so the reference is checked at the commit.
CREATE TABLE threads (
  account         text NOT NULL,
  chat            text NOT NULL CHECK (length(chat) BETWEEN 1 AND 1024),
  client_id       uuid NOT NULL REFERENCES api_clients,
  user_id         text,
  conversation_id uuid NOT NULL REFERENCES conversations ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  is_group        boolean NOT NULL,
  created_at      timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL,
  PRIMARY KEY (account, chat)
);
CREATE INDEX threads_conversation ON threads (conversation_id);

-- The conversation in which a user was last written to over an account.
CREATE TABLE contacts (
  client_id       uuid NOT NULL,
  account         text NOT NULL,
  user_id         text NOT NULL,
  conversation_id uuid NOT NULL,
  contacted_at    timestamptz NOT NULL,
  PRIMARY KEY (client_id, account, user_id)
);

-- The platforms' names of messages, beside deliveries.external_message_id: of those that came in, and of the second and
-- later parts of those that a platform took in several. Parts have the place of their delivery.
CREATE TABLE remote_messages (
  account         text NOT NULL,
  remote_id       text NOT NULL CHECK (length(remote_id) BETWEEN 1 AND 1024),
  client_id       uuid NOT NULL,
  message_id      text NOT NULL,
  conversation_id uuid NOT NULL,
  author          text,
  chat            text,
  sequence_number bigint,
  ordinal         smallint,
  PRIMARY KEY (account, remote_id)
);
CREATE INDEX remote_messages_message ON remote_messages (client_id, message_id);

-- reply_to repeats what the body says, so that a load of deliveries can join by it. edited_at is the platform's time of
-- the newest edit.
ALTER TABLE messages
  ADD COLUMN reply_to  text,
  ADD COLUMN edited_at timestamptz,
  ADD COLUMN reactions json NOT NULL DEFAULT '[]';
