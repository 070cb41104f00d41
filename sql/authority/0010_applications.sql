-- Applications: the file, its budget, the documents asked, the comments, and the life cycle's guard.
create table application (
    id bigint generated always as identity primary key,
    reference text constraint application_reference unique,
    campaign_id bigint not null references campaign,
    association_id bigint not null references association,
    state text not null default 'draft',
    channel text not null default 'online' constraint application_channel check (channel in ('online', 'paper', 'mail', 'officer')),
    kind text not null constraint application_kind check (kind in ('operating', 'project', 'event', 'investment', 'in_kind')),
    title text not null default '',
    object text not null default '',
    audience text not null default '',
    territory text not null default '',
    starts_on date,
    ends_on date,
    requested_cents bigint constraint application_requested check (requested_cents >= 0),
    account_holder text,
    iban text,
    bic text,
    representative_name text,
    representative_role text,
    representative_email text,
    representative_phone text,
    identity jsonb not null default '{}',
    declarations text[] not null default '{}',
    draft jsonb not null default '{}',
    step integer not null default 1,
    confirmed_at timestamptz,
    contact_email text,
    resume_token_hash bytea constraint application_resume_token unique,
    only_one boolean not null default false,
    submitted_at timestamptz,
    filed_at timestamptz not null generated always as (coalesce(submitted_at, created_at)) stored,
    late boolean not null default false,
    late_accepted boolean,
    completed_at timestamptz,
    documents_due_on date,
    state_reason text,
    officer_id bigint references agent,
    envelope_id bigint references envelope,
    opinion text constraint application_opinion check (opinion in ('favourable', 'reserved', 'unfavourable')),
    opinion_text text not null default '',
    proposed_cents bigint constraint application_proposed check (proposed_cents >= 0),
    derogation text,
    granted_cents bigint constraint application_granted check (granted_cents > 0),
    conditions text,
    decided_on date,
    notified_on date,
    legality_receipt_on date,
    state_changed_at timestamptz not null default moment(),
    created_at timestamptz not null default moment(),
    updated_at timestamptz not null default moment(),
    version integer not null default 1,
    constraint application_dates check (state = 'draft' or ends_on >= starts_on),
    constraint application_submitted_complete check (
        state in ('draft', 'withdrawn') or (reference is not null and submitted_at is not null and requested_cents is not null)),
    constraint application_granted_has_amount check (
        state not in ('granted', 'notified', 'agreed', 'in_payment', 'paid', 'report_received', 'closed')
        or granted_cents is not null)
);
comment on column application.draft is 'What was typed and does not yet hold as values: kept so that nothing typed is lost.';
comment on column application.identity is 'The association''s identity as it declared it; compared with its record.';
comment on column application.filed_at is 'What orders the files: submission, or the beginning of a draft.';
comment on column application.late is 'Submitted after the campaign closed; late_accepted is the officer''s answer, null until given.';
comment on column application.derogation is 'Why more is proposed than what is asked or what the envelope has left.';
comment on column application.legality_receipt_on is 'Day the prefecture received the deliberation.';
comment on column application.resume_token_hash is 'SHA-256 of the secret in the link that resumes the draft.';
comment on column application.confirmed_at is
    'Since when the service knows that the draft is the association''s own; null: anybody may have begun it.';
comment on column application.contact_email is 'Given by who began it online: where the service asks whether it is the association''s own.';
insert into reserved (table_name, column_name) values ('application', 'only_one');
comment on column application.only_one is 'Counts for the rule of its campaign: one request an association; kept by trigger.';
-- One draft per association and campaign, found again rather than begun twice: of those known to be its own. What
-- strangers begin in its name stands beside, and keeps nobody out.
create unique index application_one_draft on application (association_id, campaign_id)
    where state = 'draft' and confirmed_at is not null;
