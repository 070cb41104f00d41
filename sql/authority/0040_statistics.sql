-- What the planner and the word indexes need after a load; autovacuum would do it, minutes later. The authority's
-- role owns no table and may not do so itself.
create function refresh_statistics(variadic names text[] default '{}') returns void
    language plpgsql security definer set search_path from current
as $$
declare
    found name;
begin
    for found in select tablename from pg_tables
                  where schemaname = current_schema() and (names = '{}' or tablename = any (names))
    loop
        execute format('analyze %I', found);
        -- New rows wait in a list that every search reads to its end.
        perform gin_clean_pending_list(i.indexrelid)
           from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am m on m.oid = c.relam
          where i.indrelid = format('%I', found)::regclass and m.amname = 'gin';
    end loop;
end
$$;
