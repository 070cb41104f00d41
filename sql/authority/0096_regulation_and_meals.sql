-- Which text of the regulation an association accepted, and which of its meals are offered.

-- Every text of an edition's regulation stays, with its number: what was accepted can be read when the text has changed.
alter table edition
    add column regulation_version integer not null default 1,
    add column offered_meals integer constraint edition_offered_meals check (offered_meals >= 0);
comment on column edition.offered_meals is 'Meals offered to each association, the further ones are its own; null: all.';

create table edition_regulation (
    id bigint generated always as identity primary key,
    edition_id bigint not null references edition on delete cascade,
    number integer not null,
    text text not null,
    since timestamptz not null default now(),
    constraint edition_regulation_once unique (edition_id, number)
);
insert into edition_regulation (edition_id, number, text, since)
select id, 1, regulation, created_at from edition where regulation <> '' order by id;
create trigger audit after update or delete on edition_regulation
    for each row execute function audit('edition_regulation', 'edition', 'edition_id');

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
    language plpgsql set search_path from current
as $$
begin
    insert into edition_regulation (edition_id, number, text)
    values (new.id, new.regulation_version, new.regulation) on conflict on constraint edition_regulation_once do nothing;
    return null;
end
$$;
create trigger regulation_keep after insert or update of regulation on edition
    for each row when (new.regulation <> '') execute function edition_regulation_keep();

alter table registration
    add column regulation_version integer,
    add column offered_meals integer constraint registration_offered_meals check (offered_meals >= 0);
comment on column registration.regulation_version is
    'Number of the text that was accepted; null where none was, or where the text changed before texts were numbered.';
comment on column registration.offered_meals is 'What an officer decided for this one; null: the rule of the edition.';

-- Accepted before texts were numbered, and the text has not changed since: it is the first.
alter table registration disable trigger audit_change;
select set_config('kevre.actor', '-:Installation', true);
update registration r set regulation_version = 1
 where r.regulation_accepted_at is not null
   and exists (select from edition_regulation g where g.edition_id = r.edition_id)
   and not exists (select from audit_entry a
                    where a.subject = 'edition' and a.subject_id = r.edition_id and a.table_name = 'edition'
                      and a.operation = 'update' and a.after ? 'regulation' and a.at > r.regulation_accepted_at);
alter table registration enable trigger audit_change;
