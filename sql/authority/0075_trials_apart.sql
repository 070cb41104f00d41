-- What is tried at the doors before the first day stands apart from what happened: it is shown as a trial and counted
-- nowhere, and nobody who was in on trial is « already in » on the day.
alter table passage add column trial boolean not null default false;
comment on column passage.trial is 'Before the first day, by the clock of Paris.';
create index passage_trial on passage (edition_id) where trial;

alter table presence_count add column trial boolean not null default false;
alter table presence_count drop constraint presence_count_pkey;
alter table presence_count add primary key (edition_id, trial, shard);

-- What presence is on the day.
create table trial_presence (
    participant_id bigint primary key references participant on delete cascade,
    edition_id bigint not null references edition,
    first_in_at timestamptz not null default now(),
    first_door text not null default '',
    last_at timestamptz not null default now(),
    last_door text not null default '',
    inside boolean not null default true
) with (fillfactor = 80);
create index trial_presence_edition on trial_presence (edition_id);
create trigger audit after delete on trial_presence
    for each row execute function audit('presence', 'participant', 'participant_id');

alter table booking add column tried_at timestamptz;
comment on column booking.tried_at is 'Checked at the door of the session before the first day.';
create index booking_tried on booking (participant_id) where tried_at is not null;

alter table registration add column tried_at timestamptz;
comment on column registration.tried_at is 'Its arrival was tried before the first day; its state says nothing of it.';

alter table participant add column trial boolean not null default false;
comment on column participant.trial is 'Registered at the door before the first day; no more once she comes on the day.';
create index participant_trial on participant (edition_id, id) where trial;

-- Whether the first day of an edition is still to come.
create function is_to_come(starts date) returns boolean
    language sql stable parallel safe
return (now() at time zone 'Europe/Paris')::date < starts;

-- What was tried before this was told apart.
select set_config('kevre.actor', '-:Installation', true);
update passage g set trial = true from edition e
 where e.id = g.edition_id and (g.at at time zone 'Europe/Paris')::date < e.starts_on;
with moved as (
    delete from presence h using edition e
     where e.id = h.edition_id and (h.first_in_at at time zone 'Europe/Paris')::date < e.starts_on
    returning h.*)
insert into trial_presence select * from moved;
-- Who was tried and came on the day too was one row: what happened on the day is in the passages.
insert into presence (participant_id, edition_id, first_in_at, first_door, last_at, last_door, inside)
select distinct on (g.participant_id) g.participant_id, g.edition_id,
       first_value(g.at) over entries, first_value(g.door) over entries, g.at, g.door, not g.leaves
  from passage g
 where not g.trial and g.participant_id is not null
   and exists (select from trial_presence t where t.participant_id = g.participant_id)
window entries as (partition by g.participant_id order by g.leaves, g.at, g.id)
 order by g.participant_id, g.at desc, g.id desc;
update booking b set tried_at = b.attended_at, attended_at = null, attended_door = null
  from participant p, edition e
 where p.id = b.participant_id and e.id = p.edition_id
   and (b.attended_at at time zone 'Europe/Paris')::date < e.starts_on;
update participant p set trial = true from edition e
 where e.id = p.edition_id and p.channel = 'walk_in' and (p.created_at at time zone 'Europe/Paris')::date < e.starts_on
   and not exists (select from presence h where h.participant_id = p.id)
   and not exists (select from booking b where b.participant_id = p.id and b.attended_at is not null);
select set_config('kevre.event', 'undo_arrival', true);
update registration r set state = t.to_state, tried_at = r.arrived_at, arrived_at = null, version = r.version + 1
  from edition e, registration_transition t
 where e.id = r.edition_id and r.state = 'present' and t.from_state = 'present' and t.event = 'undo_arrival'
   and (r.arrived_at at time zone 'Europe/Paris')::date < e.starts_on;
select set_config('kevre.event', '', true);
delete from presence_count;
insert into presence_count (edition_id, trial, shard, inside, entered, named)
select g.edition_id, g.trial, 0, sum(case when g.leaves then -g.people else g.people end),
       coalesce(sum(g.people) filter (where not g.leaves), 0), count(distinct g.participant_id) filter (where not g.leaves)
  from passage g group by g.edition_id, g.trial;

drop function count_passage(bigint, integer, integer, integer);
create function count_passage(wanted bigint, tries boolean, people integer, came integer, first integer) returns void
    language plpgsql set search_path from current