-- One request, where the campaign says so; what ended before it was studied leaves the way free.
create unique index application_once on application (campaign_id, association_id)
    where only_one and state not in ('draft', 'withdrawn', 'inadmissible', 'abandoned');
-- The list: newest first, narrowed by campaign, state, association or officer.
create index application_campaign_state on application (campaign_id, state, filed_at desc, id desc);
create index application_campaign on application (campaign_id, filed_at desc, id desc);
create index application_state on application (state, filed_at desc, id desc);
create index application_filed on application (filed_at desc, id desc);
create index application_association on application (association_id, filed_at desc, id desc);
create index application_officer on application (officer_id, state, filed_at desc) where officer_id is not null;
create index application_envelope on application (envelope_id) where envelope_id is not null;
create index application_title on application using gin (fold(title) gin_trgm_ops);
create index application_reference_words on application using gin (reference gin_trgm_ops);
create index application_requested_order on application (requested_cents desc nulls last, id desc);
-- Files that wait for somebody: what À faire counts.
create index application_late on application (id) where late and late_accepted is null;
create index application_to_notify on application (filed_at desc, id desc)
    where state in ('granted', 'refused') and notified_on is null;
create index application_due on application (documents_due_on) where state = 'incomplete';
insert into reserved (table_name, column_name) values
    ('application', 'state_changed_at');

alter table grant_record add constraint grant_record_application foreign key (application_id) references application;
create unique index grant_record_one_per_application on grant_record (application_id) where application_id is not null;

create table application_budget_line (
    id bigint generated always as identity primary key,
    application_id bigint not null references application on delete cascade,
    side text not null constraint application_budget_line_side check (side in ('expense', 'income')),
    account text not null,
    amount_cents bigint not null constraint application_budget_line_amount check (amount_cents >= 0),
    constraint application_budget_line_once unique (application_id, side, account)
);

create table application_document (
    id bigint generated always as identity primary key,
    application_id bigint not null references application on delete cascade,
    label text not null,
    help text not null default '',
    mandatory boolean not null default true,
    position integer not null default 0,
    state text not null default 'missing'
        constraint application_document_state check (state in ('missing', 'received', 'not_applicable')),
    received_on date,
    requested_on date,
    note text not null default '',
    constraint application_document_once unique (application_id, label)
);

comment on column application_document.requested_on is 'Day the association was last asked for it; null: only on the list of the scheme.';

create table application_comment (
    id bigint generated always as identity primary key,
    application_id bigint not null references application on delete cascade,
    agent_id bigint references agent,
    agent_name text not null,
    at timestamptz not null default moment(),
    body text not null constraint application_comment_body_given check (body <> '')
);
create index application_comment_application on application_comment (application_id, id);

-- Human references are counted here, inside the transaction that gives them: no hole, no double.
create table counter (
    name text not null,
    year integer not null,
    value integer not null,
    primary key (name, year)
);

