-- Projects of associations that the authority accompanies: what is wanted, for whom, where, when, at what cost; what
-- was advised; and the applications that a project came from or became.
create table project (
    id bigint generated always as identity primary key,
    association_id bigint not null references association,
    title text not null constraint project_title_given check (title <> ''),
    kind text not null default 'project'
        constraint project_kind check (kind in ('operating', 'project', 'event', 'investment')),
    need text not null default '',
    objectives text not null default '',
    public text not null default '',
    themes text[] not null default '{}',
    scope text constraint project_scope
        check (scope in ('commune', 'epci', 'department', 'region', 'country')),
    communes text[] not null default '{}',
    territory text not null default '',
    starts_on date,
    ends_on date,
    stage text not null default 'idea'
        constraint project_stage check (stage in ('idea', 'design', 'ready', 'running', 'done', 'abandoned')),
    sought_cents bigint constraint project_sought check (sought_cents > 0),
    accompanied_by bigint references agent,
    version integer not null default 1,
    created_at timestamptz not null default moment(),
    updated_at timestamptz not null default moment(),
    constraint project_dates check (ends_on >= starts_on)
);
comment on column project.public is 'For whom, in the association''s words.';
comment on column project.themes is 'Codes of theme.';
comment on column project.scope is 'How far the project reaches; null: not said yet.';
comment on column project.communes is 'INSEE codes of the communes where it takes place; empty: not said, or the whole of the scope.';
comment on column project.territory is 'What the communes do not say: a neighbourhood, a valley.';
comment on column project.sought_cents is 'What is sought outside; null: what the budget leaves to be found.';
comment on column project.accompanied_by is 'The agent who helps the association.';
create index project_association on project (association_id, id desc);
create index project_by_stage on project (stage, updated_at desc, id desc);
create index project_updated on project (updated_at desc, id desc);
create index project_agent on project (accompanied_by, id desc) where accompanied_by is not null;
create index project_title_words on project using gin (fold(title) gin_trgm_ops);

create table project_budget_line (
    id bigint generated always as identity primary key,
    project_id bigint not null references project on delete cascade,
    year integer not null constraint project_budget_line_year check (year between 2000 and 2100),
    side text not null constraint project_budget_line_side check (side in ('expense', 'income')),
    account text not null,
    label text not null default '',
    amount_cents bigint not null constraint project_budget_line_amount check (amount_cents > 0),
    constraint project_budget_line_once unique (project_id, year, side, account)
);
comment on column project_budget_line.account is 'As in the budget of an application: 60, 74.region, 870.';
comment on column project_budget_line.label is 'What the line is here, where the account alone does not say it.';

-- Meetings held and advice given, by day.
create table project_note (
    id bigint generated always as identity primary key,
    project_id bigint not null references project on delete cascade,
    kind text not null constraint project_note_kind check (kind in ('meeting', 'advice', 'call', 'mail', 'other')),
    held_on date not null,
    people text not null default '',
    body text not null constraint project_note_body_given check (body <> ''),
    agent_id bigint references agent,
    agent_name text not null,
    at timestamptz not null default moment()
);
create index project_note_project on project_note (project_id, held_on desc, id desc);

-- An application stems from one project at most, or gave birth to one.
create table project_application (
    id bigint generated always as identity primary key,
    project_id bigint not null references project on delete cascade,
    application_id bigint not null references application on delete cascade,
    direction text not null
        constraint project_application_direction check (direction in ('came_from', 'became')),
    constraint project_application_once unique (application_id)
);
comment on column project_application.direction is 'came_from: the project was drawn from the file; became: the file was drawn from the project.';
create index project_application_project on project_application (project_id);

create trigger touched before update on project for each row execute function touched();

create trigger audit after insert or update or delete on project for each row execute function audit('project');
create trigger audit after update or delete on project_budget_line
    for each row execute function audit('project_budget_line', 'project', 'project_id');
create trigger audit_new after insert on project_budget_line referencing new table as fresh
    for each statement execute function audit_new('project_budget_line', 'project', 'project_id');
create trigger audit after insert or update or delete on project_note
    for each row execute function audit('project_note', 'project', 'project_id');
create trigger audit after insert or update or delete on project_application
    for each row execute function audit('project_application', 'project', 'project_id');
create trigger announce after insert or update or delete on project
    for each statement execute function announce('project');
