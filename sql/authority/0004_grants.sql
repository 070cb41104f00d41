-- Grants: every subsidy known for an association, whoever paid it. Lines of the authority itself (own) and of
-- other public bodies stand side by side; those decided in Kevre lead back to their application.
create table grant_record (
    id bigint generated always as identity primary key,
    own boolean not null,
    association_id bigint not null references association,
    funder_name text not null,
    funder_siret text,
    year integer not null constraint grant_record_year check (year between 1900 and 2100),
    decided_on date,
    decision_reference text,
    beneficiary_name text not null,
    beneficiary_siret text,
    beneficiary_siren text,
    beneficiary_rna text,
    purpose text,
    requested_cents bigint,
    amount_cents bigint not null constraint grant_record_amount check (amount_cents >= 0),
    refused boolean not null default false,
    nature text not null default 'cash' constraint grant_record_nature check (nature in ('cash', 'in_kind', 'both')),
    kind text constraint grant_record_kind
        check (kind in ('operating', 'project', 'event', 'investment', 'in_kind')),
    earmarked boolean not null default false,
    conditions text,
    payment_period text,
    rae_id text,
    eu_notified boolean,
    share_bp integer constraint grant_record_share check (share_bp between 0 and 10000),
    scheme text,
    theme text,
    service text,
    commune text,
    report_received_on date,
    application_id bigint,
    import_run_id bigint references import_run on delete set null,
    import_key text constraint grant_record_import_key unique,
    version integer not null default 1,
    created_at timestamptz not null default now()
);
comment on column grant_record.import_key is 'Fingerprint of the source line and its rank among equal lines: the same file twice changes nothing.';
comment on column grant_record.earmarked is 'Granted for a given expenditure: a financial report is due (R4).';
create index grant_record_association on grant_record (association_id, year desc, id desc);
-- What an association had from the authority in a year, answered by the index alone: each row of the list of files
-- asks for it.
create index grant_record_own on grant_record (association_id, year) include (amount_cents)
    where own and not refused;
create index grant_record_year on grant_record (own, year desc, id desc);
create index grant_record_import_run on grant_record (import_run_id);
create index grant_record_purpose on grant_record using gin (fold(purpose) gin_trgm_ops);

create trigger audit after update or delete on grant_record
    for each row execute function audit('grant_record', 'association', 'association_id');
create trigger audit_new after insert on grant_record referencing new table as fresh
    for each statement execute function audit_new('grant_record', 'association', 'association_id');
