-- The plan of an edition: zones, electric circuits, numbered pitches, and what else is drawn. Lengths in centimetres,
-- from the upper left corner of the hall.
create table zone (
    id bigint generated always as identity primary key,
    edition_id bigint not null references edition on delete cascade,
    name text not null constraint zone_name_given check (name <> ''),
    theme_id bigint references theme,
    colour integer not null default 0 constraint zone_colour check (colour between 0 and 7),
    position integer not null default 0,
    version integer not null default 1,
    constraint zone_name unique (edition_id, name),
    constraint zone_of_edition unique (edition_id, id)
);
comment on column zone.colour is 'One of the eight tones of the plan.';

create table circuit (
    id bigint generated always as identity primary key,
    edition_id bigint not null references edition on delete cascade,
    name text not null constraint circuit_name_given check (name <> ''),
    limit_watts integer not null default 3500 constraint circuit_limit check (limit_watts between 100 and 100000),
    version integer not null default 1,
    constraint circuit_name unique (edition_id, name),
    constraint circuit_of_edition unique (edition_id, id)
);
comment on column circuit.limit_watts is 'What the breaker bears: 3 500 W for 16 A.';

create table pitch (
    id bigint generated always as identity primary key,
    edition_id bigint not null,
    zone_id bigint not null,
    number integer not null constraint pitch_number_positive check (number between 1 and 9999),
    x integer not null constraint pitch_x check (x >= 0),
    y integer not null constraint pitch_y check (y >= 0),
    width integer not null default 200 constraint pitch_width check (width between 50 and 5000),
    depth integer not null default 200 constraint pitch_depth check (depth between 50 and 5000),
    sockets integer not null default 0 constraint pitch_sockets check (sockets between 0 and 50),
    circuit_id bigint,
    corner boolean not null default false,
    accessible boolean not null default false,
    note text not null default '',
    -- One association a pitch: a column holds one value; one pitch an association: the value stands once.
    registration_id bigint constraint pitch_one_a_registration unique,
    version integer not null default 1,
    constraint pitch_number unique (edition_id, number),
    constraint pitch_zone foreign key (edition_id, zone_id) references zone (edition_id, id) on delete cascade,
    constraint pitch_circuit foreign key (edition_id, circuit_id) references circuit (edition_id, id)
        on delete set null (circuit_id),
    constraint pitch_registration foreign key (edition_id, registration_id) references registration (edition_id, id)
);
create index pitch_zone on pitch (zone_id, number);
create index pitch_circuit on pitch (circuit_id) where circuit_id is not null;

-- What is drawn besides: stage, doors, aisles, walls.
create table plan_feature (
    id bigint generated always as identity primary key,
    edition_id bigint not null references edition on delete cascade,
    kind text not null constraint plan_feature_kind
        check (kind in ('stage', 'entrance', 'exit', 'aisle', 'welcome', 'bar', 'first_aid', 'toilets', 'wall', 'other')),
    label text not null default '',
    x integer not null constraint plan_feature_x check (x >= 0),
    y integer not null constraint plan_feature_y check (y >= 0),
    width integer not null constraint plan_feature_width check (width between 5 and 50000),
    height integer not null constraint plan_feature_height check (height between 5 and 50000),
    version integer not null default 1
);
create index plan_feature_edition on plan_feature (edition_id, id);

-- A pitch is given to a registration that holds a place, and back when it holds none any more.
create function pitch_guard() returns trigger
    language plpgsql set search_path from current
as $$
begin
    if new.registration_id is not null and (tg_op = 'INSERT' or new.registration_id is distinct from old.registration_id)
    then
        -- The share lock makes a cancellation wait for this pitch, or this pitch see it cancelled.
        perform from registration r where r.id = new.registration_id
            and r.state in ('validated', 'placed', 'confirmed', 'present', 'no_show', 'surveyed') for share;
        if not found then
            raise exception 'the registration holds no place to be put on a pitch'
                using errcode = 'KV006', table = 'pitch';
        end if;
    end if;
    return new;
end
$$;
create trigger guard before insert or update of registration_id on pitch for each row execute function pitch_guard();

create function registration_leaves_pitch() returns trigger
    language plpgsql set search_path from current
as $$
begin
    update pitch set registration_id = null, version = version + 1 where registration_id = new.id;
    return null;
end
$$;
create trigger leave_pitch after update of state on registration for each row
    when (old.state in ('placed', 'confirmed', 'validated')
          and new.state in ('cancelled', 'refused', 'waiting', 'registered'))
    execute function registration_leaves_pitch();

create trigger audit after insert or update or delete on zone
    for each row execute function audit('zone', 'edition', 'edition_id');
create trigger audit after insert or update or delete on circuit
    for each row execute function audit('circuit', 'edition', 'edition_id');
create trigger audit after update or delete on pitch
    for each row execute function audit('pitch', 'edition', 'edition_id');
create trigger audit_new after insert on pitch referencing new table as fresh
    for each statement execute function audit_new('pitch', 'edition', 'edition_id');
create trigger audit after insert or update or delete on plan_feature
    for each row execute function audit('plan_feature', 'edition', 'edition_id');
create trigger announce after insert or update or delete on pitch for each statement execute function announce('pitch');
create trigger announce after insert or update or delete on zone for each statement execute function announce('zone');
