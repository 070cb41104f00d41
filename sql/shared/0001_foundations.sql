-- What every authority shares: extensions, the clock, the folding of words, the register of authorities.
-- Runs with search_path = shared, so extensions and functions live there, in every authority's reach.
create extension if not exists pg_trgm with schema shared;
create extension if not exists unaccent with schema shared;
create extension if not exists btree_gist with schema shared;

-- The moment is a transaction's own, set beside its actor (kevre.moment): all its rules read one clock, and a test
-- chooses its hour. The machine's clock is read for what happened to the machine alone: the trail, locks, what was loaded.
-- The owner's own work, migrations and reference data, happens when the machine does it. In an authority's name nothing
-- happens at no moment, as nothing is done by nobody.
create function unsaid_moment() returns timestamptz
    language plpgsql stable parallel safe set search_path from current
as $$
begin
    if pg_has_role(session_user, (select relowner from pg_class where oid = 'shared.authority'::regclass), 'usage') then
        return now();
    end if;
    raise exception 'a rule that goes by the clock is asked without a moment' using errcode = 'KV001';
end
$$;

create function moment() returns timestamptz
    language sql stable parallel safe
    return coalesce(nullif(current_setting('kevre.moment', true), '')::timestamptz, unsaid_moment());
comment on function moment() is 'When what a transaction does happens; rules know no other clock.';

create function today() returns date
    language sql stable parallel safe
    return (moment() at time zone 'Europe/Paris')::date;
comment on function today() is 'The day of moment(), by the clock of Paris.';

-- unaccent() is only STABLE because its dictionary may change; ours does not, and indexes need IMMUTABLE.
create function fold(value text) returns text
    language sql immutable strict parallel safe
    return lower(shared.unaccent('shared.unaccent'::regdictionary, value));
comment on function fold(text) is 'Lower case without accents: the form in which words are searched.';

-- One row an authority. The role is a login of its own that reaches its schema and shared reference
-- data only; its secret is known to the owner alone.
create table authority (
    id bigint generated always as identity primary key,
    code text not null constraint authority_code unique
        constraint authority_code_form check (code ~ '^[a-z][a-z0-9_]{0,30}$'),
    name text not null constraint authority_name_given check (name <> ''),
    siret text constraint authority_siret_form check (siret ~ '^\d{14}$'),
    host text constraint authority_host unique,
    population integer,
    accent text constraint authority_accent_form check (accent ~ '^#[0-9a-f]{6}$'),
    role text not null,
    secret text not null,
    reach text,
    created_at timestamptz not null default now()
);
comment on column authority.host is 'Host name under which this authority is served; null: any.';
comment on column authority.reach is 'Digest of the rights its role was given; another one is given them anew.';
