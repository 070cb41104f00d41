-- The day: who is in, by which door and since when; how many are inside.

-- What is known of a person's coming. Her first entry is what is told at a second one.
create table presence (
    participant_id bigint primary key references participant on delete cascade,
    edition_id bigint not null references edition,
    first_in_at timestamptz not null default now(),
    first_door text not null default '',
    last_at timestamptz not null default now(),
    last_door text not null default '',
    inside boolean not null default true
) with (fillfactor = 80);
create index presence_edition on presence (edition_id, first_in_at);

-- Every passage of a door, kept as it happened: the journal of the day, of which no line is ever changed.
create table passage (
    id bigint generated always as identity primary key,
    edition_id bigint not null references edition,
    participant_id bigint references participant on delete cascade,
    people integer not null default 1 constraint passage_people check (people between 1 and 500),
    leaves boolean not null default false,
    door text not null default '',
    at timestamptz not null default now(),
    agent_name text not null
);
comment on column passage.participant_id is 'Null: visitors who are counted and not named.';
create index passage_edition on passage (edition_id, at);

-- How many are inside and how many came, spread over rows of which each connection takes its own: whoever comes in
-- waits for nobody. The sum is what counts; one row may be below zero.
create table presence_count (
    edition_id bigint not null references edition,
    shard integer not null,
    inside integer not null default 0,
    entered integer not null default 0,
    named integer not null default 0,
    primary key (edition_id, shard)
) with (fillfactor = 50);
comment on column presence_count.entered is 'Entries in all, those who came back counted once more.';
comment on column presence_count.named is 'Registered people who came, each counted once.';

-- In plpgsql, like all that follows, so that plans are kept: a door opens some thousand times an hour.
create function count_passage(wanted bigint, people integer, came integer, first integer) returns void
    language plpgsql set search_path from current
as $$
begin
    update presence_count c
       set inside = c.inside + people, entered = c.entered + came, named = c.named + first
     where c.edition_id = wanted and c.shard = pg_backend_pid() % 61;
    if not found then
        insert into presence_count as c (edition_id, shard, inside, entered, named)
        values (wanted, pg_backend_pid() % 61, people, came, first)
        on conflict (edition_id, shard) do update
           set inside = c.inside + excluded.inside, entered = c.entered + excluded.entered,
               named = c.named + excluded.named;
    end if;
end
$$;

-- How many are in, of an edition, and how many may be.
create function hall_count(wanted bigint, out inside bigint, out entered bigint, out hall integer)
    language plpgsql set search_path from current
as $$
begin
    select coalesce(sum(c.inside), 0), coalesce(sum(c.entered), 0) into hall_count.inside, hall_count.entered
      from presence_count c where c.edition_id = wanted;
    select coalesce(e.capacity, e.public_area) into hall_count.hall from edition e where e.id = wanted;
end
$$;

-- What a person is awaited for: her sessions still to come, with her rank where she waits.
create function participant_agenda(person bigint) returns jsonb
    language plpgsql stable set search_path from current
as $$
begin
    if not exists (select from booking b where b.participant_id = person) then
        return null;
    end if;
    return (
    select jsonb_agg(jsonb_build_object(
               'title', s.title, 'starts', extract(epoch from s.starts_at)::bigint,
               'ends', extract(epoch from s.ends_at)::bigint, 'room', r.name,
               'rank', case when b.state = 'waiting' then
                   (select count(*) from booking w where w.session_id = b.session_id and w.state = 'waiting'
                       and w.arrival <= b.arrival) end) order by s.starts_at)
      from booking b join programme_session s on s.id = b.session_id left join room r on r.id = s.room_id
     where b.participant_id = person and b.state <> 'cancelled');
end
$$;

-- What a door answers, as outcome:
--   entered   came in (back: she had been in before)    already   is in: first_at and first_door say since when
--   left      went out                                  outside   wanted to go out and is not in
--   cancelled her registration is cancelled             other_edition   the code is of the edition other_year
--   unknown   no such code                              waiting, not_booked   at a session: no place of hers
create type door_answer as (
    outcome text, participant_id bigint, name text, organisation text, first_at timestamptz, first_door text,
    back boolean, stand boolean, other_year integer, other_name text, waiting_rank bigint, agenda jsonb,
    session_title text, inside bigint, entered bigint, hall integer);

