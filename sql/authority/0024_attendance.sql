-- The day: who is in, by which door and since when; how many are inside.
-- The doors go by the day: on the second day of an edition nobody is « already in » since the first, and the count of the
-- hall begins anew. What is tried at the doors before the first day stands apart from what happened: it is shown as a
-- trial and counted nowhere, and nobody who was in on trial is « already in » on the day.

-- The day of a passage by the clock of Paris. It turns at four in the morning: who leaves a fest-noz at one was in.
create function door_day(moment timestamptz) returns date
    language sql immutable parallel safe
    return ((moment at time zone 'Europe/Paris') - interval '4 hours')::date;

create function is_of_today(moment timestamptz) returns boolean
    language sql stable parallel safe
    return door_day(moment) = door_day(moment());

-- Whether the first day of an edition is still to come. It begins with its doors: what is tried while the hall is set up at
-- night is a trial.
create function is_to_come(starts date) returns boolean
    language sql stable parallel safe
    return door_day(moment()) < starts;

-- What is known of a person's coming. Her first entry of the day is what is told at a second one.
create table presence (
    participant_id bigint primary key references participant on delete cascade,
    edition_id bigint not null references edition,
    first_in_at timestamptz not null default moment(),
    first_door text not null default '',
    in_at timestamptz not null default moment(),
    in_door text not null default '',
    last_at timestamptz not null default moment(),
    last_door text not null default '',
    inside boolean not null default true
) with (fillfactor = 80);
comment on column presence.in_at is 'First entry of the last day she came; first_in_at is that of the edition.';
create index presence_edition on presence (edition_id, first_in_at);

-- What presence is on the day.
create table trial_presence (
    participant_id bigint primary key references participant on delete cascade,
    edition_id bigint not null references edition,
    first_in_at timestamptz not null default moment(),
    first_door text not null default '',
    in_at timestamptz not null default moment(),
    in_door text not null default '',
    last_at timestamptz not null default moment(),
    last_door text not null default '',
    inside boolean not null default true
) with (fillfactor = 80);
create index trial_presence_edition on trial_presence (edition_id);

-- Every passage of a door, kept as it happened: the journal of the day, of which no line is ever changed.
create table passage (
    id bigint generated always as identity primary key,
    edition_id bigint not null references edition,
    participant_id bigint references participant on delete cascade,
    people integer not null default 1 constraint passage_people check (people between 1 and 500),
    leaves boolean not null default false,
    door text not null default '',
    at timestamptz not null default moment(),
    agent_name text not null,
    trial boolean not null default false
);
comment on column passage.participant_id is 'Null: visitors who are counted and not named.';
comment on column passage.trial is 'Before the first day, by the clock of Paris.';
create index passage_edition on passage (edition_id, at);
create index passage_trial on passage (edition_id) where trial;

-- How many are inside and how many came, spread over rows of which each connection takes its own: whoever comes in
-- waits for nobody. The sum is what counts; one row may be below zero. The sums of an edition are those of its days:
-- what a day left inside stays in its own row.
create table presence_count (
    edition_id bigint not null references edition on delete cascade,
    trial boolean not null default false,
    day date not null default door_day(moment()),
    shard integer not null,
    inside integer not null default 0,
    entered integer not null default 0,
    named integer not null default 0,
    primary key (edition_id, trial, day, shard)
) with (fillfactor = 50);
comment on column presence_count.inside is 'Entries less exits of the day.';
comment on column presence_count.entered is 'Entries in all, those who came back counted once more.';
comment on column presence_count.named is 'Registered people who came, each counted once.';

-- Only the doors write what happens at them.
insert into reserved (table_name) values ('presence'), ('trial_presence'), ('passage'), ('presence_count');

-- In plpgsql, like all that follows, so that plans are kept: a door opens some thousand times an hour.
create function count_passage(wanted bigint, tries boolean, people integer, came integer, first integer)
    returns void
    language plpgsql set search_path from current
