-- One guard for the life cycles that need nothing else: a record begins in its first state, unless history is loaded,
-- and passes from one state to another only by an event that its table of passages holds.
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
        new.state_changed_at := now();
    end if;
    return new;
end
$$;

drop trigger guard on application;
create trigger guard before insert or update on application
    for each row execute function lifecycle_guard('application_transition', 'draft');
drop function application_guard();

drop trigger guard on edition;
create trigger guard before insert or update on edition
    for each row execute function lifecycle_guard('edition_transition', 'preparation');
drop function edition_guard();

drop trigger guard on funding_search;
create trigger guard before insert or update on funding_search
    for each row execute function lifecycle_guard('funding_search_transition', 'spotted');
drop function funding_search_guard();

-- The day of the last change, kept alike by every table that has one.
alter function project_touched() rename to touched;
create trigger touched before update on application for each row execute function touched();
create trigger touched before update on funding_search for each row execute function touched();
