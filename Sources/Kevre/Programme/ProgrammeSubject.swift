extension Subject {
    /// The programme, its participants and their places.
    static let programme = Subject(
        "programme",
        records: [
            .programme, .room, .programmeSession, .sessionPlace, .sessionSpeaker, .speaker, .participant, .booking,
        ],
        checks: [
            Check(
                "Programme\u{a0}: places confirmées et attentes = inscriptions aux rendez-vous",
                """
                SELECT format('rendez-vous %s («\u{a0}%s\u{a0}»)\u{a0}: %s confirmées et %s en attente au compteur, %s et %s inscrites',
                              s.id, s.title, p.confirmed, p.waiting, n.confirmed, n.waiting)
                  FROM programme_session s JOIN session_place p ON p.session_id = s.id
                  CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE state = 'confirmed') AS confirmed,
                                             count(*) FILTER (WHERE state = 'waiting') AS waiting
                                        FROM booking b WHERE b.session_id = s.id) n
                 WHERE (p.confirmed, p.waiting, p.capacity) IS DISTINCT FROM (n.confirmed, n.waiting, s.capacity)
                    OR n.waiting > 0 AND n.confirmed < s.capacity
                """)
        ])
}

extension Record {
    static let programme = Record(
        "programme", "Programme",
        fields: [
            .moment("published_at", "Publié le"),
            .moment("registration_closes_at", "Clôture des inscriptions des personnes"),
            .text("introduction", "Présentation"),
        ])

    static let room = Record(
        "room", "Salle",
        fields: [
            .text("name", "Nom"),
            .integer("capacity", "Places"),
            .text("access", "Accès et équipement"),
        ])

    static let programmeSession = Record(
        "programme_session", "Rendez-vous",
        fields: [
            .key("room_id", "Salle"),
            .code("kind", "Forme", ProgrammeSession.Kind.vocabulary),
            .text("title", "Titre"),
            .text("description", "Présentation"),
            .text("audience", "Public"),
            .moment("starts_at", "Début"),
            .moment("ends_at", "Fin"),
            .integer("capacity", "Places"),
            .flag("registered", "Sur inscription"),
        ])

    /// Kept by the schema: in the trail when changed by hand alone.
    static let sessionPlace = Record(
        "session_place", "Places d’un rendez-vous",
        fields: [
            .integer("capacity", "Places"), .integer("confirmed", "Confirmées"), .integer("waiting", "En attente"),
            .integer("arrivals", "Arrivées"),
        ])

    static let sessionSpeaker = Record(
        "session_speaker", "Intervenant",
        fields: [
            .key("speaker_id", "Intervenant"),
            .flag("moderates", "Anime"),
            .integer("position", "Ordre"),
        ])

    static let speaker = Record(
        "speaker", "Intervenant (nom, qualité)",
        fields: [
            .text("name", "Prénom et nom"),
            .text("title", "Qualité"),
        ])

    static let participant = Record(
        "participant", "Participant",
        fields: [
            .text("code", "Code"),
            .text("name", "Prénom et nom"),
            .text("email", "Adresse électronique"),
            .text("phone", "Téléphone"),
            .text("association_name", "Association"),
            .code("channel", "Arrivée", Participant.Channel.vocabulary),
            .secret("resume_token_hash", "Lien de reprise"),
            .moment("cancelled_at", "Annulée le"),
            .flag("trial", "Essai"),
        ])

    static let booking = Record(
        "booking", "Place à un rendez-vous",
        fields: [
            .key("session_id", "Rendez-vous"),
            .text("state", "État"),
            .integer("arrival", "Rang d’arrivée"),
            .moment("promoted_at", "Admise le"),
            .moment("cancelled_at", "Annulée le"),
            .moment("attended_at", "Entrée en salle"),
            .text("attended_door", "Porte"),
            .moment("tried_at", "Entrée en essai"),
            .text("attended_by", "Notée par"),
        ])
}