-- The life cycle: the only pairs of states between which a file may pass. The Swift definition is the source;
-- a test proves that both say the same.
create table application_transition (
    from_state text not null,
    event text not null,
    to_state text not null,
    primary key (from_state, event, to_state)
);
insert into reserved (table_name) values ('application_transition');
insert into application_transition (from_state, event, to_state) values
    ('draft', 'submit', 'submitted'),
    ('submitted', 'declare_inadmissible', 'inadmissible'),
    ('submitted', 'request_documents', 'incomplete'),
    ('incomplete', 'answer', 'submitted'),
    ('incomplete', 'abandon', 'abandoned'),
    ('submitted', 'declare_complete', 'complete'),
    ('complete', 'take', 'under_instruction'),
    ('under_instruction', 'propose', 'proposed'),
    ('proposed', 'send_back', 'under_instruction'),
    ('proposed', 'put_on_agenda', 'on_agenda'),
    ('on_agenda', 'adjourn', 'proposed'),
    ('on_agenda', 'grant', 'granted'),
    ('on_agenda', 'refuse', 'refused'),
    ('draft', 'withdraw', 'withdrawn'),
    ('submitted', 'withdraw', 'withdrawn'),
    ('incomplete', 'withdraw', 'withdrawn'),
    ('complete', 'withdraw', 'withdrawn'),
    ('under_instruction', 'withdraw', 'withdrawn'),
    ('proposed', 'withdraw', 'withdrawn'),
    ('on_agenda', 'withdraw', 'withdrawn'),
    ('refused', 'notify', 'refused'),
    ('granted', 'notify', 'notified'),
    ('notified', 'sign_agreement', 'agreed'),
    ('notified', 'pay_instalment', 'in_payment'),
    ('agreed', 'pay_instalment', 'in_payment'),
    ('in_payment', 'pay_instalment', 'in_payment'),
    ('notified', 'pay_instalment', 'paid'),
    ('agreed', 'pay_instalment', 'paid'),
    ('in_payment', 'pay_instalment', 'paid'),
    ('granted', 'amend', 'granted'),
    ('notified', 'amend', 'notified'),
    ('agreed', 'amend', 'agreed'),
    ('in_payment', 'amend', 'in_payment'),
    ('paid', 'amend', 'paid'),
    ('granted', 'lapse', 'lapsed'),
    ('notified', 'lapse', 'lapsed'),
    ('agreed', 'lapse', 'lapsed'),
    ('in_payment', 'lapse', 'lapsed'),
    ('in_payment', 'receive_report', 'report_received'),
    ('paid', 'receive_report', 'report_received'),
    ('report_received', 'ask_corrections', 'report_received'),
    ('report_received', 'pay_balance', 'report_received'),
    ('report_received', 'accept', 'closed'),
    ('report_received', 'claw_back', 'clawback'),
    ('paid', 'claw_back', 'clawback'),
    ('granted', 'withdraw_decision', 'withdrawn_by_authority'),
    ('notified', 'withdraw_decision', 'withdrawn_by_authority'),
    ('agreed', 'withdraw_decision', 'withdrawn_by_authority'),
    ('in_payment', 'withdraw_decision', 'withdrawn_by_authority'),
    ('paid', 'withdraw_decision', 'withdrawn_by_authority'),
    ('report_received', 'withdraw_decision', 'withdrawn_by_authority'),
    ('closed', 'withdraw_decision', 'withdrawn_by_authority');

create trigger guard before insert or update on application
    for each row execute function lifecycle_guard('application_transition', 'draft');
create trigger touched before update on application for each row execute function touched();

-- The rule of the campaign, written on its files, so that an index can hold it whoever submits at the same time. The
-- lock of the campaign's row puts a submission and a change of the rule in line.
create function application_only_one() returns trigger
    language plpgsql security definer set search_path from current
as $$
begin
    select one_application into new.only_one from campaign where id = new.campaign_id for share;
    return new;
end
$$;
create trigger only_one before insert or update of state, campaign_id on application
    for each row execute function application_only_one();

create function campaign_one_application() returns trigger
    language plpgsql security definer set search_path from current
as $$
begin
    update application set only_one = new.one_application
     where campaign_id = new.id and only_one <> new.one_application;
    return null;
end
$$;
create trigger one_application after update of one_application on campaign for each row
    when (old.one_application <> new.one_application) execute function campaign_one_application();

-- What is proposed and not yet decided, summed on the envelope.
create function application_proposals() returns trigger
    language plpgsql security definer set search_path from current
as $$
declare
    counted constant text[] := array['proposed', 'on_agenda'];
    was_id bigint; was bigint := 0; is_id bigint; is_now bigint := 0;
