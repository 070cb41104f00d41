-- People who come to the Rencontres, and the sessions they hold a place in or wait for.

-- Eight signs of Crockford's base 32 (no I, L, O, U): 40 random bits, short enough to be typed at a door. The bytes
-- are those of a random UUID that carry neither its version nor its variant.
create function participant_code() returns text
    language plpgsql volatile set search_path from current
as $$
declare
    bytes bytea := uuid_send(gen_random_uuid());
    code text := '';
    place integer;
begin
    foreach place in array array[0, 1, 2, 3, 4, 5, 9, 10] loop
        code := code || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + (get_byte(bytes, place) & 31), 1);
    end loop;
    return code;
end
$$;

-- A telephone number as it is compared: its digits, with 0 for France's +33.
create function phone_key(phone text) returns text
    language sql immutable parallel safe
    return regexp_replace(regexp_replace(phone, '[^0-9+]', '', 'g'), '^(\+|00)330?', '0');

create table participant (
    id bigint generated always as identity primary key,
    edition_id bigint not null references edition,
    code text not null default participant_code()
        constraint participant_code_form check (code ~ '^[0-9A-HJKMNP-TV-Z]{8}$'),
    name text not null constraint participant_name_given check (name <> ''),
    search_text text not null generated always as (fold(name)) stored,
    email text constraint participant_email_form check (email = lower(email) and email ~ '^[^@\s]+@[^@\s]+$'),
    phone text,
    association_id bigint references association,
    association_name text,
    channel text not null default 'online'
        constraint participant_channel check (channel in ('online', 'officer', 'walk_in')),
    resume_token_hash bytea constraint participant_resume_token unique,
    created_at timestamptz not null default moment(),
    cancelled_at timestamptz,
    trial boolean not null default false,
    version integer not null default 1,
    -- Over all editions: a code of last year is told as such.
    constraint participant_code_once unique (code)
);
comment on column participant.association_name is 'As it was typed, while it is no association of the register.';
comment on column participant.trial is 'Registered at the door before the first day; no more once she comes on the day.';
comment on column participant.resume_token_hash is 'SHA-256 of the secret in the link that shows and cancels.';
-- One registration a person: the same address may serve several people of one home, under their own names.
create unique index participant_once on participant (edition_id, email, search_text)
    where email is not null and cancelled_at is null;
-- Also for who left no address: the same name and number.
create unique index participant_once_by_phone on participant (edition_id, phone_key(phone), search_text)
    where phone_key(phone) <> '' and cancelled_at is null;
create index participant_edition on participant (edition_id, search_text, id);
create index participant_trial on participant (edition_id, id) where trial;
create index participant_association on participant (association_id) where association_id is not null;
insert into reserved (table_name, column_name) values
    ('participant', 'trial');

create table booking (
    id bigint generated always as identity primary key,
    session_id bigint not null,
    slot tstzrange not null,
    participant_id bigint not null references participant on delete cascade,
    state text not null default 'confirmed'
        constraint booking_state check (state in ('confirmed', 'waiting', 'cancelled')),
    arrival bigint not null default 0,
    created_at timestamptz not null default moment(),
    promoted_at timestamptz,
    cancelled_at timestamptz,
    attended_at timestamptz,
    attended_door text,
    attended_by text,
    tried_at timestamptz,
    constraint booking_slot foreign key (session_id, slot) references programme_session (id, slot) on update cascade,
    constraint booking_cancelled_when check ((state = 'cancelled') = (cancelled_at is not null)),
    -- One person, one place at a time: what she waits for counts too, or a promotion could give her two.
    constraint booking_one_at_a_time exclude using gist (participant_id with =, slot with &&)
        where (state <> 'cancelled')
) with (fillfactor = 80);
comment on column booking.arrival is 'Order of arrival in the session, given under the lock of session_place.';
comment on column booking.promoted_at is 'When a place was freed for who waited.';
comment on column booking.attended_by is 'Who let the person in.';
comment on column booking.tried_at is 'Checked at the door of the session before the first day.';
create index booking_session on booking (session_id, arrival);
create index booking_waiting on booking (session_id, arrival) where state = 'waiting';
create index booking_participant on booking (participant_id, id);
create index booking_tried on booking (participant_id) where tried_at is not null;
insert into reserved (table_name, column_name) values
    ('booking', 'slot'),
    ('booking', 'state'),
    ('booking', 'arrival'),
    ('booking', 'promoted_at'),
    ('booking', 'cancelled_at'),
    ('booking', 'attended_at'),
    ('booking', 'attended_door'),
    ('booking', 'attended_by'),
    ('booking', 'tried_at');

-- Who comes takes a place while there are any and nobody waits, and waits otherwise, in order of arrival.
create function booking_admit() returns trigger
    language plpgsql security definer set search_path from current
as $$
declare
    held session_place%rowtype;
    is_same_edition boolean;
begin
    -- The same person at the same moment in two places: the second waits here, before she holds anything else.
    perform from participant where id = new.participant_id for no key update;
    select s.slot, s.edition_id = p.edition_id into new.slot, is_same_edition
      from programme_session s, participant p
     where s.id = new.session_id and p.id = new.participant_id
       for key share of s;
    if is_same_edition is not true then
        raise exception 'the person and the session are of two editions' using errcode = 'KV004', table = 'booking';
    end if;
    update session_place p
       set arrivals = arrivals + 1,
           confirmed = confirmed + case when confirmed < capacity and waiting = 0 then 1 else 0 end,
           waiting = waiting + case when confirmed < capacity and waiting = 0 then 0 else 1 end
     where p.session_id = new.session_id
    returning * into held;
    if not found then
        raise exception 'the session is gone' using errcode = '23503', table = 'booking', constraint = 'booking_slot';
    end if;
    new.arrival := held.arrivals;
    -- Nobody waits unless all places are taken: who comes while somebody waits, waits.
    new.state := case when held.waiting > 0 then 'waiting' else 'confirmed' end;
    return new;
