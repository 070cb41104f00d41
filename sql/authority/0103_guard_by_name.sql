-- The guard of a life cycle is told the table it guards: where tables are split over shards, the name it runs under is
-- a shard's, and a message must not carry it.
-- Arguments of the trigger: the table of passages, the first state, the table.
create or replace function lifecycle_guard() returns trigger
    language plpgsql set search_path from current
as $$
declare
    fired text := coalesce(current_setting('kevre.event', true), '');
    guarded text := coalesce(tg_argv[2], tg_table_name);
    allowed boolean;
begin
    if tg_op = 'INSERT' then
        if new.state <> tg_argv[1] and fired <> 'load_history' then
            raise exception '% begins as %', guarded, tg_argv[1] using errcode = 'KV002', table = guarded;
        end if;
        return new;
    end if;
    if new.state is distinct from old.state then
        execute format('select exists (select from %I where from_state = $1 and event = $2 and to_state = $3)', tg_argv[0])
            into allowed using old.state, fired, new.state;
        if not allowed then
            raise exception 'no passage from % to % by %', old.state, new.state, fired
                using errcode = 'KV002', table = guarded;
        end if;
        new.state_changed_at := now();
    end if;
    return new;
end
$$;

create or replace trigger guard before insert or update on application
    for each row execute function lifecycle_guard('application_transition', 'draft', 'application');
create or replace trigger guard before insert or update on edition
    for each row execute function lifecycle_guard('edition_transition', 'preparation', 'edition');
create or replace trigger guard before insert or update on funding_search
    for each row execute function lifecycle_guard('funding_search_transition', 'spotted', 'funding_search');
