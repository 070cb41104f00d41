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
-- Its new form, and the doors that count by it, go by the day: see 0097.

alter type door_answer add attribute trial boolean;

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
