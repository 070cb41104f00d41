-- Financing plans of a project: what it costs and who pays, one plan beside another. The terms of an aid are copied
-- to its line, so that a plan still says what it was checked against when the catalogue has changed.
create table financing_plan (
    id bigint generated always as identity primary key,
    project_id bigint not null references project on delete cascade,
    name text not null constraint financing_plan_name_given check (name <> ''),
    note text not null default '',
    chosen boolean not null default false,
    without_vat boolean not null default false,
    recovers_vat boolean not null default false,
    version integer not null default 1,
    created_at timestamptz not null default moment(),
    updated_at timestamptz not null default moment(),
    constraint financing_plan_once unique (project_id, name)
);
comment on column financing_plan.chosen is 'The one followed; the others are alternatives.';
comment on column financing_plan.without_vat is 'Its amounts are without VAT.';
comment on column financing_plan.recovers_vat is 'The association is liable to VAT and recovers it on these expenses.';
create unique index financing_plan_one_chosen on financing_plan (project_id) where chosen;

create table financing_line (
    id bigint generated always as identity primary key,
    plan_id bigint not null references financing_plan on delete cascade,
    side text not null constraint financing_line_side check (side in ('expense', 'income')),
    position integer not null default 0,
    account text not null,
    label text not null default '',
    amount_cents bigint not null constraint financing_line_amount check (amount_cents >= 0),
    state text not null default 'to_find'
        constraint financing_line_state check (state in ('certain', 'filed', 'to_find', 'refused')),
    evidence text not null default '',
    search_id bigint references funding_search on delete set null,
    application_id bigint references application on delete set null,
    aid_id bigint references aid on delete set null,
    eligible_cents bigint constraint financing_line_eligible check (eligible_cents >= 0),
    covers text[] not null default '{}',
    rate_bp integer constraint financing_line_rate check (rate_bp between 0 and 10000),
    floor_cents bigint constraint financing_line_floor check (floor_cents >= 0),
    ceiling_cents bigint constraint financing_line_ceiling check (ceiling_cents >= 0),
    max_public_bp integer constraint financing_line_max_public check (max_public_bp between 0 and 10000),
    max_of_public_bp integer constraint financing_line_max_of_public check (max_of_public_bp between 1 and 10000),
    min_own_bp integer constraint financing_line_min_own check (min_own_bp between 0 and 10000),
    accepts_in_kind boolean not null default false
);
comment on column financing_line.state is 'Certain, filed or to be found; where a search or a file of this authority is followed, its state says it.';
comment on column financing_line.eligible_cents is 'The base on which this aid counts its rate; null: all expenses of the plan, in kind left out unless accepted.';
comment on column financing_line.covers is 'Accounts of the expenses it pays for alone; empty: the whole.';
comment on column financing_line.max_public_bp is 'This scheme''s own ceiling of public money; there is no general one.';
create index financing_line_plan on financing_line (plan_id, side, position, id);
create index financing_line_search on financing_line (search_id) where search_id is not null;
create index financing_line_aid on financing_line (aid_id) where aid_id is not null;

-- A plan counts a search, or a file of the authority, once.
create unique index financing_line_search_once on financing_line (plan_id, search_id) where search_id is not null;
create unique index financing_line_application_once on financing_line (plan_id, application_id)
    where application_id is not null;

create trigger audit after insert or update or delete on financing_plan
    for each row execute function audit('financing_plan', 'project', 'project_id');
create trigger audit after update or delete on financing_line
    for each row execute function audit('financing_line', 'financing_plan', 'plan_id');
create trigger audit_new after insert on financing_line referencing new table as fresh
    for each statement execute function audit_new('financing_line', 'financing_plan', 'plan_id');
create trigger announce after insert or update or delete on financing_plan
    for each statement execute function announce('financing_plan');
