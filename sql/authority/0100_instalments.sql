-- Each payment of a search is kept, so that a step back takes away the last one and no more: what was paid before it
-- stays, and a report taken back leaves the search where the money has come to.
alter table funding_search add column instalment_cents bigint[] not null default '{}';
alter table funding_search add column instalment_days date[] not null default '{}';
comment on column funding_search.instalment_cents is 'Payments, the oldest first; paid_cents is their sum. Empty while something was paid: known as a whole only.';
comment on column funding_search.instalment_days is 'The day of each payment.';
alter table funding_search add constraint funding_search_instalments
    check (cardinality(instalment_cents) = cardinality(instalment_days));

insert into funding_search_transition (from_state, event, to_state) values
    ('granted', 'step_back', 'granted'),
    ('reported', 'step_back', 'granted');

-- In the trail the sum and the last day tell what each payment changed.
create or replace function audit_hidden() returns text[]
    language sql immutable parallel safe
as $$
    select array['version', 'updated_at', 'search_text', 'name_key', 'password_hash', 'resume_token_hash',
                 'import_key', 'source_digest', 'token_hash', 'instalment_cents', 'instalment_days']
$$;
