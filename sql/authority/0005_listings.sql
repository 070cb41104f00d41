-- What agents keep of lists: a query of theirs under a name.
create table saved_view (
    id bigint generated always as identity primary key,
    listing text not null,
    name text not null constraint saved_view_name_given check (name <> ''),
    query text not null,
    agent_id bigint not null references agent on delete cascade,
    shared boolean not null default false,
    constraint saved_view_once unique (listing, agent_id, name)
);

create trigger announce after insert or update or delete on saved_view
    for each statement execute function announce('saved_view');
