-- An export of ours that comes back corrected replaces values: each is said line by line.
alter table import_issue drop constraint import_issue_severity;
alter table import_issue add constraint import_issue_severity
    check (severity in ('repaired', 'kept', 'refused', 'changed'));
