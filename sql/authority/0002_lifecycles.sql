-- One guard for the life cycles that need nothing else: a record begins in its first state, unless history is loaded,
-- and passes from one state to another only by an event (kevre.event, set by the use case) that its table of passages
-- holds.
-- Arguments of the trigger: the table of passages, the first state.
create function lifecycle_guard() returns trigger
    language plpgsql set search_path from current
as $$
declare
    fired text := coalesce(current_setting('kevre.event', true), '');
    allowed boolean;
begin
    if tg_op = 'INSERT' then
        if new.state <> tg_argv[1] and fired <> 'load_history' then
            raise exception '% begins as %', tg_table_name, tg_argv[1] using errcode = 'KV002', table = tg_table_name;
        end if;
        return new;
    end if;
    if new.state is distinct from old.state then
        execute format('select exists (select from %I where from_state = $1 and event = $2 and to_state = $3)', tg_argv[0])
            into allowed using old.state, fired, new.state;
        if not allowed then
            raise exception 'no passage from % to % by %', old.state, new.state, fired
                using errcode = 'KV002', table = tg_table_name;
        end if;
        new.state_changed_at := moment();
    end if;
    return new;
end
$$;

-- The day of the last change, kept alike by every table that has one.
create function touched() returns trigger
    language plpgsql set search_path from current
as $$
begin
    new.updated_at := moment();
    return new;
end
$$;
