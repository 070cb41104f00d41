-- What À faire counts at each visit: grants decided here of which nobody said how they are paid.
create index grant_record_lacking_terms on grant_record (id)
 where application_id is not null and own and not refused
   and (coalesce(conditions, '') = '' or coalesce(payment_period, '') = '');