end
$$;
create trigger admit before insert on booking for each row execute function booking_admit();

-- A booking that waited for the person's row may find that she has given up meanwhile: the row is read again under its
-- lock, whoever writes, one or many at once.
create function booking_needs_person() returns trigger
    language plpgsql set search_path from current
as $$
begin
    perform from participant p where p.id = new.participant_id and p.cancelled_at is null for no key update;
    if not found then
        raise exception 'the person has given up'
            using errcode = '23514', table = 'booking', constraint = 'booking_person_comes';
    end if;
    return new;
end
$$;
-- After "admit", by its name: the row is locked already, and a refusal takes back the place.
create trigger admit_person before insert on booking for each row execute function booking_needs_person();

-- A place that is freed goes to who waited longest.
create function promote_waiting(wanted bigint) returns void
    language plpgsql security definer set search_path from current
as $$
declare
    held session_place%rowtype;
begin
    select * into held from session_place where session_id = wanted for update;
    if held.waiting = 0 or held.confirmed >= held.capacity then
        return;
    end if;
    update booking b set state = 'confirmed', promoted_at = moment()
      from (select id from booking where session_id = wanted and state = 'waiting'
             order by arrival limit held.capacity - held.confirmed for no key update) next
     where b.id = next.id;
end
$$;

create function booking_follow() returns trigger
    language plpgsql security definer set search_path from current
as $$
declare
    confirmed_by integer := 0;
    waiting_by integer := 0;
begin
    if tg_op = 'UPDATE' and (old.state = 'cancelled' or new.state = 'waiting'
                             or new.session_id <> old.session_id or new.participant_id <> old.participant_id) then
        raise exception 'a booking goes from waiting to confirmed, or is cancelled'
            using errcode = 'KV002', table = 'booking';
    end if;
    confirmed_by := case when tg_op = 'UPDATE' and new.state = 'confirmed' then 1 else 0 end
                  - case when old.state = 'confirmed' then 1 else 0 end;
    waiting_by := - case when old.state = 'waiting' then 1 else 0 end;
    update session_place set confirmed = confirmed + confirmed_by, waiting = waiting + waiting_by
     where session_id = old.session_id;
    if confirmed_by < 0 then
        perform promote_waiting(old.session_id);
    end if;
    return null;
end
$$;
create trigger follow after update of state, session_id, participant_id on booking for each row
    when ((old.state, old.session_id, old.participant_id) is distinct from (new.state, new.session_id, new.participant_id))
    execute function booking_follow();
create trigger follow_gone after delete on booking for each row
    when (old.state <> 'cancelled') execute function booking_follow();

-- Gives up places: some of a person's bookings, or all. The counts are locked first, in the order of their keys, so
-- that two people who leave at once cannot block each other.
create function cancel_bookings(person bigint, wanted bigint[] default null) returns bigint[]
    language plpgsql security definer set search_path from current
as $$
declare
    given_up bigint[];
begin
    perform from participant where id = person for no key update;
    perform from session_place
      where session_id in (select b.session_id from booking b where b.participant_id = person
                              and b.state <> 'cancelled' and (wanted is null or b.id = any (wanted)))
      order by session_id for update;
    with gone as (
        update booking set state = 'cancelled', cancelled_at = moment()
         where participant_id = person and state <> 'cancelled' and (wanted is null or id = any (wanted))
        returning id)
    select coalesce(array_agg(id order by id), '{}') into given_up from gone;
    return given_up;
end
$$;

-- The places of a session follow its capacity: none below what is confirmed, and those added go to who waits.
create function programme_session_places() returns trigger
    language plpgsql security definer set search_path from current
as $$
begin
    if tg_op = 'INSERT' then
        insert into session_place (session_id, capacity) values (new.id, new.capacity);
    else
        update session_place set capacity = new.capacity where session_id = new.id;
        perform promote_waiting(new.id);
    end if;
    return null;
end
$$;
create trigger places after insert or update of capacity on programme_session
    for each row execute function programme_session_places();

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
create trigger audit after delete or update of name, email, phone, association_id, association_name, cancelled_at
    on participant for each row execute function audit('participant');
create trigger audit after delete or update of state on booking
    for each row execute function audit('booking', 'participant', 'participant_id');
create trigger audit_new after insert on participant referencing new table as fresh
    for each statement execute function audit_new_person('participant', 'id');
create trigger audit_new after insert on booking referencing new table as fresh
    for each statement execute function audit_new_person('booking', 'participant_id');

-- Neither table is announced: a notification puts every commit of the server in one line, and people register and come
-- in by the hundred at once. The server that writes forgets its own counts.

-- People who register at the same moment are written together: one commit for all of them, and the places of each
-- session, which everybody wants at the opening, locked once.
-- Registers people, in the order given, and books their sessions. The rows that everybody wants are locked last, in the
-- order of their keys, and for as long as a commit takes. Versions, where they are given, are those of what the entry
-- was checked against: one for which they no longer hold is left out, as is seen from the answer.
create function register_participants(actor text, entries jsonb, happens_at timestamptz default null)
    returns table (code text, participant_id bigint, session_id bigint, state text)
    language plpgsql set search_path from current
as $$
#variable_conflict use_column
declare
    ids bigint[];
    codes text[];
begin
    perform set_config('kevre.actor', actor, true);
    if happens_at is not null then
        perform set_config('kevre.moment', happens_at::text, true);
    end if;
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
            insert into booking (session_id, participant_id)
            select w.id, n.id
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
