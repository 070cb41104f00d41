-- The search box also finds other public funders by their names.
create index grant_record_funder_words on grant_record using gin (fold(funder_name) gin_trgm_ops);
