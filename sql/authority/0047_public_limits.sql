-- Associations recorded from the public page, by the address they came from: some in an hour, no more. Kept for a day.
create table public_creation (
    id bigint generated always as identity primary key,
    address text not null,
    at timestamptz not null default now()
);
create index public_creation_address on public_creation (address, at);
comment on table public_creation is 'Not audited: the association it counts is.';
