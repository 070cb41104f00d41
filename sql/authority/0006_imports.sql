-- Files taken in: each run, what it said of which line, and the columns that were told apart.
create table import_run (
    id bigint generated always as identity primary key,
    kind text not null constraint import_run_kind check (kind in ('association', 'grant', 'aid')),
    file_name text not null,
    file_sha256 text not null,
    agent_name text not null,
    started_at timestamptz not null default moment(),
    finished_at timestamptz,
    state text not null default 'running'
        constraint import_run_state check (state in ('preview', 'running', 'done', 'refused', 'failed', 'undone')),
    mapping jsonb not null default '{}',
    skip_invalid boolean not null default false,
    lines_total integer,
    lines_done integer not null default 0,
    summary jsonb,
    message text,
    undone_at timestamptz,
    undone_by text,
    constraint import_run_undone check ((state = 'undone') = (undone_at is not null))
);

create table import_issue (
    id bigint generated always as identity primary key,
    import_run_id bigint not null references import_run on delete cascade,
    line integer not null,
    sheet text,
    column_name text,
    value text,
    reason text not null,
    severity text not null constraint import_issue_severity check (severity in ('repaired', 'kept', 'refused', 'changed'))
);
comment on column import_issue.sheet is 'Of a workbook of which several sheets were read together; null elsewhere.';
comment on column import_issue.severity is
    'What is taken as it stands or put aside (kept), and what a corrected export of ours replaces (changed), is worth a look too.';
create index import_issue_run on import_issue (import_run_id, severity, line);

-- What became of each line that is no refused one: the association it was made or found for.
create table import_outcome (
    id bigint generated always as identity primary key,
    import_run_id bigint not null references import_run on delete cascade,
    line integer not null,
    sheet text,
    name text not null,
    outcome text not null constraint import_outcome_word check (outcome in ('created', 'found', 'changed', 'unchanged')),
    association_id bigint
);
comment on column import_outcome.association_id is
    'Null of a trial that would make the association; it may lead to one that was removed since.';
create index import_outcome_run on import_outcome (import_run_id, line);

-- A mapping of a file's columns, found again by the header it was made for.
create table import_mapping (
    id bigint generated always as identity primary key,
    kind text not null,
    fingerprint text not null,
    mapping jsonb not null,
    used_at timestamptz not null default moment(),
    constraint import_mapping_once unique (kind, fingerprint)
);

-- What the planner and the word indexes need after a load; autovacuum would do it, minutes later. The authority's
-- role owns no table and may not do so itself.
create function refresh_statistics(variadic names text[] default '{}') returns void
    language plpgsql security definer set search_path from current
as $$
declare
    found name;
begin
    for found in select tablename from pg_tables
                  where schemaname = current_schema() and (names = '{}' or tablename = any (names))
    loop
        execute format('analyze %I', found);
        -- New rows wait in a list that every search reads to its end.
        perform gin_clean_pending_list(i.indexrelid)
           from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am m on m.oid = c.relam
          where i.indrelid = format('%I', found)::regclass and m.amname = 'gin';
    end loop;
end
$$;
