extension Subject {
    /// Who came.
    static let attendance = Subject("attendance", records: [.presence, .trialPresence])
}

extension Record {
    static let presence = Record("presence", "Présence", fields: presenceFields)

    /// What is tried before the day counts nowhere, and stands apart.
    static let trialPresence = Record("trial_presence", "Présence en essai", fields: presenceFields)

    private static let presenceFields: [RecordField] = [
        .moment("first_in_at", "Première entrée"),
        .text("first_door", "Première porte"),
        .moment("last_at", "Dernier passage"),
        .text("last_door", "Dernière porte"),
        .flag("inside", "À l’intérieur"),
        .moment("in_at", "Entrée du jour"),
        .text("in_door", "Porte du jour"),
    ]
}
