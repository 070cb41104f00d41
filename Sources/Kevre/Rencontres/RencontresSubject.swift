extension Subject {
    /// Editions, registrations and the plan of the hall.
    static let rencontres = Subject(
        "rencontres",
        records: [
            .edition, .editionTask, .editionRegulation, .editionBudgetLine, .registration, .standType, .zone, .circuit,
            .pitch, .planFeature,
        ],
        events: [
            ("register_again", "Réinscription", .neutral), ("change_type", "Stand changé", .neutral),
            ("promote", "Passage de la liste d’attente", .neutral), ("validate", "Inscription validée", .neutral),
            ("place", "Emplacement attribué", .neutral), ("unplace", "Emplacement repris", .neutral),
            ("confirm", "Venue confirmée", .neutral), ("arrive", "Arrivée", .neutral),
            ("undo_arrival", "Arrivée annulée", .attention), ("note_absence", "Absence notée", .neutral),
            ("survey", "Enquête reçue", .neutral), ("cancel", "Annulation", .attention),
            ("delete_edition", "Édition supprimée", .danger),
        ] + EditionEvent.allCases.map { ($0.rawValue, $0.label, .neutral) },
        checks: [
            Check(
                "Rencontres\u{a0}: places prises et file d’attente comptées juste, aucune place de trop",
                """
                SELECT format('édition %s, «\u{a0}%s\u{a0}»\u{a0}: %s prises et %s en attente au compteur, %s et %s inscrites', e.year,
                              t.name, t.held, t.waiting, coalesce(n.held, 0), coalesce(n.waiting, 0))
                  FROM stand_type t JOIN edition e ON e.id = t.edition_id
                  LEFT JOIN (SELECT stand_type_id, count(*) FILTER (WHERE registration_holds(state)) AS held,
                                    count(*) FILTER (WHERE state = 'waiting') AS waiting
                               FROM registration GROUP BY stand_type_id) n ON n.stand_type_id = t.id
                 WHERE (t.held, t.waiting) IS DISTINCT FROM (coalesce(n.held, 0), coalesce(n.waiting, 0))
                    OR t.waiting > 0 AND t.held < t.quota
                """),
            Check(
                "Rencontres\u{a0}: aucun rang d’arrivée au-delà du compteur",
                """
                SELECT format('édition %s, «\u{a0}%s\u{a0}»\u{a0}: %s arrivées pour un compteur à %s', e.year, t.name,
                              count(DISTINCT r.arrival), t.arrivals)
                  FROM stand_type t JOIN edition e ON e.id = t.edition_id JOIN registration r ON r.stand_type_id = t.id
                 GROUP BY e.year, t.id HAVING max(r.arrival) > t.arrivals
                """),
            Check(
                "Rencontres\u{a0}: un emplacement n’est tenu que par une inscription qui a une place",
                """
                SELECT format('édition %s, emplacement %s\u{a0}: inscription %s à l’état %s', e.year, p.number, r.id, r.state)
                  FROM pitch p JOIN registration r ON r.id = p.registration_id JOIN edition e ON e.id = p.edition_id
                 WHERE NOT registration_holds(r.state)
                    OR r.state = 'placed' AND p.edition_id <> r.edition_id
                """),
        ])
}

extension Record {
    static let edition = Record(
        "edition", "Édition des Rencontres",
        fields: [
            .year("year", "Année"),
            .text("name", "Nom"),
            .code("state", "État", EditionState.vocabulary),
            .day("starts_on", "Premier jour"),
            .day("ends_on", "Dernier jour"),
            .text("hours", "Heures d’ouverture au public"),
            .text("place", "Lieu"),
            .text("address", "Adresse"),
            .integer("capacity", "Effectif admis en même temps"),
            .integer("public_area", "Surface ouverte au public (m²)"),
            .moment("registration_opens_at", "Ouverture des inscriptions"),
            .moment("registration_closes_at", "Clôture des inscriptions"),
            .text("presentation", "Présentation"),
            .text("offered", "Ce qui est proposé"),
            .text("regulation", "Règlement"),
            .text("contact", "Contact"),
            .integer("plan_width", "Largeur (cm)"),
            .integer("plan_height", "Profondeur (cm)"),
            .moment("plan_published_at", "Plan publié le"),
            .moment("state_changed_at", "Changement d’état"),
            .integer("regulation_version", "Version du règlement"),
            .integer("offered_meals", "Repas offerts à chaque association"),
        ])

    static let editionTask = Record(
        "edition_task", "Tâche",
        fields: [
            .text("label", "Tâche"),
            .text("note", "Note"),
            .code("kind", "Nature", EditionTask.Kind.vocabulary),
            .integer("days_before", "Jours avant"),
            .text("assignee", "Qui s’en charge"),
            .day("done_on", "Faite le"),
            .text("done_by", "Faite par"),
        ])

    static let editionRegulation = Record(
        "edition_regulation", "Règlement des Rencontres",
        fields: [
            .integer("number", "Numéro"),
            .text("text", "Texte"),
            .moment("since", "En vigueur depuis"),
        ])

