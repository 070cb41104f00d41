-- The audit trail: who changed what, when, from what to what. Written by triggers, so that no path into
-- the database can pass it; the authority's role may read it and nothing else. What was tried and refused stands in
-- it too, written by the program.
create table audit_entry (
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    actor_id bigint,
    actor_name text not null,
    event text,
    subject text not null,
    subject_id bigint not null,
    table_name text not null,
    record_id bigint not null,
    operation text not null constraint audit_entry_operation check (operation in ('insert', 'update', 'delete', 'refusal')),
    before jsonb,
    after jsonb,
    import_run_id bigint
);
create index audit_entry_subject on audit_entry (subject, subject_id, id desc);
create index audit_entry_at on audit_entry (at);
insert into reserved (table_name, column_name) values
    ('audit_entry', '*');

-- What no entry repeats: what is derived or secret.
create function audit_hidden() returns text[]
    language sql immutable parallel safe
    return array['version', 'updated_at', 'search_text', 'name_key', 'in_register', 'password_hash', 'resume_token_hash',
                 'import_key', 'source_digest', 'token_hash'];

-- Arguments: the table's name as the trail says it, then, for a part of a larger record, the name of that record's
-- table and the column that leads to it.
-- kevre.actor is 'id:name' ('-' for no account); a write without it is refused.
create function audit() returns trigger
    language plpgsql security definer set search_path from current
as $$
declare
    actor text := current_setting('kevre.actor', true);
    import_run bigint := nullif(current_setting('kevre.import_run', true), '')::bigint;
    old_row jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
    new_row jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
    hidden constant text[] := audit_hidden();
    before_values jsonb;
    after_values jsonb;
    row_now jsonb := coalesce(new_row, old_row);
begin
    if actor is null or actor = '' then
        raise exception 'a change without an actor is refused'
            using errcode = 'KV001', table = tg_argv[0];
    end if;
    if tg_op = 'UPDATE' then
        select jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, new_row -> o.key)
          into before_values, after_values
          from jsonb_each(old_row) o
         where o.value is distinct from new_row -> o.key and o.key <> all (hidden);
        if before_values is null then
            return null;
        end if;
    elsif tg_op = 'INSERT' then
        -- The row itself, and the "before" of later entries, hold what an import brought.
        after_values := case when import_run is null then jsonb_strip_nulls(new_row - hidden) end;
    else
        before_values := jsonb_strip_nulls(old_row - hidden);
    end if;
    insert into audit_entry (actor_id, actor_name, event, subject, subject_id, table_name, record_id,
                             operation, before, after, import_run_id)
    values (nullif(split_part(actor, ':', 1), '-')::bigint, substr(actor, strpos(actor, ':') + 1),
            nullif(current_setting('kevre.event', true), ''),
            coalesce(tg_argv[1], tg_argv[0]),
            case when tg_nargs > 2 then (row_now ->> tg_argv[2])::bigint else (row_now ->> 'id')::bigint end,
            tg_argv[0], coalesce((row_now ->> 'id')::bigint, 0), lower(tg_op), before_values, after_values,
            import_run);
    return null;
end
$$;

-- The same for rows inserted by the thousand, imports above all: one statement for all of them. Same arguments; for
-- a trigger of its own, after insert, for each statement, its new table named fresh.
create function audit_new() returns trigger
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
    -- The row itself, and the "before" of later entries, hold what an import brought: nothing is turned into jsonb.
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

-- Written after the attempt was rolled back, in a transaction of its own. Whose attempt it was stands in kevre.actor.
create function audit_refusal(subject text, subject_id bigint, event text, code text, reason text) returns void
    language plpgsql security definer set search_path from current
as $$
declare
    actor text := current_setting('kevre.actor', true);
begin
    if actor is null or actor = '' then
        raise exception 'a refusal without an actor is refused' using errcode = 'KV001', table = 'audit_entry';
    end if;
    insert into audit_entry (actor_id, actor_name, event, subject, subject_id, table_name, record_id, operation, after)
    values (nullif(split_part(actor, ':', 1), '-')::bigint, substr(actor, strpos(actor, ':') + 1),
            audit_refusal.event, audit_refusal.subject, audit_refusal.subject_id, audit_refusal.subject,
            audit_refusal.subject_id, 'refusal', jsonb_build_object('code', code, 'reason', reason));
end
$$;

-- Tells the servers that lists changed, so that totals kept in memory are counted again.
create function announce() returns trigger
    language plpgsql set search_path from current
as $$
begin
    perform pg_notify('kevre_changed', current_schema() || ':' || tg_argv[0]);
    return null;
end
$$;
