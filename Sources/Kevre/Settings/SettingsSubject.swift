extension Subject {
    /// Services and themes.
    static let settings = Subject(
        "settings",
        records: [.service, .theme])
}

extension Record {
    static let service = Record(
        "service", "Service",
        fields: [
            .text("code", "Code"),
            .text("name", "Nom"),
            .text("email", "Adresse électronique"),
            .text("phone", "Téléphone"),
            .text("address", "Adresse"),
            .integer("position", "Ordre"),
        ])

    static let theme = Record(
        "theme", "Thème",
        fields: [
            .text("code", "Code"),
            .text("name", "Nom"),
            .integer("position", "Ordre"),
        ])
}