    static let editionBudgetLine = Record(
        "edition_budget_line", "Budget des Rencontres",
        fields: [
            .text("side", "Dépense ou recette"),
            .text("label", "Libellé"),
            .money("planned_cents", "Prévu"),
            .money("actual_cents", "Réalisé"),
            .integer("position", "Ordre"),
        ])

    static let registration = Record(
        "registration", "Inscription",
        fields: [
            .key("stand_type_id", "Type de stand"),
            .code("state", "État", RegistrationState.vocabulary),
            .integer("arrival", "Rang d’arrivée"),
            .text("code", "Code"),
            .text("channel", "Arrivée"),
            .key("theme_id", "Thème"),
            .text("contact_name", "Nom de la personne"),
            .text("contact_phone", "Téléphone portable"),
            .text("contact_email", "Adresse électronique"),
            .integer("people_morning", "Personnes le matin"),
            .integer("people_afternoon", "Personnes l’après-midi"),
            .integer("tables", "Tables"),
            .integer("chairs", "Chaises"),
            .integer("panels", "Grilles d’exposition"),
            .integer("sockets", "Prises électriques"),
            .integer("watts", "Puissance électrique (watts)"),
            .text("devices", "Appareils branchés"),
            .flag("wifi", "Besoin du Wi-Fi"),
            .text("own_equipment", "Matériel apporté"),
            .flag("cooking", "Cuisson sur place"),
            .text("neighbour_wanted", "Voisinage souhaité"),
            .text("neighbour_avoided", "Voisinage à éviter"),
            .text("accessibility", "Besoins d’accessibilité"),
            .text("vehicle", "Véhicule de déchargement"),
            .day("insured_until", "Assurance valable jusqu’au"),
            .text("animation_title", "Animation, titre"),
            .text("animation_description", "Animation, description"),
            .integer("animation_minutes", "Animation, durée (minutes)"),
            .text("animation_needs", "Animation, besoins"),
            .text("workshop_title", "Atelier, titre"),
            .text("workshop_speaker", "Atelier, intervenant"),
            .integer("workshop_capacity", "Atelier, participants au plus"),
            .text("workshop_needs", "Atelier, besoins"),
            .integer("meals", "Repas"),
            .integer("vegetarian_meals", "Repas végétariens"),
            .text("allergies", "Allergies"),
            .flag("image_rights", "Droit à l’image"),
            .text("volunteers", "Coup de main offert"),
            .moment("regulation_accepted_at", "Règlement accepté le"),
            .text("note", "Note"),
            .list("draft", "Saisie en cours"),
            .secret("resume_token_hash", "Lien de reprise"),
            .text("late_reason", "Motif de la dérogation"),
            .text("state_reason", "Motif"),
            .moment("submitted_at", "Inscription"),
            .moment("promoted_at", "Admise le"),
            .moment("arrived_at", "Arrivée le jour même"),
            .moment("state_changed_at", "Changement d’état"),
            .moment("tried_at", "Arrivée en essai"),
            .integer("regulation_version", "Version du règlement"),
            .integer("offered_meals", "Repas offerts"),
        ])

    static let standType = Record(
        "stand_type", "Type de stand",
        fields: [
            .text("name", "Nom"),
            .text("description", "Description"),
            .text("kind", "Nature"),
            .text("mode", "Mode d’inscription"),
            .integer("quota", "Places"),
            .integer("max_tables", "Tables au plus"),
            .integer("max_chairs", "Chaises au plus"),
            .integer("max_panels", "Grilles au plus"),
            .integer("max_watts", "Puissance au plus (watts)"),
            .integer("position", "Ordre"),
            .integer("held", "Places tenues"),
            .integer("waiting", "En attente"),
            .integer("arrivals", "Arrivées"),
        ])

    static let zone = Record(
        "zone", "Zone",
        fields: [
            .text("name", "Nom"),
            .integer("colour", "Couleur"),
            .integer("position", "Ordre"),
        ])

    static let circuit = Record(
        "circuit", "Circuit électrique",
        fields: [
            .text("name", "Nom"),
            .integer("limit_watts", "Limite (watts)"),
        ])

    static let pitch = Record(
        "pitch", "Emplacement",
        fields: [
            .key("zone_id", "Zone"),
            .integer("number", "Numéro"),
            .integer("x", "À partir de la gauche (cm)"),
            .integer("y", "À partir du haut (cm)"),
            .integer("width", "Largeur (cm)"),
            .integer("depth", "Profondeur (cm)"),
            .integer("sockets", "Prises électriques"),
            .key("circuit_id", "Circuit électrique"),
            .flag("corner", "En angle"),
            .flag("accessible", "Accessible en fauteuil"),
            .text("note", "Note"),
            .key("registration_id", "Inscription"),
        ])

    static let planFeature = Record(
        "plan_feature", "Repère du plan",
        fields: [
            .text("kind", "Nature"),
            .text("label", "Libellé"),
            .integer("x", "À partir de la gauche (cm)"),
            .integer("y", "À partir du haut (cm)"),
            .integer("width", "Largeur (cm)"),
            .integer("height", "Profondeur (cm)"),
        ])
}
