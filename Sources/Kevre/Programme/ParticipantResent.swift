import PostgreSQL

/// A form that registers a person is answered once: sent again by a second tap, or after the answer was lost, it leads
/// to the same registration behind the same link.
extension Participant {
    /// The secret of the link that a form brings. Another name on a form that was gone back to is another person.
    static func token(of input: FormInput, _ reading: Reading) -> String {
        let form = BeginningForm(input["form"]).secret
        return Secrets.token(from: "participant \(form) \(FrenchText.folded(reading.name))")
    }

    /// What the form has brought already, when the database says that its link is there; the error for any other.
    static func resent(_ error: PostgreSQLError, _ token: String, in office: Office) async throws -> Registered {
        guard error.constraint == "participant_resume_token" else { throw error }
        return try await office.read { tx in
            let person = try find(token: token, in: tx)
            if person.isCancelled { throw ProgrammeRefusal.sentAndCancelled }
            return Registered(
                id: person.id, code: person.code, token: token,
                bookings: try person.bookings(in: tx).map { ($0.session, $0.state) })
        }
    }
}
