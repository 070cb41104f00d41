-- The catalogue of external funding: funders, what they have given reason to note, their aids and calls, and the files
-- the catalogue is fed from.
-- Sources: DOMAIN §7; vocabularies of Aides-territoires (audiences, kinds, stages, expenses, scales of perimeters).

create table funder (
    id bigint generated always as identity primary key,
    name text not null constraint funder_name_given check (name <> ''),
    name_key text not null generated always as (normalize_name(name)) stored
        constraint funder_name unique,
    kind text not null constraint funder_kind check (kind in (
        'state', 'region', 'department', 'epci', 'commune', 'europe', 'social', 'agency',
        'foundation', 'company', 'federation', 'crowdfunding', 'other')),
    website text,
    notes text not null default '',
    active boolean not null default true,
    source text not null default 'manual',
    version integer not null default 1,
    created_at timestamptz not null default moment(),
    updated_at timestamptz not null default moment()
);
comment on column funder.kind is 'state, region, department, epci, commune, europe, social (CAF, MSA) and agency are public money.';
comment on column funder.notes is 'Experience with this funder, for the officers alone.';
create index funder_words on funder using gin (fold(name) gin_trgm_ops);

create table funder_contact (
    id bigint generated always as identity primary key,
    funder_id bigint not null references funder on delete cascade,
    name text not null constraint funder_contact_name_given check (name <> ''),
    role text not null default '',
    email text,
    phone text,
    notes text not null default '',
    position integer not null default 0
);
create index funder_contact_funder on funder_contact (funder_id, position);

-- Other names of a funder: as files of aids spell it, and as published grants do (grant_record.funder_name).
create table funder_alias (
    id bigint generated always as identity primary key,
    funder_id bigint not null references funder on delete cascade,
    name text not null constraint funder_alias_name_given check (name <> ''),
    name_key text not null generated always as (normalize_name(name)) stored
        constraint funder_alias_name unique
);
create index funder_alias_funder on funder_alias (funder_id);

-- Where aids come from; every aid of a source that is not closed was in its last file.
create table aid_source (
    code text primary key,
    name text not null,
    imported_at timestamptz,
    import_run_id bigint references import_run on delete set null
);

insert into aid_source (code, name) values
    ('manual', 'Saisie'),
    ('starting', 'Catalogue de départ');

