-- What the page of the list of files reads at each request, as pgbench replays it: 50 rows and one more, filtered by
-- campaign and state. Kept equal to Application.listing; search_path and :campaign are set by script/bench.
-- Totals and the choices of filters are counted once and remembered until something changes.
\startpipeline
begin read only;
select application.id as k, '/dossiers/' || coalesce(application.reference, application.id::text) as a, null as s,
       association.name, application.title, application.reference, theme.name, application.state,
       application.requested_cents,
       (select received_year.cents from received_year
         where received_year.association_id = application.association_id and received_year.year = campaign.year - 1
           and received_year.grants > 0),
       application.proposed_cents, application.granted_cents, application.documents_due_on, agent.name,
       application.filed_at
from application join association on association.id = application.association_id
     join campaign on campaign.id = application.campaign_id
     join scheme on scheme.id = campaign.scheme_id
     left join service on service.id = scheme.service_id
     left join theme on theme.id = scheme.theme_id
     left join agent on agent.id = application.officer_id
     left join shared.commune on commune.code = association.commune_code
where true and (application.campaign_id = :campaign) and (application.state = 'submitted')
order by application.filed_at desc, application.id desc
limit 51;
commit;
\endpipeline
