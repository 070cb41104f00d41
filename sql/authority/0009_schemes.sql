-- Schemes (dispositifs), their campaigns and the envelopes of money.
create table scheme (
    id bigint generated always as identity primary key,
    code text not null constraint scheme_code unique,
    name text not null constraint scheme_name_given check (name <> ''),
    service_id bigint not null references service,
    theme_id bigint references theme,
    purpose text not null default '',
    kind text not null constraint scheme_kind check (kind in ('operating', 'project', 'event', 'investment', 'in_kind')),
    eligibility text not null default '',
    competent_body text not null default 'council'
        constraint scheme_competent_body check (competent_body in ('council', 'bureau', 'president')),
    active boolean not null default true,
    version integer not null default 1
);

create table scheme_document (
    id bigint generated always as identity primary key,
    scheme_id bigint not null references scheme on delete cascade,
    label text not null constraint scheme_document_label_given check (label <> ''),
    help text not null default '',
    mandatory boolean not null default true,
    position integer not null default 0
);
comment on table scheme_document is 'The documents asked; never the members'' names (CE, 28 March 1997, no 182912).';
create index scheme_document_scheme on scheme_document (scheme_id, position);

create table campaign (
    id bigint generated always as identity primary key,
    scheme_id bigint not null references scheme,
    year integer not null constraint campaign_year check (year between 2000 and 2100),
    name text not null constraint campaign_name_given check (name <> ''),
    slug text not null constraint campaign_slug unique constraint campaign_slug_form check (slug ~ '^[a-z0-9-]+$'),
    opens_at timestamptz not null,
    closes_at timestamptz not null,
    instructions text not null default '',
    one_application boolean not null default false,
    payment_conditions text constraint campaign_payment_conditions check (payment_conditions <> ''),
    payment_period text constraint campaign_payment_period
        check (payment_period ~ '^\d{4}-\d{2}-\d{2}(/\d{4}-\d{2}-\d{2})?$'),
    version integer not null default 1,
    constraint campaign_dates check (closes_at > opens_at)
);
comment on column campaign.one_application is 'Each association may submit one request to it.';
comment on column campaign.slug is 'Name of the public page: /demandes/<slug>.';
-- How its grants are paid, typed once where it is known, and published with each of them (SCDL « conditionsVersement »,
-- « datesPeriodeVersement »); what nobody typed stays null.
comment on column campaign.payment_conditions is '« unique », « échelonné », or a few words; for its grants without their own.';
comment on column campaign.payment_period is 'A day, or first/last day: 2026-04-01/2026-12-31.';
create index campaign_closes on campaign (closes_at desc, id desc);
create index campaign_scheme on campaign (scheme_id, year desc);

create table envelope (
    id bigint generated always as identity primary key,
    campaign_id bigint not null references campaign,
    name text not null constraint envelope_name_given check (name <> ''),
    amount_cents bigint not null constraint envelope_amount check (amount_cents > 0),
    proposed_cents bigint not null default 0 constraint envelope_proposed check (proposed_cents >= 0),
    decided_cents bigint not null default 0 constraint envelope_decided check (decided_cents >= 0),
    committed_cents bigint not null default 0 constraint envelope_committed check (committed_cents >= 0),
    version integer not null default 1,
    constraint envelope_name unique (campaign_id, name),
    -- The rule of rules: what is decided never exceeds what was voted, whoever clicks at the same time.
    constraint envelope_not_overspent check (decided_cents <= amount_cents),
    constraint envelope_committed_was_decided check (committed_cents <= decided_cents)
);
comment on column envelope.proposed_cents is 'Sum of amounts proposed for files not yet decided; kept by triggers.';
comment on column envelope.decided_cents is 'Sum granted in open and closed sessions; kept by triggers.';
comment on column envelope.committed_cents is 'Part of decided_cents granted in closed sessions: final.';
insert into reserved (table_name, column_name) values
    ('envelope', 'proposed_cents'),
    ('envelope', 'decided_cents'),
    ('envelope', 'committed_cents');

create trigger audit after insert or update or delete on scheme for each row execute function audit('scheme');
create trigger audit after insert or update or delete on scheme_document
    for each row execute function audit('scheme_document', 'scheme', 'scheme_id');
create trigger audit after insert or update or delete on campaign for each row execute function audit('campaign');
create trigger audit after insert or delete or update of name, amount_cents on envelope
    for each row execute function audit('envelope', 'campaign', 'campaign_id');
-- The sums follow decisions and proposals, which have entries of their own; by hand they leave their trace.
create trigger audit_by_hand after update of proposed_cents, decided_cents, committed_cents on envelope for each row
    when (pg_trigger_depth() = 0) execute function audit('envelope', 'campaign', 'campaign_id');
-- Lists show their names, and filters offer them.
create trigger announce after insert or update or delete on scheme for each statement execute function announce('scheme');
create trigger announce after insert or update or delete on campaign for each statement execute function announce('campaign');
