-- Communes (official geographic code of INSEE) and intercommunalities, loaded from sql/reference.
create table commune (
    code text primary key constraint commune_code_form check (code ~ '^(\d{2}|2[AB])\d{3}$'),
    name text not null,
    search_name text not null generated always as (fold(name)) stored,
    siren text,
    epci_siren text,
    epci_name text,
    population integer
);
comment on table commune is 'Source: INSEE COG 2024 and DGCL, Licence Ouverte. See sql/reference/SOURCES.md.';
create index commune_search on commune using gin (search_name gin_trgm_ops);
create index commune_epci on commune (epci_siren);

-- All intercommunalities with own tax, loaded from sql/reference: aids name those of other regions too, of which no
-- commune is known here.
create function intercommunality_key(name text) returns text
    language sql immutable strict parallel safe
return regexp_replace(
    shared.normalize_name(name),
    '^((cc|ca|cu|communaute (de communes|d agglomeration|urbaine)|metropole) )((du|des|de|la|le|les|l|d) )*', '');
comment on function intercommunality_key(text) is
    'A name made comparable, without the words that say which kind of intercommunality it is.';

create table epci (
    siren text primary key constraint epci_siren_form check (siren ~ '^\d{9}$'),
    name text not null constraint epci_name_given check (name <> ''),
    department text not null,
    population integer,
    name_key text not null generated always as (intercommunality_key(name)) stored
);
comment on table epci is 'Source: DGCL 2024, Licence Ouverte. See sql/reference/SOURCES.md.';
comment on column epci.department is 'That of its seat.';
create index epci_name_key on epci (name_key text_pattern_ops);

-- What was loaded from which reference file, so that an unchanged file is not loaded again.
create table reference_file (
    name text primary key,
    checksum text not null,
    rows integer not null,
    loaded_at timestamptz not null default now()
);
