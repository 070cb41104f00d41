-- Registrations of associations for an edition of the Rencontres: types of stand with their quotas, the states of a
-- registration, the places taken and the line of those who wait.
create table stand_type (
    id bigint generated always as identity primary key,
    edition_id bigint not null references edition on delete cascade,
    name text not null constraint stand_type_name_given check (name <> ''),
    description text not null default '',
    kind text not null default 'stand'
        constraint stand_type_kind check (kind in ('stand', 'demonstration', 'workshop', 'attending')),
    mode text not null default 'direct' constraint stand_type_mode check (mode in ('direct', 'validation')),
    quota integer constraint stand_type_quota check (quota >= 0),
    max_tables integer not null default 2 constraint stand_type_tables check (max_tables between 0 and 50),
    max_chairs integer not null default 4 constraint stand_type_chairs check (max_chairs between 0 and 100),
    max_panels integer not null default 2 constraint stand_type_panels check (max_panels between 0 and 50),
    max_watts integer not null default 2000 constraint stand_type_watts check (max_watts between 0 and 36000),
    position integer not null default 0,
    held integer not null default 0,
    waiting integer not null default 0 constraint stand_type_waiting check (waiting >= 0),
    arrivals integer not null default 0,
    version integer not null default 1,
    constraint stand_type_name unique (edition_id, name),
    constraint stand_type_of_edition unique (edition_id, id),
    -- The rule of rules: no place is ever given twice, whoever registers at the same time.
    constraint stand_type_not_overfilled check (held >= 0 and (quota is null or held <= quota))
) with (fillfactor = 50);
comment on column stand_type.quota is 'Places; null: as many as come.';
comment on column stand_type.max_watts is 'Electric power that may be asked for; 0: none.';
comment on column stand_type.held is 'Places taken, counted by the guard of registration in the statement that takes them.';
comment on column stand_type.waiting is 'Registrations in the waiting line.';
comment on column stand_type.arrivals is 'Number of the last arrival: the row lock under which it grows is the order of the line.';
insert into reserved (table_name, column_name) values
    ('stand_type', 'held'),
    ('stand_type', 'waiting'),
    ('stand_type', 'arrivals');

create trigger audit after insert or delete
    or update of name, description, kind, mode, quota, max_tables, max_chairs, max_panels, max_watts, position
    on stand_type for each row execute function audit('stand_type', 'edition', 'edition_id');
-- The counts follow registrations, which have entries of their own; by hand they leave their trace.
create trigger audit_by_hand after update of held, waiting, arrivals on stand_type for each row
    when (pg_trigger_depth() = 0) execute function audit('stand_type', 'edition', 'edition_id');
create trigger announce after insert or update or delete on stand_type
    for each statement execute function announce('stand_type');

create table registration (
    id bigint generated always as identity primary key,
    edition_id bigint not null,
    stand_type_id bigint not null,
    association_id bigint not null,
    state text not null default 'draft',
    arrival integer,
    code text not null constraint registration_code unique,
    channel text not null default 'online' constraint registration_channel check (channel in ('online', 'officer')),
    theme_id bigint,
    contact_name text not null default '',
    contact_phone text not null default '',
    contact_email text not null default '',
    people_morning integer not null default 0 constraint registration_people_morning check (people_morning between 0 and 999),
    people_afternoon integer not null default 0
        constraint registration_people_afternoon check (people_afternoon between 0 and 999),
    tables integer not null default 0 constraint registration_tables check (tables >= 0),
    chairs integer not null default 0 constraint registration_chairs check (chairs >= 0),
    panels integer not null default 0 constraint registration_panels check (panels >= 0),
    sockets integer not null default 0 constraint registration_sockets check (sockets >= 0),
    watts integer not null default 0 constraint registration_watts check (watts >= 0),
    devices text not null default '',
    wifi boolean not null default false,
    own_equipment text not null default '',
    cooking boolean not null default false,
    neighbour_wanted text not null default '',
    neighbour_avoided text not null default '',
    accessibility text not null default '',
    vehicle text not null default '',
    insured_until date,
    animation_title text not null default '',
    animation_description text not null default '',
    animation_minutes integer constraint registration_animation_minutes check (animation_minutes between 1 and 600),
    animation_needs text not null default '',
    workshop_title text not null default '',
    workshop_speaker text not null default '',
    workshop_capacity integer constraint registration_workshop_capacity check (workshop_capacity between 1 and 5000),
    workshop_needs text not null default '',
    meals integer not null default 0 constraint registration_meals check (meals between 0 and 999),
    vegetarian_meals integer not null default 0,
    offered_meals integer constraint registration_offered_meals check (offered_meals >= 0),
    allergies text not null default '',
    image_rights boolean not null default false,
    volunteers text not null default '',
    regulation_accepted_at timestamptz,
    regulation_version integer,
    note text not null default '',
    draft jsonb not null default '{}',
    resume_token_hash bytea constraint registration_resume_token unique,
    late_reason text,
    state_reason text,
    submitted_at timestamptz,
    promoted_at timestamptz,
    arrived_at timestamptz,
    tried_at timestamptz,
    state_changed_at timestamptz not null default moment(),
    created_at timestamptz not null default moment(),
    version integer not null default 1,
    -- The type is one of this edition: no key of its own to edition is needed.
    constraint registration_stand_type foreign key (edition_id, stand_type_id) references stand_type (edition_id, id),
    constraint registration_association foreign key (association_id) references association,
    constraint registration_theme foreign key (theme_id) references theme,
    constraint registration_vegetarian_meals check (vegetarian_meals between 0 and meals),
    constraint registration_power check (watts = 0 or sockets > 0),
    constraint registration_submitted check (state = 'draft' or state = 'cancelled'
        or (arrival is not null and submitted_at is not null)),
    constraint registration_of_edition unique (edition_id, id)
);
comment on column registration.arrival is 'Its number in the order of arrival of its type, taken under the lock of the type''s row.';
comment on column registration.code is 'What the badge and the door know it by; random, no personal data.';
comment on column registration.offered_meals is 'What an officer decided for this one; null: the rule of the edition.';
comment on column registration.regulation_version is 'Number of the text that was accepted; null where none was.';
comment on column registration.tried_at is 'Its arrival was tried before the first day; its state says nothing of it.';
comment on column registration.draft is 'What was typed and is not submitted yet.';
comment on column registration.resume_token_hash is 'SHA-256 of the secret in the association''s link.';
comment on column registration.late_reason is 'Why an officer registered it after the closing.';
-- One registration an association and edition; drafts and those given up do not count.
create unique index registration_once on registration (edition_id, association_id)
    where state not in ('draft', 'cancelled', 'refused');
