extension Subject {
    /// What officers say of matches.
    static let matching = Subject(
        "matching",
        records: [.aidVerdict, .aidAnswer],
        events: [
            ("answer_criterion", "Critère jugé", .neutral), ("keep_aid", "Aide retenue", .neutral),
            ("dismiss_aid", "Aide écartée", .neutral),
        ])
}

extension Record {
    static let aidVerdict = Record(
        "aid_verdict", "Avis sur une aide",
        fields: [
            .key("aid_id", "Aide"),
            .code(
                "verdict", "Avis",
                Vocabulary([("kept", "Aide à retenir", .done), ("dismissed", "Aide à écarter", .neutral)])),
            .text("reason", "Motif"),
            .text("agent_name", "Agent"),
            .moment("at", "Moment"),
        ])

    static let aidAnswer = Record(
        "aid_answer", "Réponse à un critère",
        fields: [
            .key("aid_id", "Aide"),
            .code("criterion", "Critère", Vocabulary(MatchCriterion.Kind.self, \.label)),
            .code(
                "outcome", "Réponse",
                Vocabulary([
                    ("met", "rempli", .done), ("not_met", "non rempli", .danger), ("unknown", "à préciser", .neutral),
                ])),
            .text("note", "Note"),
            .text("agent_name", "Agent"),
            .moment("at", "Moment"),
        ])
}