as $$
begin
    update presence_count c
       set inside = c.inside + people, entered = c.entered + came, named = c.named + first
     where c.edition_id = wanted and c.trial = tries and c.shard = pg_backend_pid() % 61;
    if not found then
        insert into presence_count as c (edition_id, trial, shard, inside, entered, named)
        values (wanted, tries, pg_backend_pid() % 61, people, came, first)
        on conflict (edition_id, trial, shard) do update
           set inside = c.inside + excluded.inside, entered = c.entered + excluded.entered,
               named = c.named + excluded.named;
    end if;
end
$$;

-- How many are in, of an edition, and how many may be; before the first day, how many are in on trial.
create or replace function hall_count(wanted bigint, out inside bigint, out entered bigint, out hall integer)
    language plpgsql set search_path from current
as $$
declare
    tries boolean;
begin
    select coalesce(e.capacity, e.public_area), is_to_come(e.starts_on) into hall_count.hall, tries
      from edition e where e.id = wanted;
    select coalesce(sum(c.inside), 0), coalesce(sum(c.entered), 0) into hall_count.inside, hall_count.entered
      from presence_count c where c.edition_id = wanted and c.trial = tries;
end
$$;

alter type door_answer add attribute trial boolean;

create or replace function check_in_stand(wanted bigint, wanted_year integer, wanted_code text, at_door text)
    returns door_answer
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
    elsif stand.state in ('present', 'surveyed') then
        answer.outcome := 'already';
    elsif exists (select from registration_transition t where t.from_state = stand.state and t.event = 'arrive') then
        if not stand.tries then
            perform set_config('kevre.event', 'arrive', true);
            update registration set state = 'present', arrived_at = now(), version = version + 1 where id = stand.id
            returning arrived_at into answer.first_at;
            answer.outcome := 'entered';
        elsif stand.tried_at is null then
            update registration set tried_at = now() where id = stand.id returning tried_at into answer.first_at;
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

create or replace function check_in(wanted_year integer, wanted_code text, at_door text, leaves boolean, actor text)
    returns door_answer
    language plpgsql set search_path from current
as $$
declare
    answer door_answer;
    wanted bigint;
    tries boolean;
    person record;
    known presence%rowtype;
begin
    perform set_config('kevre.actor', actor, true);
    select e.id, is_to_come(e.starts_on) into wanted, tries from edition e where e.year = wanted_year;
    if not found then
        return null;
    end if;
    select p.id, p.name, p.cancelled_at, p.edition_id, p.association_id, p.association_name, p.trial into person
      from participant p where p.code = wanted_code;
    if not found then
        answer := check_in_stand(wanted, wanted_year, wanted_code, at_door);
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
        update trial_presence h set inside = false, last_at = now(), last_door = at_door
         where h.participant_id = person.id and h.inside
        returning h.* into known;
        answer.outcome := case when found then 'left' else 'outside' end;
    elsif leaves then
        update presence h set inside = false, last_at = now(), last_door = at_door
         where h.participant_id = person.id and h.inside
        returning h.* into known;
        answer.outcome := case when found then 'left' else 'outside' end;
    elsif tries then
        insert into trial_presence as h (participant_id, edition_id, first_door, last_door)
        values (person.id, wanted, at_door, at_door)
        on conflict (participant_id) do update set inside = true, last_at = now(), last_door = at_door
            where not h.inside
        returning h.* into known;
        answer.outcome := case when found then 'entered' else 'already' end;
        answer.back := answer.outcome = 'entered' and known.first_in_at <> known.last_at;
    else
        insert into presence as h (participant_id, edition_id, first_door, last_door)
        values (person.id, wanted, at_door, at_door)
        on conflict (participant_id) do update set inside = true, last_at = now(), last_door = at_door
            where not h.inside
        returning h.* into known;
        answer.outcome := case when found then 'entered' else 'already' end;
        answer.back := answer.outcome = 'entered' and known.first_in_at <> known.last_at;
        if person.trial then
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

create or replace function attend_session(wanted_year integer, wanted_session bigint, wanted_code text, at_door text)
    returns door_answer
    language plpgsql set search_path from current
as $$
declare
    answer door_answer;
    wanted bigint;
    tries boolean;
    person record;
    held booking%rowtype;
begin
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
           set attended_at = case when tries then null else now() end,
               attended_door = case when tries then null else at_door end,
               tried_at = case when tries then now() else b.tried_at end
         where b.participant_id = person.id and b.session_id = wanted_session and b.state = 'confirmed'
           and case when tries then b.tried_at else b.attended_at end is null and person.cancelled_at is null
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

create or replace function count_visitors(wanted_year integer, people integer, at_door text, actor text)
    returns table (inside bigint, entered bigint, hall integer)
    language plpgsql set search_path from current
as $$
declare
    wanted bigint;
    tries boolean;
begin
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
