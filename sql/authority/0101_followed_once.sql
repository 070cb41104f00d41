-- A plan counts a search, or a file of the authority, once. What two officers added at the same time is left as a line
-- of its own, which no longer follows: nobody's figures vanish.
select set_config('kevre.actor', '-:Installation', true);
update financing_line l set search_id = null
 where search_id is not null
   and exists (select from financing_line f where f.plan_id = l.plan_id and f.search_id = l.search_id and f.id < l.id);
update financing_line l set application_id = null
 where application_id is not null
   and exists (select from financing_line f
                where f.plan_id = l.plan_id and f.application_id = l.application_id and f.id < l.id);
create unique index financing_line_search_once on financing_line (plan_id, search_id) where search_id is not null;
create unique index financing_line_application_once on financing_line (plan_id, application_id)
    where application_id is not null;