begin
    if old.state = any (counted) then
        was_id := old.envelope_id; was := coalesce(old.proposed_cents, 0);
    end if;
    if tg_op <> 'DELETE' and new.state = any (counted) then
        is_id := new.envelope_id; is_now := coalesce(new.proposed_cents, 0);
    end if;
    if was_id is not distinct from is_id then
        if is_now <> was then
            update envelope set proposed_cents = proposed_cents + is_now - was where id = is_id;
        end if;
    else
        -- Always in the same order, so that two files changing envelopes cannot deadlock.
        update envelope e set proposed_cents = e.proposed_cents
               + case when e.id = is_id then is_now else 0 end - case when e.id = was_id then was else 0 end
         where e.id in (select id from envelope where id in (was_id, is_id) order by id for update);
    end if;
    return null;
end
$$;
create trigger proposals after delete or update of state, proposed_cents, envelope_id on application
    for each row execute function application_proposals();

-- Files loaded by the thousand change each envelope once, not once a file.
create function application_proposals_new() returns trigger
    language plpgsql security definer set search_path from current
as $$
begin
    perform from envelope where id in (select envelope_id from fresh where state in ('proposed', 'on_agenda'))
      order by id for update;
    update envelope e set proposed_cents = e.proposed_cents + n.total
      from (select envelope_id, sum(proposed_cents)::bigint as total from fresh
             where state in ('proposed', 'on_agenda') and proposed_cents <> 0 group by envelope_id) n
     where e.id = n.envelope_id;
    return null;
end
$$;
create trigger proposals_new after insert on application referencing new table as fresh
    for each statement execute function application_proposals_new();

-- What is typed into a draft, saved every few seconds, is not history yet: its beginning, its end and everything
-- after its submission are.
create trigger audit after delete on application for each row execute function audit('application');
create trigger audit_new after insert on application referencing new table as fresh
    for each statement execute function audit_new('application');
create trigger audit_change after update on application for each row
    when (old.state <> 'draft' or new.state <> 'draft') execute function audit('application');

create function application_has_history(file bigint) returns boolean
    language sql stable
    return exists (select from application where id = file and state <> 'draft');
-- The budget of a file that comes with its history comes with the file's own entry.
create trigger audit_added after insert on application_budget_line for each row
    when (coalesce(current_setting('kevre.event', true), '') <> 'load_history'
          and application_has_history(new.application_id))
    execute function audit('application_budget_line', 'application', 'application_id');
create trigger audit after update on application_budget_line for each row
    when (application_has_history(new.application_id))
    execute function audit('application_budget_line', 'application', 'application_id');
create trigger audit_gone after delete on application_budget_line for each row
    when (application_has_history(old.application_id))
    execute function audit('application_budget_line', 'application', 'application_id');

create trigger audit after update or delete on application_comment
    for each row execute function audit('application_comment', 'application', 'application_id');
create trigger audit after update or delete on application_document
    for each row execute function audit('application_document', 'application', 'application_id');
-- A document asked for by name beside the list of the scheme. The list itself follows from the file's submission.
create trigger audit_asked after insert on application_document for each row
    when (new.requested_on is not null)
    execute function audit('application_document', 'application', 'application_id');
create trigger announce after insert or update or delete on application for each statement execute function announce('application');

-- Associations that visitors named and nobody knew, by the address they came from: some in an hour, no more; the same
-- visitor finds the same again, and another one has his own. Kept for a day.
create table public_creation (
    id bigint generated always as identity primary key,
    address text not null,
    visitor bytea not null,
    name_key text not null,
    place_key text not null,
    number text not null default '',
    association_id bigint not null references association on delete cascade,
    at timestamptz not null default moment(),
    constraint public_creation_once unique (visitor, name_key, place_key, number)
);
create index public_creation_address on public_creation (address, at);
create index public_creation_association on public_creation (association_id);
comment on table public_creation is 'Not audited: the association it counts is.';
comment on column public_creation.visitor is 'SHA-256 of what his browser or his form alone knows.';
comment on column public_creation.name_key is 'normalize_name of the name.';
comment on column public_creation.place_key is 'normalize_name of the commune as typed.';
comment on column public_creation.number is 'The number typed; empty for none.';
