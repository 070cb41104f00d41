-- The doors go by the day: on the second day of an edition nobody is « already in » since the first, and the count of the
-- hall begins anew.

-- The day of a passage by the clock of Paris. It turns at four in the morning: who leaves a fest-noz at one was in.
create function door_day(moment timestamptz) returns date
    language sql immutable parallel safe
    return ((moment at time zone 'Europe/Paris') - interval '4 hours')::date;

create function is_of_today(moment timestamptz) returns boolean
    language sql stable parallel safe
    return door_day(moment) = door_day(now());

-- The first day begins with its doors: what is tried while the hall is set up at night is a trial.
create or replace function is_to_come(starts date) returns boolean
    language sql stable parallel safe
    return door_day(now()) < starts;

alter table presence add column in_at timestamptz not null default now(), add column in_door text not null default '';
alter table trial_presence
    add column in_at timestamptz not null default now(), add column in_door text not null default '';
comment on column presence.in_at is 'First entry of the last day she came; first_in_at is that of the edition.';
update presence set in_at = first_in_at, in_door = first_door;
update presence h set in_at = g.at, in_door = g.door
  from (select distinct on (participant_id, door_day(at)) participant_id, at, door
          from passage where not trial and not leaves and participant_id is not null
         order by participant_id, door_day(at), at) g
 where g.participant_id = h.participant_id and door_day(g.at) = door_day(h.last_at);
update trial_presence set in_at = first_in_at, in_door = first_door;

-- The sums of an edition are those of its days: what a day left inside stays in its own row.
alter table presence_count add column day date not null default door_day(now());
alter table presence_count drop constraint presence_count_pkey;
alter table presence_count add primary key (edition_id, trial, day, shard);
comment on column presence_count.inside is 'Entries less exits of the day.';
delete from presence_count;
insert into presence_count (edition_id, trial, day, shard, inside, entered, named)
select g.edition_id, g.trial, door_day(g.at), 0, sum(case when g.leaves then -g.people else g.people end),
       coalesce(sum(g.people) filter (where not g.leaves), 0), count(*) filter (where g.is_first)
  from (select *, not leaves and participant_id is not null
                  and row_number() over (partition by edition_id, trial, participant_id, leaves order by at, id) = 1
                  as is_first
          from passage) g
 group by g.edition_id, g.trial, door_day(g.at);

create or replace function count_passage(wanted bigint, tries boolean, people integer, came integer, first integer)
    returns void
    language plpgsql set search_path from current
as $$
declare
    today date := door_day(now());
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
create or replace function hall_count(wanted bigint, out inside bigint, out entered bigint, out hall integer)
    language plpgsql set search_path from current
as $$
declare
    today date := door_day(now());
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

-- A stand comes once and does not go out: who types its code to leave is told so.
drop function check_in_stand(bigint, integer, text, text);
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
        update trial_presence h set inside = false, last_at = now(), last_door = at_door
         where h.participant_id = person.id and h.inside and is_of_today(h.last_at)
        returning h.* into known;
        answer.outcome := case when found then 'left' else 'outside' end;
    elsif leaves then
        update presence h set inside = false, last_at = now(), last_door = at_door
         where h.participant_id = person.id and h.inside and is_of_today(h.last_at)
        returning h.* into known;
        answer.outcome := case when found then 'left' else 'outside' end;
    elsif tries then
        insert into trial_presence as h (participant_id, edition_id, first_door, last_door, in_door)
        values (person.id, wanted, at_door, at_door, at_door)
        on conflict (participant_id) do update
           set inside = true, last_at = now(), last_door = at_door,
               in_at = case when is_of_today(h.last_at) then h.in_at else now() end,
               in_door = case when is_of_today(h.last_at) then h.in_door else at_door end
         where not (h.inside and is_of_today(h.last_at))
        returning h.* into known;
        answer.outcome := case when found then 'entered' else 'already' end;
        answer.back := answer.outcome = 'entered' and known.in_at <> known.last_at;
    else
        insert into presence as h (participant_id, edition_id, first_door, last_door, in_door)
        values (person.id, wanted, at_door, at_door, at_door)
        on conflict (participant_id) do update
           set inside = true, last_at = now(), last_door = at_door,
               in_at = case when is_of_today(h.last_at) then h.in_at else now() end,
               in_door = case when is_of_today(h.last_at) then h.in_door else at_door end
         where not (h.inside and is_of_today(h.last_at))
        returning h.* into known;
        answer.outcome := case when found then 'entered' else 'already' end;
        answer.back := answer.outcome = 'entered' and known.in_at <> known.last_at;
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
            case when check_in.leaves or known.first_in_at <> known.last_at then 0 else 1 end);
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

-- Who let a person into a session is known, as at the doors of the hall.
alter table booking add column attended_by text;
drop function attend_session(integer, bigint, text, text);
create function attend_session(
    wanted_year integer, wanted_session bigint, wanted_code text, at_door text, actor text)
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
               attended_by = case when tries then null else substr(actor, strpos(actor, ':') + 1) end,
               tried_at = case when tries then now() else b.tried_at end
         where b.participant_id = person.id and b.session_id = wanted_session and b.state = 'confirmed'
           and case when tries then b.tried_at else b.attended_at end is null and person.cancelled_at is null
        returning b.* into held;
        if found then
            answer.outcome := 'entered';
            if not tries then
                perform set_config('kevre.actor', actor, true);
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