as $$
declare
    today date := door_day(moment());
begin
    update presence_count c
       set inside = c.inside + people, entered = c.entered + came, named = c.named + first
     where c.edition_id = wanted and c.trial = tries and c.day = today and c.shard = pg_backend_pid() % 61;
    if not found then
        insert into presence_count as c (edition_id, trial, day, shard, inside, entered, named)
        values (wanted, tries, today, pg_backend_pid() % 61, people, came, first)
        on conflict (edition_id, trial, day, shard) do update
           set inside = c.inside + excluded.inside, entered = c.entered + excluded.entered,
               named = c.named + excluded.named;
    end if;
end
$$;

-- How many are in today, of an edition, how many came in, and how many may be in; before the first day, on trial. Once
-- the edition is past, how many came in on all its days.
create function hall_count(wanted bigint, out inside bigint, out entered bigint, out hall integer)
    language plpgsql set search_path from current
as $$
declare
    today date := door_day(moment());
    tries boolean;
    is_past boolean;
begin
    select coalesce(e.capacity, e.public_area), is_to_come(e.starts_on), e.ends_on < today
      into hall_count.hall, tries, is_past
      from edition e where e.id = wanted;
    if is_past then
        select coalesce(sum(c.inside) filter (where c.day = today), 0), coalesce(sum(c.entered), 0)
          into hall_count.inside, hall_count.entered
          from presence_count c where c.edition_id = wanted and not c.trial;
    else
        select coalesce(sum(c.inside), 0), coalesce(sum(c.entered), 0) into hall_count.inside, hall_count.entered
          from presence_count c where c.edition_id = wanted and c.trial = tries and c.day = today;
    end if;
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
    session_title text, inside bigint, entered bigint, hall integer, trial boolean);

-- The association of a stand, by the code of its registration: present once, told apart the second time. It comes once
-- and does not go out: who types its code to leave is told so.
create function check_in_stand(wanted bigint, wanted_code text, leaves boolean) returns door_answer
    language plpgsql set search_path from current
as $$
declare
    answer door_answer;
    stand record;
begin
    select r.id, r.edition_id, r.state, r.arrived_at, r.tried_at, a.name, t.name as type, e.year,
           e.name as edition_name, is_to_come(e.starts_on) as tries
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
    elsif leaves then
        answer.outcome := 'outside';
    elsif stand.state in ('present', 'surveyed') then
        answer.outcome := 'already';
    elsif exists (select from registration_transition t where t.from_state = stand.state and t.event = 'arrive') then
        if not stand.tries then
            perform set_config('kevre.event', 'arrive', true);
            update registration set state = 'present', arrived_at = moment(), version = version + 1 where id = stand.id
            returning arrived_at into answer.first_at;
            answer.outcome := 'entered';
        elsif stand.tried_at is null then
            update registration set tried_at = moment() where id = stand.id returning tried_at into answer.first_at;
            answer.outcome := 'entered';
        else
            answer.first_at := stand.tried_at;
            answer.outcome := 'already';
        end if;
    elsif stand.state in ('waiting', 'registered') then
        answer.outcome := 'waiting';
    else
        answer.outcome := 'cancelled';
    end if;
    return answer;
end
$$;

-- A person, or a stand, at a door of the hall, in one statement, which says its actor and its moment itself. Nothing is
-- locked but her own row.
create function check_in(
    wanted_year integer, wanted_code text, at_door text, leaves boolean, actor text,
    happens_at timestamptz default null)
    returns door_answer
    language plpgsql security definer set search_path from current
as $$
declare
    answer door_answer;
    wanted bigint;
    tries boolean;
    person record;
    was presence%rowtype;
    known presence%rowtype;
    came_today boolean := false;