create unique index registration_line on registration (stand_type_id, arrival) where arrival is not null;
create index registration_waiting on registration (stand_type_id, arrival) where state = 'waiting';
create index registration_association on registration (association_id, id desc);
create index registration_edition_state on registration (edition_id, state, id desc);
-- Codes of stands are forgiven the same letters at the doors as those of people.
create index registration_door on registration (translate(code, 'OIL', '011'));
insert into reserved (table_name, column_name) values
    ('registration', 'arrival'),
    ('registration', 'promoted_at'),
    ('registration', 'state_changed_at');

-- The life cycle: the only pairs of states between which a registration may pass. The Swift definition is the
-- source; a test proves that both say the same.
create table registration_transition (
    from_state text not null,
    event text not null,
    to_state text not null,
    primary key (from_state, event, to_state)
);
insert into reserved (table_name) values ('registration_transition');
insert into registration_transition (from_state, event, to_state)
select f, e, t from (values
    (array['draft'], 'submit', array['registered', 'validated', 'waiting']),
    (array['cancelled', 'refused'], 'register_again', array['registered', 'validated', 'waiting']),
    (array['registered', 'validated', 'waiting', 'placed', 'confirmed'], 'change_type',
        array['registered', 'validated', 'waiting']),
    (array['waiting'], 'promote', array['registered', 'validated']),
    (array['registered'], 'validate', array['validated']),
    (array['registered', 'waiting'], 'refuse', array['refused']),
    (array['validated'], 'place', array['placed']),
    (array['placed'], 'unplace', array['validated']),
    (array['validated', 'placed'], 'confirm', array['confirmed']),
    (array['validated', 'placed', 'confirmed', 'no_show'], 'arrive', array['present']),
    (array['present'], 'undo_arrival', array['confirmed']),
    (array['validated', 'placed', 'confirmed'], 'note_absence', array['no_show']),
    (array['present'], 'survey', array['surveyed']),
    (array['draft', 'registered', 'waiting', 'validated', 'placed', 'confirmed'], 'cancel', array['cancelled'])
) r (froms, e, tos), unnest(r.froms) f, unnest(r.tos) t
-- Within one state nothing passes, except that a change of type may keep it.
 where f <> t or e = 'change_type';

-- States in which a registration holds a place of its type.
create function registration_holds(state text) returns boolean
    language sql immutable parallel safe
    return state in ('registered', 'validated', 'placed', 'confirmed', 'present', 'no_show', 'surveyed');

-- An arrival takes its number, and a place or a rank in the line, by one statement on the row of its type: the row
-- lock puts those who come together in line, and stand_type_not_overfilled would refuse the one too many.
-- A change of state names its event (kevre.event, set by the use case) and must be in the table.
create function registration_guard() returns trigger
    language plpgsql security definer set search_path from current
as $$
declare
    fired text := coalesce(current_setting('kevre.event', true), '');
    counted stand_type;
    arrives boolean := false;
