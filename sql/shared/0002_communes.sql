-- Communes (official geographic code of INSEE) with their intercommunality, loaded from sql/reference.
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

-- What was loaded from which reference file, so that an unchanged file is not loaded again.
create table reference_file (
    name text primary key,
    checksum text not null,
    rows integer not null,
    loaded_at timestamptz not null default now()
);
