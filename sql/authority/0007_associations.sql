-- Associations: identity, officers, bank details, doubtful identities, duplicates and merges.
create table association (
    id bigint generated always as identity primary key,
    name text not null constraint association_name_given check (name <> ''),
    name_key text not null generated always as (normalize_name(name)) stored,
    short_name text,
    rna text constraint association_rna_form check (rna ~ '^W\d[A-Z\d]\d{7}$'),
    siren text constraint association_siren_form check (siren ~ '^\d{9}$'),
    siret text constraint association_siret_form check (siret ~ '^\d{14}$'),
    purpose text,
    theme_id bigint references theme,
    address text,
    postcode text,
    locality text,
    commune_code text references shared.commune,
    email text,
    phone text,
    website text,
    created_on date,
    dissolved_on date,
    year_end_month integer not null default 12 constraint association_year_end_month check (year_end_month between 1 and 12),
    year_end_day integer not null default 31 constraint association_year_end_day check (year_end_day between 1 and 31),
    member_count integer constraint association_member_count check (member_count >= 0),
    volunteer_count integer constraint association_volunteer_count check (volunteer_count >= 0),
    employee_count integer constraint association_employee_count check (employee_count >= 0),
    fte_hundredths integer constraint association_fte check (fte_hundredths >= 0),
    budget_cents bigint constraint association_budget check (budget_cents >= 0),
    source text not null default 'manual',
    merged_into_id bigint references association,
    provisional boolean not null default false,
    in_register boolean not null generated always as (merged_into_id is null and not provisional) stored,
    import_run_id bigint references import_run on delete set null,
    version integer not null default 1,
    created_at timestamptz not null default moment(),
    updated_at timestamptz not null default moment(),
    constraint association_siret_of_siren check (siret is null or left(siret, 9) = siren),
    constraint association_not_merged_into_itself check (merged_into_id <> id)
);
comment on column association.year_end_month is 'End of the accounting year (R4 counts six months from it).';
comment on column association.fte_hundredths is 'Full-time equivalents, hundredths (250 = 2.5); null: not known.';
comment on column association.budget_cents is 'Expenses of the last closed year; null: not known.';
comment on column association.merged_into_id is 'Set when this record was a duplicate: its address redirects.';
comment on column association.provisional is
    'A visitor named it, nobody of the authority has taken it in: known to the file that came with it alone.';
comment on column association.in_register is 'What every list, search and count of associations reads.';
create unique index association_rna on association (rna) where in_register;
create unique index association_siren on association (siren) where in_register;
create index association_name_key on association (name_key);
create index association_name_words on association using gin (name_key gin_trgm_ops);
create index association_short_name on association using gin (fold(short_name) gin_trgm_ops);
-- Lists of files are ordered by the name of their association too: of every association, merged ones included, since
-- nothing tells the planner that a file never belongs to one.
create index association_by_name on association (fold(name), id);
create index association_commune on association (commune_code) where in_register;
create index association_theme on association (theme_id) where in_register;
create index association_merged_into on association (merged_into_id) where merged_into_id is not null;

-- Names under which an association was met in files, so that the next file finds it.
create table association_alias (
    id bigint generated always as identity primary key,
    association_id bigint not null references association on delete cascade,
    name text not null,
    name_key text not null generated always as (normalize_name(name)) stored,
    import_run_id bigint references import_run on delete set null,
    constraint association_alias_once unique (association_id, name_key)
);
create index association_alias_key on association_alias (name_key);

-- Two SIREN for one RNA number, or the reverse: kept until an officer settles it, once.
create table identity_conflict (
    id bigint generated always as identity primary key,
    association_id bigint not null references association on delete cascade,
    kind text not null constraint identity_conflict_kind check (kind in ('rna', 'siren')),
    value text not null,
    other_association_id bigint references association on delete cascade,
    source text not null,
    seen_at timestamptz not null default moment(),
    settled_at timestamptz,
    settled_by text,
    decision text constraint identity_conflict_decision check (decision in ('kept', 'replaced', 'distinct')),
    constraint identity_conflict_once unique (association_id, kind, value),
    constraint identity_conflict_settled check ((settled_at is null) = (decision is null))
);
create index identity_conflict_open on identity_conflict (association_id) where settled_at is null;

create table association_officer (
    id bigint generated always as identity primary key,
    association_id bigint not null references association on delete cascade,
    role text not null constraint association_officer_role_given check (role <> ''),
    name text not null constraint association_officer_name_given check (name <> ''),
    email text,
    phone text,
    legal_representative boolean not null default false,
    version integer not null default 1
);
create index association_officer_association on association_officer (association_id);

create table bank_account (
    id bigint generated always as identity primary key,
    association_id bigint not null references association on delete cascade,
    holder text not null,
    iban text not null constraint bank_account_iban_form check (iban ~ '^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$'),
    bic text,
    created_at timestamptz not null default moment(),
    constraint bank_account_once unique (association_id, iban)
);

create table duplicate_candidate (
    id bigint generated always as identity primary key,
    first_id bigint not null references association on delete cascade,
    second_id bigint not null references association on delete cascade,
    likeness integer not null constraint duplicate_candidate_likeness check (likeness between 0 and 10000),
    reasons jsonb not null,
    state text not null default 'proposed'
        constraint duplicate_candidate_state check (state in ('proposed', 'distinct', 'merged')),
    decided_by text,
    decided_at timestamptz,
    constraint duplicate_candidate_order check (first_id < second_id),
    constraint duplicate_candidate_once unique (first_id, second_id)
);
comment on column duplicate_candidate.likeness is 'Basis points: 10000 = same name.';

-- What a merge moved, so that it can be undone.
create table association_merge (
    id bigint generated always as identity primary key,
    kept_id bigint not null references association,
    merged_id bigint not null references association,
    moved jsonb not null,
    merged_by text not null,
    merged_at timestamptz not null default moment(),
    undone_at timestamptz,
    undone_by text
);

create trigger audit after update or delete on association
    for each row execute function audit('association');
create trigger audit_new after insert on association referencing new table as fresh
    for each statement execute function audit_new('association');
-- The names by which files call an association come and go by hand too.
create trigger audit after update or delete on association_alias
    for each row execute function audit('association_alias', 'association', 'association_id');
create trigger audit after update or delete on association_officer
    for each row execute function audit('association_officer', 'association', 'association_id');
create trigger audit_new after insert on association_officer referencing new table as fresh
    for each statement execute function audit_new('association_officer', 'association', 'association_id');
create trigger audit after insert or update or delete on bank_account
    for each row execute function audit('bank_account', 'association', 'association_id');
create trigger audit after update on identity_conflict
    for each row execute function audit('identity_conflict', 'association', 'association_id');
create trigger audit after insert or update on association_merge
    for each row execute function audit('association_merge', 'association', 'kept_id');
create trigger audit after update on duplicate_candidate
    for each row execute function audit('duplicate_candidate', 'association', 'first_id');
create trigger announce after insert or update or delete on association
    for each statement execute function announce('association');
