-- What imports of files need beyond the tables of 0003 and 0004.

-- Besides what is repaired or refused, what is taken as it stands or put aside is worth a look.
alter table import_issue drop constraint import_issue_severity;
alter table import_issue add constraint import_issue_severity check (severity in ('repaired', 'kept', 'refused'));

-- A file may give the value of what is lent or given in kind beside an amount in money (loi 2000-321, art. 9-1).
alter table grant_record add column in_kind_cents bigint
    constraint grant_record_in_kind check (in_kind_cents >= 0);
comment on column grant_record.in_kind_cents is 'Value of what is given in kind besides amount_cents; null: none said.';
