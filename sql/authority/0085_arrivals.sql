-- People who register at the same moment are written together: one commit for all of them, and the places of each
-- session, which everybody wants at the opening, locked once.

-- As audit_new, for what is a person's: several who act each for herself are written by one statement, whose actor then
-- bears no name of its own but what follows a name ("-: (en ligne)"), and each entry has that of its person.
-- Arguments: the table's name, the column that leads to the person.
create function audit_new_person() returns trigger
    language plpgsql security definer set search_path from current
as $$
declare
    actor text := current_setting('kevre.actor', true);
    actor_said text := substr(actor, strpos(actor, ':') + 1);
    hidden constant text[] := audit_hidden();
begin
    if actor is null or actor = '' then
        raise exception 'a change without an actor is refused'
            using errcode = 'KV001', table = tg_argv[0];
    end if;
    insert into audit_entry (actor_id, actor_name, event, subject, subject_id, table_name, record_id, operation, after)
    select nullif(split_part(actor, ':', 1), '-')::bigint,
           -- One look-up a row, whatever the planner thinks of the table's size: it may have grown since.
           case when actor_said like ' %' then (select name from participant where id = person) || actor_said
                else actor_said end,
           nullif(current_setting('kevre.event', true), ''), 'participant', person, tg_argv[0],
           (row_now ->> 'id')::bigint, 'insert', jsonb_strip_nulls(row_now - hidden)
      from (select to_jsonb(f) as row_now from fresh f offset 0) rows_now,
           lateral (select (row_now ->> tg_argv[1])::bigint as person) whose;
    return null;
end
$$;
do $$
begin
    execute format('alter function audit_new_person() set search_path = %I, shared, pg_temp', current_schema());
end
$$;
drop trigger audit_new on participant;
create trigger audit_new after insert on participant referencing new table as fresh
    for each statement execute function audit_new_person('participant', 'id');
drop trigger audit_new on booking;
create trigger audit_new after insert on booking referencing new table as fresh
    for each statement execute function audit_new_person('booking', 'participant_id');

-- Registers people, in the order given, and books their sessions. The rows that everybody wants are locked last, in the
-- order of their keys, and for as long as a commit takes. Versions, where they are given, are those of what the entry
-- was checked against: one for which they no longer hold is left out, as is seen from the answer.
create function register_participants(actor text, entries jsonb)
    returns table (code text, participant_id bigint, session_id bigint, state text)
    language plpgsql set search_path from current
as $$
#variable_conflict use_column
declare
    ids bigint[];
    codes text[];
begin
    perform set_config('kevre.actor', actor, true);
    with people as (
        insert into participant (edition_id, code, name, email, phone, association_id, association_name, channel,
                                 resume_token_hash)
        select e.edition, e.code, e.name, e.email, e.phone, e.association, e.association_typed, e.channel,
               decode(e.token, 'hex')
          from jsonb_to_recordset(entries)
               as e(ord integer, edition bigint, edition_version integer, programme_version integer, code text,
                    name text, email text, phone text, association bigint, association_typed text, channel text,
                    token text, sessions bigint[], session_versions integer[])
         where e.edition_version is null
            or exists (select from edition d left join programme g on g.edition_id = d.id
                        where d.id = e.edition and d.version = e.edition_version
                          and coalesce(g.version, 0) = e.programme_version)
               and not exists (select from unnest(e.sessions, e.session_versions) as w(id, version)
                                where not exists (select from programme_session s
                                                   where s.id = w.id and s.version = w.version))
         order by e.ord
        returning id, code)
    select array_agg(id), array_agg(code) into ids, codes from people;
    return query
        with taken as (
            insert into booking (session_id, slot, participant_id)
            select w.id, 'empty', n.id
              from jsonb_to_recordset(entries) as e(ord integer, code text, sessions bigint[])
              join unnest(ids, codes) as n(id, code) on n.code = e.code
             cross join unnest(e.sessions) as w(id)
             order by w.id, e.ord
            returning participant_id, session_id, state)
        select n.code, n.id, t.session_id, t.state
          from unnest(ids, codes) as n(id, code) left join taken t on t.participant_id = n.id
         order by n.id, t.session_id;
end
$$;
drop function register_participant(text, bigint, text, text, text, bigint, text, text, bytea, bigint[]);