begin
    if tg_op = 'INSERT' then
        if new.state = 'draft' then
            return new;
        elsif fired = 'load_history' then
            -- Past registrations come in their order, with the state they had.
            update stand_type t
               set arrivals = t.arrivals + 1, held = t.held + registration_holds(new.state)::integer,
                   waiting = t.waiting + (new.state = 'waiting')::integer
             where t.id = new.stand_type_id returning t.arrivals into new.arrival;
            return new;
        elsif fired <> 'submit' then
            raise exception 'a registration begins as a draft or by submit'
                using errcode = 'KV002', table = 'registration';
        end if;
        arrives := true;
    elsif new.state is distinct from old.state or new.stand_type_id <> old.stand_type_id then
        arrives := fired in ('submit', 'register_again', 'change_type')
            or old.state = 'draft' and new.state = 'draft';
        if old.state = 'draft' and new.state = 'draft' then
            return new;
        end if;
        if fired = 'change_type' then
            if registration_holds(old.state) then
                update stand_type set held = held - 1 where id = old.stand_type_id;
            else
                update stand_type set waiting = waiting - 1 where id = old.stand_type_id;
            end if;
        elsif registration_holds(old.state) and not registration_holds(new.state) then
            update stand_type set held = held - 1 where id = old.stand_type_id;
        elsif old.state = 'waiting' and not registration_holds(new.state) then
            update stand_type set waiting = waiting - 1 where id = old.stand_type_id;
        end if;
    end if;
    if arrives then
        update stand_type t
           set arrivals = t.arrivals + 1,
               held = t.held + case when t.waiting = 0 and (t.quota is null or t.held < t.quota) then 1 else 0 end,
               waiting = t.waiting + case when t.waiting = 0 and (t.quota is null or t.held < t.quota) then 0 else 1 end
         where t.id = new.stand_type_id and t.edition_id = new.edition_id
        returning * into counted;
        new.arrival := counted.arrivals;
        new.state := case when counted.waiting > 0 then 'waiting'
                          when counted.mode = 'validation' then 'registered' else 'validated' end;
        new.submitted_at := coalesce(new.submitted_at, moment());
    end if;
    if tg_op = 'UPDATE' and (new.state is distinct from old.state or new.stand_type_id <> old.stand_type_id) then
        if not exists (select from registration_transition t
                        where t.from_state = old.state and t.event = fired and t.to_state = new.state) then
            raise exception 'no passage from % to % by %', old.state, new.state, fired
                using errcode = 'KV002', table = 'registration';
        end if;
        new.state_changed_at := moment();
    end if;
    return new;
end
$$;
create trigger guard before insert or update on registration for each row execute function registration_guard();

-- Gives the free places of a type to the first of its line.
create function registration_promote(type_id bigint) returns void
    language plpgsql security definer set search_path from current
as $$
declare
    fired text := coalesce(current_setting('kevre.event', true), '');
    validates boolean;
    first_id bigint;
begin
    loop
        update stand_type t set held = t.held + 1, waiting = t.waiting - 1
         where t.id = type_id and t.waiting > 0 and (t.quota is null or t.held < t.quota)
        returning t.mode = 'validation' into validates;
        exit when not found;
        perform set_config('kevre.event', 'promote', true);
        select r.id into strict first_id from registration r
         where r.stand_type_id = type_id and r.state = 'waiting' order by r.arrival limit 1;
        update registration r
           set state = case when validates then 'registered' else 'validated' end, promoted_at = moment(),
               version = r.version + 1
         where r.id = first_id;
        perform set_config('kevre.event', fired, true);
    end loop;
end
$$;

create function registration_release() returns trigger
    language plpgsql security definer set search_path from current
as $$
begin
    if registration_holds(old.state) and (not registration_holds(new.state) or new.stand_type_id <> old.stand_type_id) then
        perform registration_promote(old.stand_type_id);
    end if;
    return null;
end
$$;
create trigger release after update of state, stand_type_id on registration for each row
    when (old.state is distinct from new.state or old.stand_type_id <> new.stand_type_id)
    execute function registration_release();

-- More places than before: those who wait come in.
create function stand_type_grow() returns trigger
    language plpgsql security definer set search_path from current
as $$
begin
    perform registration_promote(new.id);
    return null;
end
$$;
create trigger grow after update of quota on stand_type for each row
    when (new.waiting > 0 and (new.quota is null or new.quota > old.quota)) execute function stand_type_grow();

-- A registration that counts cannot vanish: it is cancelled, and stays to be read. One that was given up or refused goes
-- with its edition.
create function registration_kept() returns trigger
    language plpgsql set search_path from current
as $$
begin
    if old.state <> 'draft' and not (old.state in ('cancelled', 'refused')
                                     and current_setting('kevre.event', true) = 'delete_edition') then
        raise exception 'a registration is cancelled, not deleted' using errcode = 'KV003', table = 'registration';
    end if;
    return old;
end
$$;
create trigger kept before delete on registration for each row execute function registration_kept();

create trigger audit after delete on registration for each row execute function audit('registration');
create trigger audit_new after insert on registration referencing new table as fresh
    for each statement execute function audit_new('registration');
create trigger audit_change after update on registration for each row
    when (old.state <> 'draft' or new.state <> 'draft') execute function audit('registration');
create trigger announce after insert or update or delete on registration for each statement execute function announce('registration');
