-- Lists of files are ordered by the name of their association too: of every association, merged ones included, since
-- nothing tells the planner that a file never belongs to one.
drop index association_by_name;
create index association_by_name on association (fold(name), id);

-- What awaits an officer among tens of thousands that await nobody, counted at each visit of the first page.
create index application_to_notify on application (filed_at desc, id desc)
    where state in ('granted', 'refused') and notified_on is null;
create index grant_record_report_due on grant_record (association_id, year)
    where own and earmarked and not refused and amount_cents > 0 and report_received_on is null;
