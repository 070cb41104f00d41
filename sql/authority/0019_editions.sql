-- Editions of the Rencontres de la vie associative: the day, its place, its tasks and its budget.
create table edition (
    id bigint generated always as identity primary key,
    year integer not null constraint edition_year_known check (year between 2000 and 2100),
    name text not null constraint edition_name_given check (name <> ''),
    state text not null default 'preparation',
    starts_on date not null,
    ends_on date not null,
    hours text not null default '',
    place text not null default '',
    address text not null default '',
    capacity integer constraint edition_capacity check (capacity > 0),
    public_area integer constraint edition_public_area check (public_area > 0),
    registration_opens_at timestamptz not null,
    registration_closes_at timestamptz not null,
    presentation text not null default '',
    offered text not null default '',
    offered_meals integer constraint edition_offered_meals check (offered_meals >= 0),
    regulation text not null default '',
    regulation_version integer not null default 1,
    contact text not null default '',
    plan_width integer not null default 6000 constraint edition_plan_width check (plan_width between 500 and 50000),
    plan_height integer not null default 4000 constraint edition_plan_height check (plan_height between 500 and 50000),
    plan_published_at timestamptz,
    copied_from_id bigint references edition,
    state_changed_at timestamptz not null default moment(),
    created_at timestamptz not null default moment(),
    version integer not null default 1,
    constraint edition_year unique (year),
    constraint edition_dates check (ends_on >= starts_on),
    constraint edition_registration_dates check (registration_closes_at > registration_opens_at)
);
comment on column edition.year is 'One edition a year: its address is /rencontres/<year>, its public page /forum/<year>.';
comment on column edition.capacity is 'Persons that the place may hold at once.';
comment on column edition.public_area is 'Square metres open to the public: type T counts one person for each (ERP).';
comment on column edition.offered is 'What is offered, one line each, for the public page.';
comment on column edition.offered_meals is 'Meals offered to each association, the further ones are its own; null: all.';
comment on column edition.plan_width is 'Width of the drawn hall, in centimetres.';
comment on column edition.plan_published_at is 'Since when the public page carries the plan; null: not published.';
create index edition_starts on edition (starts_on desc, id desc);
insert into reserved (table_name, column_name) values
    ('edition', 'state_changed_at'),
    ('edition', 'regulation_version');

create table edition_transition (
    from_state text not null,
    event text not null,
    to_state text not null,
    primary key (from_state, event, to_state)
);
insert into reserved (table_name) values ('edition_transition');
insert into edition_transition (from_state, event, to_state) values
    ('preparation', 'publish', 'published'),
    ('published', 'hide', 'preparation'),
    ('published', 'close', 'over'),
    ('over', 'reopen', 'published'),
    ('preparation', 'call_off', 'called_off'),
    ('published', 'call_off', 'called_off'),
    ('called_off', 'resume', 'preparation');

create trigger guard before insert or update on edition
    for each row execute function lifecycle_guard('edition_transition', 'preparation');

-- Every text of an edition's regulation stays, with its number: what was accepted can be read when the text has changed.
create table edition_regulation (
    id bigint generated always as identity primary key,
    edition_id bigint not null references edition on delete cascade,
    number integer not null,
    text text not null,
    since timestamptz not null default moment(),
    constraint edition_regulation_once unique (edition_id, number)
);
insert into reserved (table_name) values ('edition_regulation');
create function edition_regulation_number() returns trigger
    language plpgsql set search_path from current
as $$
begin
    if new.regulation is distinct from old.regulation then
        new.regulation_version := old.regulation_version + 1;
    end if;
    return new;
end
$$;
create trigger regulation_number before update of regulation on edition
    for each row execute function edition_regulation_number();

create function edition_regulation_keep() returns trigger
    language plpgsql security definer set search_path from current
as $$
begin
    insert into edition_regulation (edition_id, number, text)
    values (new.id, new.regulation_version, new.regulation) on conflict on constraint edition_regulation_once do nothing;
    return null;
end
$$;
create trigger regulation_keep after insert or update of regulation on edition
    for each row when (new.regulation <> '') execute function edition_regulation_keep();

create table edition_task (
    id bigint generated always as identity primary key,
    edition_id bigint not null references edition on delete cascade,
    label text not null constraint edition_task_label_given check (label <> ''),
    note text not null default '',
    kind text not null default 'organisation'
        constraint edition_task_kind check (kind in ('safety', 'organisation', 'communication', 'programme', 'after')),
    days_before integer not null constraint edition_task_days check (days_before between -400 and 1000),
    assignee text not null default '',
    done_on date,
    done_by text,
    version integer not null default 1,
    constraint edition_task_once unique (edition_id, label)
);
comment on column edition_task.days_before is 'Due so many days before the first day (J-60 is 60); negative after it.';
create index edition_task_edition on edition_task (edition_id, days_before desc, id);
create index edition_task_open on edition_task (edition_id, days_before) where done_on is null;

create table edition_budget_line (
    id bigint generated always as identity primary key,
    edition_id bigint not null references edition on delete cascade,
    side text not null constraint edition_budget_line_side check (side in ('expense', 'income')),
    label text not null constraint edition_budget_line_label_given check (label <> ''),
    planned_cents bigint not null default 0 constraint edition_budget_line_planned check (planned_cents >= 0),
    actual_cents bigint constraint edition_budget_line_actual check (actual_cents >= 0),
    position integer not null default 0,
    constraint edition_budget_line_once unique (edition_id, side, label)
);
comment on column edition_budget_line.actual_cents is 'Spent or received; null while nothing is.';

create trigger audit after insert or update or delete on edition for each row execute function audit('edition');
create trigger audit after insert or update or delete on edition_task
    for each row execute function audit('edition_task', 'edition', 'edition_id');
create trigger audit after insert or update or delete on edition_budget_line
    for each row execute function audit('edition_budget_line', 'edition', 'edition_id');
create trigger audit after update or delete on edition_regulation
    for each row execute function audit('edition_regulation', 'edition', 'edition_id');
create trigger announce after insert or update or delete on edition for each statement execute function announce('edition');
create trigger announce after insert or update or delete on edition_task for each statement execute function announce('edition_task');