begin
    perform set_config('kevre.actor', actor, true);
    if happens_at is not null then
        perform set_config('kevre.moment', happens_at::text, true);
    end if;
    select e.id, is_to_come(e.starts_on) into wanted, tries from edition e where e.year = wanted_year;
    if not found then
        return null;
    end if;
    select p.id, p.name, p.cancelled_at, p.edition_id, p.association_id, p.association_name, p.trial into person
      from participant p where p.code = wanted_code;
    if not found then
        answer := check_in_stand(wanted, wanted_code, check_in.leaves);
        answer.trial := tries;
        select c.inside, c.entered, c.hall into answer.inside, answer.entered, answer.hall from hall_count(wanted) c;
        return answer;
    end if;
    answer.trial := tries;
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
    elsif leaves and tries then
        update trial_presence h set inside = false, last_at = moment(), last_door = at_door
         where h.participant_id = person.id and h.inside and is_of_today(h.last_at)
        returning h.* into known;
        answer.outcome := case when found then 'left' else 'outside' end;
    elsif leaves then
        update presence h set inside = false, last_at = moment(), last_door = at_door
         where h.participant_id = person.id and h.inside and is_of_today(h.last_at)
        returning h.* into known;
        answer.outcome := case when found then 'left' else 'outside' end;
    else
        -- Her row as it was, locked: that tells who came before. Two moments may be the same one.
        if tries then
            select * into was from trial_presence h where h.participant_id = person.id for no key update;
        else
            select * into was from presence h where h.participant_id = person.id for no key update;
        end if;
        came_today := coalesce(is_of_today(was.last_at), false);
        if tries then
            insert into trial_presence as h (participant_id, edition_id, first_door, last_door, in_door)
            values (person.id, wanted, at_door, at_door, at_door)
            on conflict (participant_id) do update
               set inside = true, last_at = moment(), last_door = at_door,
                   in_at = case when is_of_today(h.last_at) then h.in_at else moment() end,
                   in_door = case when is_of_today(h.last_at) then h.in_door else at_door end
             where not (h.inside and is_of_today(h.last_at))
            returning h.* into known;
        else
            insert into presence as h (participant_id, edition_id, first_door, last_door, in_door)
            values (person.id, wanted, at_door, at_door, at_door)
            on conflict (participant_id) do update
               set inside = true, last_at = moment(), last_door = at_door,
                   in_at = case when is_of_today(h.last_at) then h.in_at else moment() end,
                   in_door = case when is_of_today(h.last_at) then h.in_door else at_door end
             where not (h.inside and is_of_today(h.last_at))
            returning h.* into known;
        end if;
        answer.outcome := case when found then 'entered' else 'already' end;
        answer.back := answer.outcome = 'entered' and came_today;
        if person.trial and not tries then
            update participant set trial = false where id = person.id;
        end if;
    end if;
    if answer.outcome in ('already', 'outside') then
        if tries then
            select * into known from trial_presence h where h.participant_id = person.id;
        else
            select * into known from presence h where h.participant_id = person.id;
        end if;
    elsif answer.outcome in ('entered', 'left') then
        insert into passage (edition_id, participant_id, leaves, door, agent_name, trial)
        values (wanted, person.id, check_in.leaves, at_door, substr(actor, strpos(actor, ':') + 1), tries);
        perform count_passage(
            wanted, tries, case when check_in.leaves then -1 else 1 end, case when check_in.leaves then 0 else 1 end,
            case when check_in.leaves or was.participant_id is not null then 0 else 1 end);
    end if;
    answer.first_at := known.in_at;
    answer.first_door := known.in_door;
    if answer.outcome in ('entered', 'already') then
        answer.agenda := participant_agenda(person.id);
    end if;
    select c.inside, c.entered, c.hall into answer.inside, answer.entered, answer.hall from hall_count(wanted) c;
    return answer;
end
$$;

-- A person at the door of a session in which she holds a place.
create function attend_session(
    wanted_year integer, wanted_session bigint, wanted_code text, at_door text, actor text,
    happens_at timestamptz default null)
    returns door_answer
    language plpgsql security definer set search_path from current
