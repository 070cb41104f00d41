-- The programme of an edition: rooms, speakers, sessions (plenaries, round tables, workshops) and their places.
create table programme (
    edition_id bigint primary key references edition on delete cascade,
    published_at timestamptz,
    registration_closes_at timestamptz,
    introduction text not null default '',
    version integer not null default 1
);
comment on column programme.published_at is 'Since when the public sees the programme and may register; null: not yet.';
comment on column programme.registration_closes_at is 'Null: until each session begins.';

create table room (
    id bigint generated always as identity primary key,
    edition_id bigint not null references edition,
    name text not null constraint room_name_given check (name <> ''),
    capacity integer not null constraint room_capacity_positive check (capacity > 0),
    access text not null default '',
    version integer not null default 1,
    constraint room_once unique (edition_id, name)
);
comment on column room.access is 'How to find it, and what it offers: floor, lift, projector.';

create table speaker (
    id bigint generated always as identity primary key,
    edition_id bigint not null references edition,
    name text not null constraint speaker_name_given check (name <> ''),
    name_key text not null generated always as (fold(name)) stored,
    title text not null default '',
    constraint speaker_once unique (edition_id, name_key)
);
comment on column speaker.title is 'Function or organisation, as the programme prints it.';

create table programme_session (
    id bigint generated always as identity primary key,
    edition_id bigint not null references edition,
    room_id bigint references room,
    kind text not null constraint programme_session_kind check (kind in ('plenary', 'round_table', 'workshop')),
    title text not null constraint programme_session_title_given check (title <> ''),
    description text not null default '',
    audience text not null default '',
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    slot tstzrange not null generated always as (tstzrange(starts_at, ends_at)) stored,
    capacity integer not null constraint programme_session_capacity check (capacity > 0),
    registered boolean not null default true,
    version integer not null default 1,
    constraint programme_session_times check (ends_at > starts_at),
    -- What bookings refer to, so that a session that moves moves them.
    constraint programme_session_slot unique (id, slot),
    -- A room holds one session at a time; one that ends at ten leaves it to the one that begins at ten.
    constraint programme_session_one_room exclude using gist (room_id with =, slot with &&)
);
comment on column programme_session.room_id is 'Null while no room is found.';
comment on column programme_session.registered is 'False: everybody comes in without registering.';
create index programme_session_edition on programme_session (edition_id, starts_at, id);
create index programme_session_room on programme_session (room_id);

create table session_speaker (
    id bigint generated always as identity primary key,
    session_id bigint not null,
    slot tstzrange not null,
    speaker_id bigint not null references speaker,
    moderates boolean not null default false,
    position integer not null default 0,
    constraint session_speaker_once unique (session_id, speaker_id),
    constraint session_speaker_slot foreign key (session_id, slot)
        references programme_session (id, slot) on update cascade on delete cascade,
    -- Nobody speaks in two places at once.
    constraint session_speaker_one_place exclude using gist (speaker_id with =, slot with &&)
);
create index session_speaker_speaker on session_speaker (speaker_id);

-- The places of a session, apart from what officers edit: the row that those who come at the same time take in turn.
-- Its lock gives the order of arrival, its check the guarantee that no place is given twice.
create table session_place (
    session_id bigint primary key references programme_session on delete cascade,
    capacity integer not null,
    confirmed integer not null default 0 constraint session_place_confirmed check (confirmed >= 0),
    waiting integer not null default 0 constraint session_place_waiting check (waiting >= 0),
    arrivals bigint not null default 0,
    constraint session_place_not_overbooked check (confirmed <= capacity)
) with (fillfactor = 50);
comment on table session_place is 'Counts kept by the triggers of booking; kevre check compares them.';
insert into reserved (table_name) values ('session_place');
create trigger audit_by_hand after insert or update or delete on session_place for each row
    when (pg_trigger_depth() = 0) execute function audit('session_place', 'programme_session', 'session_id');

-- Whoever comes to the session meanwhile waits for the end of the transaction.
create function hold_places(wanted bigint) returns void
    language plpgsql security definer set search_path from current
as $$
begin
    perform from session_place where session_id = wanted for update;
end
$$;

-- A session takes no more people than its room. The share lock makes a change of the room wait.
create function programme_session_guard() returns trigger
    language plpgsql set search_path from current
as $$
declare
    place room%rowtype;
begin
    if new.room_id is null then
        return new;
    end if;
    select * into place from room where id = new.room_id for share;
    if place.edition_id <> new.edition_id then
        raise exception 'the room is of another edition' using errcode = 'KV004', table = 'programme_session';
    end if;
    if place.capacity < new.capacity then
        raise exception 'the room holds %, not %', place.capacity, new.capacity
            using errcode = '23514', constraint = 'programme_session_fits_room', table = 'programme_session';
    end if;
    return new;
end
$$;
create trigger guard before insert or update of room_id, capacity, edition_id on programme_session
    for each row execute function programme_session_guard();

create function room_guard() returns trigger
    language plpgsql set search_path from current
as $$
begin
    if exists (select from programme_session s where s.room_id = new.id and s.capacity > new.capacity) then
        raise exception 'a session of the room takes more people'
            using errcode = '23514', constraint = 'room_holds_its_sessions', table = 'room';
    end if;
    return new;
end
$$;
create trigger guard before update of capacity on room for each row execute function room_guard();

create trigger audit after insert or update or delete on programme
    for each row execute function audit('programme', 'edition', 'edition_id');
create trigger audit after insert or update or delete on room
    for each row execute function audit('room', 'edition', 'edition_id');
create trigger audit after insert or update or delete on speaker
    for each row execute function audit('speaker', 'edition', 'edition_id');
create trigger audit after insert or update or delete on programme_session
    for each row execute function audit('programme_session');
create trigger audit after insert or delete or update of speaker_id, moderates on session_speaker
    for each row execute function audit('session_speaker', 'programme_session', 'session_id');
create trigger announce after insert or update or delete on room for each statement execute function announce('room');
create trigger announce after insert or update or delete on programme_session
    for each statement execute function announce('programme_session');
