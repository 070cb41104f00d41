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
    in_kind_cents bigint constraint grant_record_in_kind check (in_kind_cents >= 0),
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
    other_themes text,
    service text,
    commune text,
    report_received_on date,
    application_id bigint,
    import_run_id bigint references import_run on delete set null,
    import_key text constraint grant_record_import_key unique,
    version integer not null default 1,
    created_at timestamptz not null default moment()
);
comment on column grant_record.import_key is 'Fingerprint of the source line and its rank among equal lines: the same file twice changes nothing.';
comment on column grant_record.in_kind_cents is
    'Value of what is given in kind besides amount_cents (loi 2000-321, art. 9-1); null: none said.';
comment on column grant_record.other_themes is 'The themes a file gives after the first, parted by semicolons.';
comment on column grant_record.earmarked is 'Granted for a given expenditure: a financial report is due (R4).';
create index grant_record_association on grant_record (association_id, year desc, id desc);
create index grant_record_year on grant_record (own, year desc, id desc);
create index grant_record_newest on grant_record (year desc, id desc);
-- What other funders gave to associations like one: the evidence of the matching.
create index grant_record_elsewhere on grant_record (association_id, year) include (funder_name, amount_cents)
    where not own and not refused;
create index grant_record_import_run on grant_record (import_run_id);
create index grant_record_purpose on grant_record using gin (fold(purpose) gin_trgm_ops);
-- The search box also finds other public funders by their names.
create index grant_record_funder_words on grant_record using gin (fold(funder_name) gin_trgm_ops);
-- What awaits an officer among tens of thousands that await nobody, counted at each visit of the first page: reports
-- that are due, and grants decided here of which nobody said how they are paid.
create index grant_record_report_due on grant_record (association_id, year)
    where own and earmarked and not refused and amount_cents > 0 and report_received_on is null;
create index grant_record_lacking_terms on grant_record (id)
    where application_id is not null and own and not refused
      and (coalesce(conditions, '') = '' or coalesce(payment_period, '') = '');

create trigger audit after update or delete on grant_record
    for each row execute function audit('grant_record', 'association', 'association_id');
create trigger audit_new after insert on grant_record referencing new table as fresh
    for each statement execute function audit_new('grant_record', 'association', 'association_id');
create trigger announce after insert or update or delete on grant_record
    for each statement execute function announce('grant_record');

-- What an association had from the authority in each year, all services together, kept as grants come, change and go:
-- each row of the list of files and of the list of associations shows it, and adding it up for every row was nearly
-- half of what the database did for the list of files. grant_record stays the source: `kevre check` compares them.
create table received_year (
    association_id bigint not null references association on delete cascade,
    year integer not null,
    grants integer not null,
    cents bigint not null,
    primary key (association_id, year) include (cents, grants)
);
comment on table received_year is 'Grants of the authority that were not refused, by association and year; derived from grant_record by its triggers.';
comment on column received_year.grants is 'How many they are: 0 once the last one went, and then nothing is shown.';
comment on column received_year.cents is 'The association''s part of them, what is given in kind at its value.';
insert into reserved (table_name, column_name) values
    ('received_year', '*');

-- The beneficiary's part of a grant, as the product counts it everywhere.
create function grant_part(amount_cents bigint, in_kind_cents bigint, share_bp integer) returns bigint
    language sql immutable parallel safe
    return ((amount_cents + coalesce(in_kind_cents, 0)) * coalesce(share_bp, 10000) + 5000) / 10000;

-- Differences are added to what is there, so that those who write for one association at once add up; rows are taken
-- in one order, so that two imports don't wait for each other in a circle.
create function received_changed() returns trigger
    language plpgsql security definer set search_path from current
as $$
begin
    if tg_op = 'INSERT' then
        insert into received_year as y
        select association_id, year, count(*), sum(grant_part(amount_cents, in_kind_cents, share_bp))::bigint
          from fresh where own and not refused
         group by association_id, year order by association_id, year
            on conflict (association_id, year)
            do update set grants = y.grants + excluded.grants, cents = y.cents + excluded.cents;
    elsif tg_op = 'DELETE' then
        insert into received_year as y
        select association_id, year, -count(*), -sum(grant_part(amount_cents, in_kind_cents, share_bp))::bigint
          from stale where own and not refused
         group by association_id, year order by association_id, year
            on conflict (association_id, year)
            do update set grants = y.grants + excluded.grants, cents = y.cents + excluded.cents;
    else
        insert into received_year as y
        select association_id, year, sum(sign), sum(sign * part)::bigint
          from (select association_id, year, 1 as sign, grant_part(amount_cents, in_kind_cents, share_bp) as part
                  from fresh where own and not refused
                union all
                select association_id, year, -1, grant_part(amount_cents, in_kind_cents, share_bp)
                  from stale where own and not refused) change
         group by association_id, year having sum(sign) <> 0 or sum(sign * part) <> 0
         order by association_id, year
            on conflict (association_id, year)
            do update set grants = y.grants + excluded.grants, cents = y.cents + excluded.cents;
    end if;
    return null;
end
$$;
create trigger received_new after insert on grant_record referencing new table as fresh
    for each statement execute function received_changed();
create trigger received_change after update on grant_record referencing old table as stale new table as fresh
    for each statement execute function received_changed();
create trigger received_end after delete on grant_record referencing old table as stale
    for each statement execute function received_changed();
-- What is not done by the triggers above, by hand then, leaves its trace.
create trigger audit_by_hand after insert or update or delete on received_year for each row
    when (pg_trigger_depth() = 0) execute function audit('received_year', 'association', 'association_id');