-- Codes of stands are forgiven the same letters as those of people.
create index registration_door on registration (translate(code, 'OIL', '011'));

-- The association of a stand, by the code of its registration: present once, told apart the second time.
create function check_in_stand(wanted bigint, wanted_year integer, wanted_code text, at_door text) returns door_answer
    language plpgsql set search_path from current
as $$
declare
    answer door_answer;
    stand record;
begin
    select r.id, r.edition_id, r.state, r.arrived_at, a.name, t.name as type, e.year, e.name as edition_name
      into stand
      from registration r join association a on a.id = r.association_id join stand_type t on t.id = r.stand_type_id
      join edition e on e.id = r.edition_id
     where translate(r.code, 'OIL', '011') = translate(wanted_code, 'OIL', '011') and r.state <> 'draft' for update of r;
    if not found then
        answer.outcome := 'unknown';
        return answer;
    end if;
    answer.stand := true;
    answer.name := stand.name;
    answer.organisation := stand.type;
    answer.first_at := stand.arrived_at;
    if stand.edition_id <> wanted then
        answer.outcome := 'other_edition';
        answer.other_year := stand.year;
        answer.other_name := stand.edition_name;
    elsif stand.state in ('present', 'surveyed') then
        answer.outcome := 'already';
    elsif exists (select from registration_transition t where t.from_state = stand.state and t.event = 'arrive') then
        perform set_config('kevre.event', 'arrive', true);
        update registration set state = 'present', arrived_at = now(), version = version + 1 where id = stand.id
        returning arrived_at into answer.first_at;
        answer.outcome := 'entered';
    elsif stand.state in ('waiting', 'registered') then
        answer.outcome := 'waiting';
    else
        answer.outcome := 'cancelled';
    end if;
    return answer;
end
$$;

-- A person, or a stand, at a door of the hall, in one statement. Nothing is locked but her own row.
create function check_in(wanted_year integer, wanted_code text, at_door text, leaves boolean, actor text)
    returns door_answer
    language plpgsql set search_path from current
as $$
declare
    answer door_answer;
    wanted bigint;
    person record;
    known presence%rowtype;
begin
    perform set_config('kevre.actor', actor, true);
    select e.id into wanted from edition e where e.year = wanted_year;
    if not found then
        return null;
    end if;
    select p.id, p.name, p.cancelled_at, p.edition_id, p.association_id, p.association_name into person
      from participant p where p.code = wanted_code;
    if not found then
        answer := check_in_stand(wanted, wanted_year, wanted_code, at_door);
        select c.inside, c.entered, c.hall into answer.inside, answer.entered, answer.hall from hall_count(wanted) c;
        return answer;
    end if;
    answer.participant_id := person.id;
    answer.name := person.name;
    answer.organisation := person.association_name;
    if person.association_id is not null then
        select a.name into answer.organisation from association a where a.id = person.association_id;
    end if;
    if person.edition_id <> wanted then
        answer.outcome := 'other_edition';
        select e.year, e.name into answer.other_year, answer.other_name from edition e where e.id = person.edition_id;
    elsif person.cancelled_at is not null then
        answer.outcome := 'cancelled';
    elsif leaves then
        update presence h set inside = false, last_at = now(), last_door = at_door
         where h.participant_id = person.id and h.inside
        returning h.* into known;
        answer.outcome := case when found then 'left' else 'outside' end;
    else
        insert into presence as h (participant_id, edition_id, first_door, last_door)
        values (person.id, wanted, at_door, at_door)
        on conflict (participant_id) do update set inside = true, last_at = now(), last_door = at_door
            where not h.inside
        returning h.* into known;
        answer.outcome := case when found then 'entered' else 'already' end;
        answer.back := answer.outcome = 'entered' and known.first_in_at <> known.last_at;
    end if;
    if answer.outcome in ('already', 'outside') then
        select * into known from presence h where h.participant_id = person.id;
    elsif answer.outcome in ('entered', 'left') then
        insert into passage (edition_id, participant_id, leaves, door, agent_name)
        values (wanted, person.id, check_in.leaves, at_door, substr(actor, strpos(actor, ':') + 1));
        perform count_passage(
            wanted, case when check_in.leaves then -1 else 1 end, case when check_in.leaves then 0 else 1 end,
            case when check_in.leaves or answer.back then 0 else 1 end);
    end if;
    answer.first_at := known.first_in_at;
    answer.first_door := known.first_door;
    if answer.outcome in ('entered', 'already') then
        answer.agenda := participant_agenda(person.id);
    end if;
    select c.inside, c.entered, c.hall into answer.inside, answer.entered, answer.hall from hall_count(wanted) c;
    return answer;
