-- What matching reads of an aid, in rows narrow enough to go through fifty thousand of them for one project, and its
-- words. Both follow the aid by triggers, whichever way it is written; neither is history.
create table aid_facts (
    aid_id bigint primary key references aid on delete cascade,
    funder_id bigint not null,
    perimeter_id bigint,
    seat_required boolean not null,
    for_associations boolean,
    gives_money boolean,
    closes_on date,
    opens_on date,
    recurrence text,
    start_rule text not null,
    preparation_days integer not null,
    effort text,
    themes text[] not null,
    expenses text[] not null,
    priorities text[] not null,
    rate_max_bp integer,
    floor_cents bigint,
    ceiling_cents bigint,
    min_project_cents bigint,
    max_project_cents bigint,
    min_age_months integer,
    max_fte_hundredths integer,
    max_budget_cents bigint
);
comment on table aid_facts is 'Aids that are not closed, as matching weighs them.';
comment on column aid_facts.for_associations is 'Null: the source does not say who may apply.';
comment on column aid_facts.preparation_days is 'Where nobody said: one, three or about eight weeks, by the effort.';
comment on column aid_facts.gives_money is 'Null: the source does not say what is given.';
create index aid_facts_perimeter on aid_facts (perimeter_id);

create table aid_words (
    aid_id bigint primary key references aid on delete cascade,
    words tsvector not null
);
comment on column aid_words.words is 'A: name; B: themes and programmes as the source says them; C: the beginning of the text.';

create function aid_indexed() returns trigger
    language plpgsql security definer set search_path from current
as $$
begin
    if tg_op = 'UPDATE' then
        delete from aid_facts where aid_id in (select id from fresh);
        delete from aid_words w using stale s, fresh f
         where w.aid_id = f.id and s.id = f.id
           and ((s.closed_on is null) <> (f.closed_on is null)
                or (s.name, s.short_name, s.programs, s.source_themes, left(s.description, 500),
                    left(s.eligibility, 200))
                   is distinct from
                   (f.name, f.short_name, f.programs, f.source_themes, left(f.description, 500),
                    left(f.eligibility, 200)));
    end if;
    insert into aid_facts
    select f.id, f.funder_id, f.perimeter_id, f.seat_required,
           case when f.audiences <> '{}' then 'association' = any (f.audiences) end,
           case when f.kinds <> '{}' then
               f.kinds && '{grant,loan,recoverable_advance,cee,other,in_kind}'::text[] end,
           f.closes_on, f.opens_on, f.recurrence, f.start_rule,
           coalesce(f.preparation_days, case f.effort when 'light' then 7 when 'heavy' then 60 else 21 end),
           f.effort, f.themes, f.expenses, f.priorities, f.rate_max_bp, f.floor_cents, f.ceiling_cents,
           f.min_project_cents, f.max_project_cents, f.min_age_months, f.max_fte_hundredths, f.max_budget_cents
      from fresh f where f.closed_on is null;
    insert into aid_words
    select f.id,
           setweight(to_tsvector('french_words', f.name || ' ' || f.short_name), 'A')
           || setweight(to_tsvector('french_words', f.programs || ' ' || array_to_string(f.source_themes, ' ')), 'B')
           || setweight(to_tsvector('french_words', left(f.description, 500) || ' ' || left(f.eligibility, 200)), 'C')
      from fresh f
     where f.closed_on is null
       and (tg_op = 'INSERT' or not exists (select from aid_words w where w.aid_id = f.id));
    return null;
end
$$;
create trigger indexed_new after insert on aid referencing new table as fresh
    for each statement execute function aid_indexed();
create trigger indexed after update on aid referencing old table as stale new table as fresh
    for each statement execute function aid_indexed();

-- Size in full-time posts, which funders ask for and the number of employees does not tell.
alter table association add column fte_hundredths integer
    constraint association_fte check (fte_hundredths >= 0);
comment on column association.fte_hundredths is 'Full-time equivalents, hundredths (250 = 2.5); null: not known.';
alter table association add column budget_cents bigint
    constraint association_budget check (budget_cents >= 0);
comment on column association.budget_cents is 'Expenses of the last closed year; null: not known.';

-- The row an import brought is not repeated in its audit entry: then nothing is turned into jsonb at all.
create or replace function audit_new() returns trigger
    language plpgsql security definer set search_path from current
as $$
declare
    actor text := current_setting('kevre.actor', true);
    import_run bigint := nullif(current_setting('kevre.import_run', true), '')::bigint;
    hidden constant text[] := audit_hidden();
begin
    if not exists (select from fresh) then
        return null;
    end if;
    if actor is null or actor = '' then
        raise exception 'a change without an actor is refused'
            using errcode = 'KV001', table = tg_argv[0];
    end if;
    if import_run is not null and tg_nargs < 3 then
        insert into audit_entry (actor_id, actor_name, event, subject, subject_id, table_name, record_id,
                                 operation, import_run_id)
        select nullif(split_part(actor, ':', 1), '-')::bigint, substr(actor, strpos(actor, ':') + 1),
               nullif(current_setting('kevre.event', true), ''), coalesce(tg_argv[1], tg_argv[0]), f.id, tg_argv[0],
               f.id, 'insert', import_run
          from fresh f;
        return null;
    end if;
    insert into audit_entry (actor_id, actor_name, event, subject, subject_id, table_name, record_id,
                             operation, after, import_run_id)
    select nullif(split_part(actor, ':', 1), '-')::bigint, substr(actor, strpos(actor, ':') + 1),
           nullif(current_setting('kevre.event', true), ''),
           coalesce(tg_argv[1], tg_argv[0]),
           case when tg_nargs > 2 then (row_now ->> tg_argv[2])::bigint else (row_now ->> 'id')::bigint end,
           tg_argv[0], coalesce((row_now ->> 'id')::bigint, 0), 'insert',
           case when import_run is null then jsonb_strip_nulls(row_now - hidden) end, import_run
      -- The offset keeps each row from being turned into jsonb several times.
      from (select to_jsonb(f) as row_now from fresh f offset 0) rows_now;
    return null;
end
$$;

-- As in 0041: the caller's own temporary tables come last.
do $$
declare
    name text;
begin
    foreach name in array array['audit_new()', 'aid_indexed()'] loop
        execute format('alter function %s set search_path = %I, shared, pg_temp', name, current_schema());
    end loop;
end
$$;
