extension Subject {
    /// Calendars by a secret link.
    static let deadlines = Subject(
        "deadlines",
        records: [.calendarFeed])
}

extension Record {
    static let calendarFeed = Record(
        "calendar_feed", "Agenda", .attention,
        fields: [
            .secret("token_hash", "Lien secret"),
            .moment("last_read_at", "Dernière lecture"),
            .moment("revoked_at", "Révoqué le"),
        ])
}
