-- Searches for money: a project before one aid or one funder, from the day it was spotted to the report. The
-- database lets a search pass only from one state to another that funding_search_transition names.
create table funding_search (
    id bigint generated always as identity primary key,
    project_id bigint not null references project,
    aid_id bigint references aid,
    funder_id bigint not null references funder,
    label text not null default '',
    state text not null default 'spotted' constraint funding_search_state check (state in (
        'spotted', 'contacted', 'in_preparation', 'filed', 'granted', 'refused', 'no_answer', 'paid', 'reported',
        'abandoned')),
    asked_cents bigint constraint funding_search_asked check (asked_cents > 0),
    obtained_cents bigint constraint funding_search_obtained check (obtained_cents > 0),
    paid_cents bigint not null default 0 constraint funding_search_paid check (paid_cents >= 0),
    instalment_cents bigint[] not null default '{}',
    instalment_days date[] not null default '{}',
    closes_on date,
    filed_on date,
    answered_on date,
    paid_on date,
    report_due_on date,
    reported_on date,
    next_action text not null default '',
    next_action_on date,
    agent_id bigint references agent,
    contact text not null default '',
    reason text not null default '',
    moved_on date not null default today(),
    state_changed_at timestamptz not null default moment(),
    version integer not null default 1,
    created_at timestamptz not null default moment(),
    updated_at timestamptz not null default moment(),
    constraint funding_search_granted_has_amount check (
        state not in ('granted', 'paid', 'reported') or obtained_cents is not null),
    constraint funding_search_filed_has_day check (
        state not in ('filed', 'granted', 'refused', 'no_answer', 'paid', 'reported') or filed_on is not null),
    constraint funding_search_paid_was_granted check (paid_cents = 0 or paid_cents <= obtained_cents),
    constraint funding_search_instalments check (cardinality(instalment_cents) = cardinality(instalment_days)),
    constraint funding_search_dates check (answered_on >= filed_on)
);
comment on column funding_search.label is 'What is asked for, where no aid of the catalogue says it.';
-- Each payment is kept, so that a step back takes away the last one and no more: what was paid before it stays, and a
-- report taken back leaves the search where the money has come to.
comment on column funding_search.instalment_cents is 'Payments, the oldest first; paid_cents is their sum. Empty while something was paid: known as a whole only.';
comment on column funding_search.instalment_days is 'The day of each payment.';
comment on column funding_search.closes_on is 'Last day to file, followed for this search; copied from the aid when it was opened.';
comment on column funding_search.agent_id is 'Who follows it.';
comment on column funding_search.contact is 'Whom one speaks to at the funder''s.';
comment on column funding_search.moved_on is 'Last day something happened: a passage, a conversation, an edit. What has not moved sleeps.';
-- One search of a project for an aid at a time; once it has ended, another year may begin one again.
create unique index funding_search_one_live on funding_search (project_id, aid_id)
    where aid_id is not null and state not in ('refused', 'no_answer', 'reported', 'abandoned');
create index funding_search_project on funding_search (project_id, id desc);
create index funding_search_state_order on funding_search (state, next_action_on, id);
create index funding_search_funder on funding_search (funder_id);
create index funding_search_aid on funding_search (aid_id) where aid_id is not null;
create index funding_search_agent on funding_search (agent_id, next_action_on) where agent_id is not null;
create index funding_search_due on funding_search (next_action_on) where next_action_on is not null;
create index funding_search_answered on funding_search (answered_on) where obtained_cents is not null;
insert into reserved (table_name, column_name) values
    ('funding_search', 'state_changed_at');

-- What was said, by day.
create table funding_search_note (
    id bigint generated always as identity primary key,
    search_id bigint not null references funding_search on delete cascade,
    kind text not null
        constraint funding_search_note_kind check (kind in ('call', 'mail', 'meeting', 'letter', 'other')),
    held_on date not null,
    people text not null default '',
    body text not null constraint funding_search_note_body_given check (body <> ''),
    agent_id bigint references agent,
    agent_name text not null,
    at timestamptz not null default moment()
);
create index funding_search_note_search on funding_search_note (search_id, held_on desc, id desc);

create table funding_search_transition (
    from_state text not null,
    event text not null,
    to_state text not null,
    primary key (from_state, event, to_state)
);
insert into reserved (table_name) values ('funding_search_transition');
insert into funding_search_transition (from_state, event, to_state) values
    ('spotted', 'contact', 'contacted'),
    ('spotted', 'prepare', 'in_preparation'),
    ('contacted', 'prepare', 'in_preparation'),
    ('spotted', 'file', 'filed'),
    ('contacted', 'file', 'filed'),
    ('in_preparation', 'file', 'filed'),
    ('filed', 'grant', 'granted'),
    ('filed', 'refuse', 'refused'),
    ('filed', 'note_silence', 'no_answer'),
    ('no_answer', 'grant', 'granted'),
    ('no_answer', 'refuse', 'refused'),
    ('granted', 'pay', 'granted'),
    ('granted', 'pay', 'paid'),
    ('paid', 'report', 'reported'),
    ('granted', 'report', 'reported'),
    ('spotted', 'abandon', 'abandoned'),
    ('contacted', 'abandon', 'abandoned'),
    ('in_preparation', 'abandon', 'abandoned'),
    ('filed', 'abandon', 'abandoned'),
    ('abandoned', 'resume', 'spotted'),
    ('contacted', 'step_back', 'spotted'),
    ('in_preparation', 'step_back', 'contacted'),
    ('filed', 'step_back', 'in_preparation'),
    ('granted', 'step_back', 'filed'),
    ('refused', 'step_back', 'filed'),
    ('no_answer', 'step_back', 'filed'),
    ('paid', 'step_back', 'granted'),
    ('reported', 'step_back', 'paid'),
    ('granted', 'step_back', 'granted'),
    ('reported', 'step_back', 'granted');

create trigger guard before insert or update on funding_search
    for each row execute function lifecycle_guard('funding_search_transition', 'spotted');
create trigger touched before update on funding_search for each row execute function touched();

create trigger audit after insert or update or delete on funding_search
    for each row execute function audit('funding_search', 'project', 'project_id');
create trigger audit after update or delete on funding_search_note
    for each row execute function audit('funding_search_note');
create trigger announce after insert or update or delete on funding_search
    for each statement execute function announce('funding_search');
