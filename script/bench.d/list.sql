-- The reading that the list of files does for one page, as pgbench replays it: 50 rows, filtered by campaign and
-- state, with the totals that stand above them. Kept equal to the Listing of applications.
-- search_path and :campaign are set by script/bench.
begin read only;
select a.id, a.reference, a.title, a.state, a.requested_cents, a.proposed_cents, a.granted_cents, a.submitted_at,
       s.id, s.name, s.locality, c.name
from application a
join association s on s.id = a.association_id
join campaign c on c.id = a.campaign_id
where a.campaign_id = :campaign and a.state = 'submitted'
order by a.id desc
limit 51;
select count(*), sum(a.requested_cents), sum(a.proposed_cents), sum(a.granted_cents)
from application a
where a.campaign_id = :campaign and a.state = 'submitted';
commit;
