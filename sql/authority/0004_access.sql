-- Agents, their roles and their sessions.
create table agent (
    id bigint generated always as identity primary key,
    email text not null constraint agent_email_form check (email = lower(email) and email ~ '^[^@\s]+@[^@\s]+$'),
    name text not null constraint agent_name_given check (name <> ''),
    password_hash text,
    active boolean not null default true,
    created_at timestamptz not null default moment(),
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
    created_at timestamptz not null default moment(),
    last_seen_at timestamptz not null default moment(),
    expires_at timestamptz not null
);
create index web_session_agent on web_session (agent_id);
comment on column web_session.token_hash is 'SHA-256 of the 128 random bits in the cookie.';

create table sign_in_attempt (
    id bigint generated always as identity primary key,
    email text not null,
    address text not null,
    at timestamptz not null default moment(),
    succeeded boolean not null
);
create index sign_in_attempt_email on sign_in_attempt (email, at);
create index sign_in_attempt_address on sign_in_attempt (address, at);

create trigger audit after insert or update or delete on agent for each row execute function audit('agent');
create trigger audit after insert or update or delete on agent_role
    for each row execute function audit('agent_role', 'agent', 'agent_id');
create trigger announce after insert or update or delete on agent for each statement execute function announce('agent');
create trigger announce after insert or update or delete on agent_role
    for each statement execute function announce('agent_role');
