-- A file of fifty thousand aids: what was computed again for each of them is computed once for all.

-- The words of an aid, as matching and the search of the catalogue read them.
create function aid_text_words(
    name text, short_name text, programs text, source_themes text[], description text, eligibility text
) returns tsvector
    language sql stable parallel safe
    return setweight(to_tsvector('french_words', name || ' ' || short_name), 'A')
        || setweight(to_tsvector('french_words', programs || ' ' || array_to_string(source_themes, ' ')), 'B')
        || setweight(to_tsvector('french_words', left(description, 500) || ' ' || left(eligibility, 200)), 'C');

-- An import brings the words with the aids, found by to_tsvector once for each word of the file rather than once for
-- each text; it says so for its own transaction.
create or replace function aid_indexed() returns trigger
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
    if tg_op = 'INSERT' and current_setting('kevre.words', true) = 'brought' then
        return null;
    end if;
    insert into aid_words
    select f.id, aid_text_words(f.name, f.short_name, f.programs, f.source_themes, f.description, f.eligibility)
      from fresh f
     where f.closed_on is null
       and (tg_op = 'INSERT' or not exists (select from aid_words w where w.aid_id = f.id));
    return null;
end
$$;

-- Funders come by the thousand too: one statement for the entries of all.
drop trigger audit on funder;
create trigger audit after update or delete on funder for each row execute function audit('funder');
create trigger audit_new after insert on funder referencing new table as fresh
    for each statement execute function audit_new('funder');

-- As in 0041: the caller's own temporary tables come last.
do $$
begin
    execute format('alter function aid_indexed() set search_path = %I, shared, pg_temp', current_schema());
end
$$;
