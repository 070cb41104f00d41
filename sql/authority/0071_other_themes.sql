-- Files write several themes in one cell: the first is the grant's, the others are kept beside it.
alter table grant_record add column other_themes text;
comment on column grant_record.other_themes is 'The themes a file gives after the first, parted by semicolons.';
