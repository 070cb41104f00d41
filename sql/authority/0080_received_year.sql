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
-- It writes as the owner of the tables: nobody's temporary table may stand before them (see 0041).
do $$
begin
    execute format('alter function received_changed() set search_path = %I, shared, pg_temp', current_schema());
end
$$;

create trigger received_new after insert on grant_record referencing new table as fresh
    for each statement execute function received_changed();
create trigger received_change after update on grant_record referencing old table as stale new table as fresh
    for each statement execute function received_changed();
create trigger received_end after delete on grant_record referencing old table as stale
    for each statement execute function received_changed();

insert into received_year
select association_id, year, count(*), sum(grant_part(amount_cents, in_kind_cents, share_bp))::bigint
  from grant_record where own and not refused group by association_id, year;

-- Nothing else asked this index.
drop index grant_record_own;
