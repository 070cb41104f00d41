-- The 15 columns that the C program writes; their types, in its letters, are tttttttttmmmddd.
copy (
    select a.reference as "Référence", s.name as "Association", s.siret as "SIRET", s.rna as "RNA",
           m.name as "Commune", c.name as "Campagne", h.name as "Dispositif", a.title as "Intitulé", a.state as "État",
           a.requested_cents as "Demandé", a.proposed_cents as "Proposé", a.granted_cents as "Accordé",
           (a.submitted_at at time zone 'Europe/Paris')::date as "Déposé le", a.starts_on as "Début",
           a.decided_on as "Décidé le"
    from application a
    join association s on s.id = a.association_id
    join campaign c on c.id = a.campaign_id
    join scheme h on h.id = c.scheme_id
    left join shared.commune m on m.code = s.commune_code
    order by a.filed_at desc, a.id desc
) to stdout with (header)