as $$
declare
    answer door_answer;
    wanted bigint;
    tries boolean;
    person record;
    held booking%rowtype;
begin
    perform set_config('kevre.actor', actor, true);
    if happens_at is not null then
        perform set_config('kevre.moment', happens_at::text, true);
    end if;
    select e.id, is_to_come(e.starts_on) into wanted, tries
      from edition e join programme_session s on s.edition_id = e.id
     where e.year = wanted_year and s.id = wanted_session;
    if not found then
        return null;
    end if;
    answer.trial := tries;
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
        update booking b
           set attended_at = case when tries then null else moment() end,
               attended_door = case when tries then null else at_door end,
               attended_by = case when tries then null else substr(actor, strpos(actor, ':') + 1) end,
               tried_at = case when tries then moment() else b.tried_at end
         where b.participant_id = person.id and b.session_id = wanted_session and b.state = 'confirmed'
           and case when tries then b.tried_at else b.attended_at end is null and person.cancelled_at is null
        returning b.* into held;
        if found then
            answer.outcome := 'entered';
            if not tries then
                update participant p set trial = false where p.id = person.id and p.trial;
            end if;
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
        answer.first_at := case when tries then held.tried_at else held.attended_at end;
        answer.first_door := held.attended_door;
    end if;
    select count(case when tries then b.tried_at else b.attended_at end), min(s.capacity), min(s.title)
      into answer.inside, answer.hall, answer.session_title
      from programme_session s
      left join booking b on b.session_id = s.id and b.state = 'confirmed'
     where s.id = wanted_session;
    answer.entered := answer.inside;
    return answer;
end
$$;

-- Visitors who are counted and not named; below zero, they leave.
create function count_visitors(
    wanted_year integer, people integer, at_door text, actor text, happens_at timestamptz default null)
    returns table (inside bigint, entered bigint, hall integer)
    language plpgsql security definer set search_path from current
as $$
declare
    wanted bigint;
    tries boolean;
begin
    perform set_config('kevre.actor', actor, true);
    if happens_at is not null then
        perform set_config('kevre.moment', happens_at::text, true);
    end if;
    select e.id, is_to_come(e.starts_on) into wanted, tries from edition e where e.year = wanted_year;
    if not found then
        return;
    end if;
    insert into passage (edition_id, people, leaves, door, agent_name, trial)
    values (wanted, abs(count_visitors.people), count_visitors.people < 0, at_door,
            substr(actor, strpos(actor, ':') + 1), tries);
    perform count_passage(wanted, tries, count_visitors.people, greatest(count_visitors.people, 0), 0);
    return query select c.inside, c.entered, c.hall from hall_count(wanted) c;
end
$$;

-- Takes back what was tried at the doors of an edition before its first day: passages, presences, arrivals of stands,
-- entries of sessions, and who was registered at the door in trying.
create function empty_trials(wanted bigint) returns void
    language plpgsql security definer set search_path from current
as $$
begin
    update registration set tried_at = null where edition_id = wanted and tried_at is not null;
    update booking b set tried_at = null from participant p
     where p.id = b.participant_id and p.edition_id = wanted and b.tried_at is not null;
    delete from passage where edition_id = wanted and trial;
    delete from presence_count where edition_id = wanted and trial;
    delete from trial_presence where edition_id = wanted;
    delete from participant where edition_id = wanted and trial;
end
$$;

-- Who is registered at the door before the first day is so on trial.
create function participant_on_trial() returns trigger
    language plpgsql set search_path from current
as $$
begin
    select is_to_come(e.starts_on) into new.trial from edition e where e.id = new.edition_id;
    return new;
end
$$;
create trigger on_trial before insert on participant for each row when (new.channel = 'walk_in')
    execute function participant_on_trial();

create trigger audit after delete on presence
    for each row execute function audit('presence', 'participant', 'participant_id');
create trigger audit after delete on trial_presence
    for each row execute function audit('presence', 'participant', 'participant_id');