create table aid (
    id bigint generated always as identity primary key,
    funder_id bigint not null references funder,
    other_funders text not null default '',
    instructor text not null default '',
    programs text not null default '',
    name text not null constraint aid_name_given check (name <> ''),
    short_name text not null default '',
    description text not null default '',
    eligibility text not null default '',
    examples text not null default '',
    contact text not null default '',
    documents text not null default '',
    website text,
    application_url text,
    is_call boolean not null default false,
    themes text[] not null default '{}',
    source_themes text[] not null default '{}',
    unknown_themes text[] not null default '{}',
    audiences text[] not null default '{}',
    audience_note text not null default '',
    kinds text[] not null default '{}',
    expenses text[] not null default '{}',
    stages text[] not null default '{}',
    perimeter_id bigint references perimeter,
    perimeter_text text not null default '',
    seat_required boolean not null default false,
    rate_min_bp integer constraint aid_rate_min check (rate_min_bp between 0 and 10000),
    rate_max_bp integer constraint aid_rate_max check (rate_max_bp between 0 and 10000),
    rate_note text not null default '',
    floor_cents bigint constraint aid_floor check (floor_cents >= 0),
    ceiling_cents bigint constraint aid_ceiling check (ceiling_cents >= 0),
    min_project_cents bigint constraint aid_min_project check (min_project_cents >= 0),
    max_project_cents bigint constraint aid_max_project check (max_project_cents >= 0),
    max_public_bp integer constraint aid_max_public check (max_public_bp between 0 and 10000),
    max_of_public_bp integer constraint aid_max_of_public check (max_of_public_bp between 1 and 10000),
    min_own_bp integer constraint aid_min_own check (min_own_bp between 0 and 10000),
    accepts_in_kind boolean not null default false,
    min_age_months integer constraint aid_min_age check (min_age_months >= 0),
    max_fte_hundredths integer constraint aid_max_fte check (max_fte_hundredths >= 0),
    max_budget_cents bigint constraint aid_max_budget check (max_budget_cents >= 0),
    accreditation text not null default '',
    conditions text not null default '',
    priorities text[] not null default '{}',
    cumulation text constraint aid_cumulation check (cumulation in ('free', 'restricted', 'forbidden')),
    cumulation_note text not null default '',
    start_rule text not null default 'any' constraint aid_start_rule check (start_rule in (
        'any', 'after_submission', 'after_acknowledgement', 'after_decision')),
    recurrence text constraint aid_recurrence check (recurrence in ('oneoff', 'ongoing', 'recurring')),
    opens_on date,
    predeposit_on date,
    closes_on date,
    preparation_days integer constraint aid_preparation check (preparation_days between 0 and 365),
    effort text constraint aid_effort check (effort in ('light', 'medium', 'heavy')),
    notes text not null default '',
    to_verify text not null default '',
    verified_on date,
    verified_by text,
    source text not null default 'manual' references aid_source,
    source_key text,
    source_url text,
    source_updated_on date,
    source_digest text,
    local_fields text[] not null default '{}',
    held jsonb not null default '{}',
    closed_on date,
    closed_reason text constraint aid_closed_reason check (closed_reason in ('gone', 'officer', 'duplicate')),
    merged_into_id bigint references aid,
    import_run_id bigint references import_run on delete set null,
    version integer not null default 1,
    created_at timestamptz not null default moment(),
    updated_at timestamptz not null default moment(),
    constraint aid_once_in_source unique (source, source_key),
    constraint aid_rates_in_order check (rate_min_bp <= rate_max_bp),
    constraint aid_amounts_in_order check (floor_cents <= ceiling_cents),
    constraint aid_project_in_order check (min_project_cents <= max_project_cents),
    constraint aid_dates_in_order check (opens_on <= closes_on),
    constraint aid_closed_has_reason check ((closed_on is null) = (closed_reason is null)),
    constraint aid_not_merged_into_itself check (merged_into_id <> id)
);
comment on column aid.themes is 'Codes of the authority''s themes (theme.code); what the source said is in source_themes.';
comment on column aid.unknown_themes is 'Those of source_themes that no theme answers to: kept, and reported.';
comment on column aid.audiences is 'commune, epci, department, region, special, association, private_person, farmer, private_sector, public_cies, public_org, researcher; empty: not said.';
comment on column aid.kinds is 'grant, loan, recoverable_advance, cee, in_kind, other, technical_engineering, financial_engineering, legal_engineering.';
comment on column aid.expenses is 'operating, investment; empty: not said.';
comment on column aid.stages is 'preop, op, postop.';
comment on column aid.perimeter_text is 'As the source says it; with perimeter_id null: a territory we do not know.';
comment on column aid.seat_required is 'The seat must be in the perimeter; else acting there is enough.';
comment on column aid.rate_max_bp is 'Highest share of the eligible cost, basis points; null: none said.';
comment on column aid.max_public_bp is 'Ceiling of all public money in the plan, this scheme''s own (no general one exists); null: none.';
comment on column aid.max_of_public_bp is 'Highest share this aid may be of all public money of the plan (LEADER: 8000, hence four times the others).';
comment on column aid.min_own_bp is 'Smallest share of own funds in the plan.';
comment on column aid.max_fte_hundredths is 'Size of the association at most, hundredths of full-time posts (250 = 2.5).';
comment on column aid.priorities is 'Criteria that are wishes of the funder, not conditions (age, size, budget, seat, accreditation): not met, they warn.';
comment on column aid.closes_on is 'Last day to file; of a recurring aid, the last one known.';
comment on column aid.preparation_days is 'Days that preparing the file takes; null: as usual for its effort.';
comment on column aid.to_verify is 'What in this record is hearsay and must be checked at the source.';
comment on column aid.local_fields is 'Columns corrected here: an import leaves them alone.';
comment on column aid.held is 'What the source now says of local_fields: column → text.';
comment on column aid.source_digest is 'Fingerprint of the record in the source''s last file: equal, nothing is compared.';
create index aid_funder on aid (funder_id);
create index aid_closes on aid (closes_on) where closed_on is null;
create index aid_perimeter on aid (perimeter_id);
create index aid_by_name on aid (fold(name), id);
create index aid_name_words on aid using gin (fold(name) gin_trgm_ops);
create index aid_source_url on aid (source_url) where closed_on is null;
create index aid_import_run on aid (import_run_id);

-- Two records that seem to be one aid, from two sources: proposed once, settled by an officer.
create table aid_duplicate (
    id bigint generated always as identity primary key,
    first_id bigint not null references aid on delete cascade,
    second_id bigint not null references aid on delete cascade,
    likeness integer not null constraint aid_duplicate_likeness check (likeness between 0 and 10000),
    reason text not null,
    state text not null default 'proposed'
        constraint aid_duplicate_state check (state in ('proposed', 'distinct', 'merged')),
    decided_by text,
    decided_at timestamptz,
    constraint aid_duplicate_order check (first_id < second_id),
    constraint aid_duplicate_once unique (first_id, second_id)
);
create index aid_duplicate_open on aid_duplicate (first_id) where state = 'proposed';

-- Funders and aids come by the thousand: one statement for the entries of all.
create trigger audit after update or delete on funder for each row execute function audit('funder');
create trigger audit_new after insert on funder referencing new table as fresh
    for each statement execute function audit_new('funder');
create trigger audit after insert or update or delete on funder_alias
    for each row execute function audit('funder_alias', 'funder', 'funder_id');
create trigger audit after insert or update or delete on funder_contact
    for each row execute function audit('funder_contact', 'funder', 'funder_id');
create trigger audit after update or delete on aid for each row execute function audit('aid');
create trigger audit_new after insert on aid referencing new table as fresh
    for each statement execute function audit_new('aid');
create trigger audit after update on aid_duplicate
    for each row execute function audit('aid_duplicate', 'aid', 'first_id');
create trigger announce after insert or update or delete on funder for each statement execute function announce('funder');
create trigger announce after insert or update or delete on aid for each statement execute function announce('aid');
