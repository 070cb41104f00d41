-- Calendars that other programs read: an agent's own, behind a secret address that can be revoked. The authority's
-- public one needs no row.
create table calendar_feed (
    id bigint generated always as identity primary key,
    agent_id bigint not null references agent on delete cascade,
    token_hash bytea not null constraint calendar_feed_token unique,
    created_at timestamptz not null default moment(),
    last_read_at timestamptz,
    revoked_at timestamptz
);
comment on column calendar_feed.token_hash is 'SHA-256 of the secret in the address.';
create unique index calendar_feed_one_open on calendar_feed (agent_id) where revoked_at is null;
-- That a calendar is shared and no more is kept; when it was read is not, nor is the secret's trace.
create trigger audit_granted after insert or delete on calendar_feed
    for each row execute function audit('calendar_feed', 'agent', 'agent_id');
create trigger audit_revoked after update of revoked_at on calendar_feed
    for each row execute function audit('calendar_feed', 'agent', 'agent_id');
