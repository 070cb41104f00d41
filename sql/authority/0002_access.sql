-- Services, agents, their roles and their sessions.
create table service (
    id bigint generated always as identity primary key,
    code text not null constraint service_code unique,
    name text not null constraint service_name_given check (name <> ''),
    position integer not null default 0,
    version integer not null default 1
);

create table agent (
    id bigint generated always as identity primary key,
    email text not null constraint agent_email_form check (email = lower(email) and email ~ '^[^@\s]+@[^@\s]+$'),
    name text not null constraint agent_name_given check (name <> ''),
    password_hash text,
    active boolean not null default true,
    created_at timestamptz not null default now(),
    version integer not null default 1,
    constraint agent_email unique (email)
);
comment on column agent.password_hash is 'argon2id string of libsodium; null: cannot sign in by password.';

-- A role holds for the whole authority (service_id null) or for one service.
create table agent_role (
    id bigint generated always as identity primary key,
    agent_id bigint not null references agent on delete cascade,
    role text not null constraint agent_role_known
        check (role in ('administrator', 'association_officer', 'case_officer', 'finance_officer', 'reader')),
    service_id bigint references service,
    constraint agent_role_once unique nulls not distinct (agent_id, role, service_id),
    constraint agent_role_case_officer_has_service check (role <> 'case_officer' or service_id is not null)
);

create table web_session (
    token_hash bytea primary key,
    agent_id bigint not null references agent on delete cascade,
    created_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    expires_at timestamptz not null
);
create index web_session_agent on web_session (agent_id);
comment on column web_session.token_hash is 'SHA-256 of the 128 random bits in the cookie.';

create table sign_in_attempt (
    id bigint generated always as identity primary key,
    email text not null,
    address text not null,
    at timestamptz not null default now(),
    succeeded boolean not null
);
create index sign_in_attempt_email on sign_in_attempt (email, at);
create index sign_in_attempt_address on sign_in_attempt (address, at);

create table saved_view (
    id bigint generated always as identity primary key,
    listing text not null,
    name text not null constraint saved_view_name_given check (name <> ''),
    query text not null,
    agent_id bigint not null references agent on delete cascade,
    shared boolean not null default false,
    constraint saved_view_once unique (listing, agent_id, name)
);

-- Human references are counted here, inside the transaction that gives them: no hole, no double.
create table counter (
    name text not null,
    year integer not null,
    value integer not null,
    primary key (name, year)
);

create trigger audit after insert or update or delete on service for each row execute function audit('service');
create trigger audit after insert or update or delete on agent for each row execute function audit('agent');
create trigger audit after insert or update or delete on agent_role
    for each row execute function audit('agent_role', 'agent', 'agent_id');