end
$$;

-- A person at the door of a session in which she holds a place.
create function attend_session(wanted_year integer, wanted_session bigint, wanted_code text, at_door text)
    returns door_answer
    language plpgsql set search_path from current
as $$
declare
    answer door_answer;
    wanted bigint;
    person record;
    held booking%rowtype;
begin
    select e.id into wanted
      from edition e join programme_session s on s.edition_id = e.id
     where e.year = wanted_year and s.id = wanted_session;
    if not found then
        return null;
    end if;
    select p.id, p.name, p.cancelled_at, p.edition_id, e.year, e.name as edition_name,
           coalesce(a.name, p.association_name) as organisation
      into person
      from participant p join edition e on e.id = p.edition_id left join association a on a.id = p.association_id
     where p.code = wanted_code;
    if not found then
        answer.outcome := 'unknown';
    else
        answer.participant_id := person.id;
        answer.name := person.name;
        answer.organisation := person.organisation;
        update booking b set attended_at = now(), attended_door = at_door
         where b.participant_id = person.id and b.session_id = wanted_session and b.state = 'confirmed'
           and b.attended_at is null and person.cancelled_at is null
        returning b.* into held;
        if found then
            answer.outcome := 'entered';
        elsif person.edition_id <> wanted then
            answer.outcome := 'other_edition';
            answer.other_year := person.year;
            answer.other_name := person.edition_name;
        elsif person.cancelled_at is not null then
            answer.outcome := 'cancelled';
        else
            select * into held from booking b
             where b.participant_id = person.id and b.session_id = wanted_session
             order by b.state = 'cancelled', b.id desc limit 1;
            answer.outcome := case held.state when 'confirmed' then 'already' when 'waiting' then 'waiting'
                                              when 'cancelled' then 'cancelled' else 'not_booked' end;
            if held.state = 'waiting' then
                select count(*) into answer.waiting_rank from booking w
                 where w.session_id = wanted_session and w.state = 'waiting' and w.arrival <= held.arrival;
            end if;
        end if;
        answer.first_at := held.attended_at;
        answer.first_door := held.attended_door;
    end if;
    select count(b.attended_at), count(b.attended_at), min(s.capacity), min(s.title)
      into answer.inside, answer.entered, answer.hall, answer.session_title
      from programme_session s
      left join booking b on b.session_id = s.id and b.state = 'confirmed'
     where s.id = wanted_session;
    return answer;
end
$$;

-- Visitors who are counted and not named; below zero, they leave.
create function count_visitors(wanted_year integer, people integer, at_door text, actor text)
    returns table (inside bigint, entered bigint, hall integer)
    language plpgsql set search_path from current
as $$
declare
    wanted bigint;
begin
    select e.id into wanted from edition e where e.year = wanted_year;
    if not found then
        return;
    end if;
    insert into passage (edition_id, people, leaves, door, agent_name)
    values (wanted, abs(count_visitors.people), count_visitors.people < 0, at_door, substr(actor, strpos(actor, ':') + 1));
    perform count_passage(wanted, count_visitors.people, greatest(count_visitors.people, 0), 0);
    return query select c.inside, c.entered, c.hall from hall_count(wanted) c;
end
$$;

create trigger audit after delete on presence
    for each row execute function audit('presence', 'participant', 'participant_id');
