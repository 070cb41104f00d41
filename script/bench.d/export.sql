-- The 15 columns that the C program writes; their types, in its letters, are ttttttttmmmdddi.
copy (
    select a.reference as "Référence", s.name as "Association", s.siren as "SIREN", s.rna as "RNA",
           s.locality as "Commune", c.name as "Campagne", a.title as "Intitulé", a.state as "État",
           a.requested_cents as "Demandé", a.proposed_cents as "Proposé", a.granted_cents as "Accordé",
           (a.submitted_at at time zone 'Europe/Paris')::date as "Déposé le", a.starts_on as "Début",
           a.decided_on as "Décidé le", c.year as "Année"
    from application a
    join association s on s.id = a.association_id
    join campaign c on c.id = a.campaign_id
    order by a.id
) to stdout with (header)
