-- What an authority's own role may do: read and write rows, never definitions, and of rows nothing that the schema keeps
-- by itself: counts and sums, states' days, what only a door or a place's guard may write. Those are written by triggers
-- and functions that act as the owner of the tables. A subject says in its own file what of it is so reserved.
create table reserved (
    table_name text not null,
    column_name text not null default '*',
    primary key (table_name, column_name)
);
comment on table reserved is 'What nobody writes but triggers and functions of the schema: a column, or a whole table (*).';
insert into reserved (table_name) values ('reserved');

-- Gives a role its reach in this schema, and takes back what is not in it. Called by the owner once files were applied.
create function grant_reach(to_role name) returns void
    language plpgsql set search_path from current
as $$
declare
    held record;
    called regprocedure;
begin
    execute format('grant usage on schema %I to %I', current_schema(), to_role);
    for held in
        select c.relname as name, exists (select from reserved r where r.table_name = c.relname) as is_reserved,
               string_agg(format('%I', a.attname), ', ' order by a.attnum)
                   filter (where not exists (select from reserved r where r.table_name = c.relname
                                                 and r.column_name in (a.attname, '*'))) as columns
          from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
         where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
         group by c.relname
    loop
        execute format('revoke all on %I from %I', held.name, to_role);
        execute format('grant select on %I to %I', held.name, to_role);
        if not held.is_reserved then
            execute format('grant insert, update, delete on %I to %I', held.name, to_role);
        elsif held.columns is not null then
            execute format('grant delete, insert (%s), update (%s) on %I to %I', held.columns, held.columns, held.name,
                           to_role);
        end if;
    end loop;
    -- Whoever may call a trigger's function can hang it on a temporary table of his own, and let it write as the owner
    -- what he made up there. Triggers that exist need no such leave.
    for called in
        select p.oid from pg_proc p
         where p.pronamespace = current_schema()::regnamespace
           and (p.prorettype = 'trigger'::regtype or p.oid = 'grant_reach(name)'::regprocedure)
           and has_function_privilege('public', p.oid, 'execute')
    loop
        execute format('revoke execute on function %s from public', called);
    end loop;
end
$$;
