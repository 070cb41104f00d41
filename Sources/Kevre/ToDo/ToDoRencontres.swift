import PostgreSQL

extension ToDoLine {
    /// What awaits who prepares the Rencontres.
    static var rencontres: [ToDoLine] {
        [
            ToDoLine(
                id: "registrations", rights: [.writeRencontres],
                words: ("inscription aux Rencontres à valider", "inscriptions aux Rencontres à valider"),
                hint: "La place est retenue\u{a0}; l’association attend une réponse.", urgency: .soon,
                address: { _ in "/rencontres/a-valider" },
                counting: { _, _ in
                    """
                    SELECT count(*) AS n FROM registration r JOIN edition e ON e.id = r.edition_id
                     WHERE r.state = 'registered' AND e.state IN ('preparation', 'published')
                    """
                }),
            ToDoLine(
                id: "edition_tasks", rights: [.writeRencontres],
                words: ("tâche des Rencontres en retard", "tâches des Rencontres en retard"),
                hint: "Leur date, comptée depuis le jour de l’édition, est passée.", urgency: .late,
                address: { _ in "/rencontres/en-retard" },
                counting: { _, today in
                    """
                    SELECT count(*) AS n FROM edition_task t JOIN edition e ON e.id = t.edition_id
                     WHERE t.done_on IS NULL AND e.state IN ('preparation', 'published')
                       AND e.starts_on - t.days_before < \(today)
                    """
                }),
            ToDoLine(
                id: "pitches", rights: [.writeRencontres],
                words: ("association à placer sur le plan", "associations à placer sur le plan"),
                hint: "Inscrites, sans emplacement, à vingt jours de l’édition ou moins.", urgency: .soon,
                address: { _ in "/rencontres/a-placer" },
                counting: { _, today in
                    """
                    SELECT count(*) AS n FROM registration r JOIN edition e ON e.id = r.edition_id
                      JOIN stand_type s ON s.id = r.stand_type_id
                     WHERE e.state = 'published' AND s.kind = 'stand' AND r.state IN ('validated', 'confirmed')
                       AND e.starts_on BETWEEN \(today) AND \(today) + 20
                       AND NOT EXISTS (SELECT FROM pitch p WHERE p.registration_id = r.id)
                    """
                }),
            ToDoLine(
                id: "rooms", rights: [.writeRencontres],
                words: ("rendez-vous des Rencontres sans salle", "rendez-vous des Rencontres sans salle"),
                hint: "Au programme d’une édition à venir, sans salle encore.", urgency: .soon,
                address: { _ in "/rencontres/sans-salle" },
                counting: { _, today in
                    """
                    SELECT count(*) AS n FROM programme_session s JOIN edition e ON e.id = s.edition_id
                     WHERE s.room_id IS NULL AND e.state IN ('preparation', 'published') AND e.ends_on >= \(today)
                    """
                }),
        ]
    }
}
