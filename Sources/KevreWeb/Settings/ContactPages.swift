import Hummingbird
import Kevre
import Synchronization

/// Whom public pages say to ask: one form for each service.
enum ContactPages {
    static func add(to routes: inout Routes) {
        routes.get("reglages/coordonnees", right: .manageAuthority, use: show)
        routes.post("reglages/coordonnees/:id", right: .manageAuthority, use: save)
    }

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        try await page(visit, nil, [])
    }

    private static func page(
        _ visit: Visit, _ wrong: Service.ID?, _ problems: [FieldProblem]
    ) async throws -> Response {
        let all = try await visit.read { try ServiceContact.all(in: $0) }
        let cards = all.map { contact -> HTML in
            let isWrong = contact.service == wrong
            let form = FormPage("/reglages/coordonnees/\(contact.service)", csrf: visit.csrf, version: contact.version)
            // Each form's fields are its own on the page.
            let fields = ServiceContact.form.fields.map { field -> HTML in
                var shown = FormField(
                    field, isWrong ? typed(visit, contact.service) : contact.input, problems: isWrong ? problems : [])
                shown.name = "\(field.name)-\(contact.service)"
                return shown.html
            }
            return card(contact.name, form.html("\(fields.joined())"))
        }
        return try visit.page(
            title: "Coordonnées", active: .settings, status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(breadcrumb([Link("Réglages", "/reglages"), Link("Coordonnées", "")]))\
            \(pageHeader("Coordonnées", note: "Chaque page publique dit à qui s’adresser. Un service sans coordonnées montre celles du premier qui en a."))\
            \(errorSummary(problems.map { (field: $0.field.map { "\($0)-\(wrong?.description ?? "")" }, message: $0.message) }))\(cards.joined())
            """)
    }

    private static func typed(_ visit: Visit, _ id: Service.ID) -> FormInput {
        var input = FormInput()
        for field in ServiceContact.form.fields { input[field.name] = visit.form["\(field.name)-\(id)"] }
        return input
    }

    @Sendable private static func save(_ visit: Visit) async throws -> Response {
        let (id, agent) = (try visit.identifier("id", Service.ID.self), visit.agent)
        let input = typed(visit, id)
        do {
            try await visit.write { try ServiceContact.save(id, version: visit.version, input, by: agent, in: $0) }
        } catch let refusal as FormRefusal {
            return try await page(visit, id, refusal.problems)
        }
        visit.site.contacts.forget()
        return visit.redirect(to: "/reglages/coordonnees", notice: "Coordonnées enregistrées.")
    }
}

/// The services' addresses, remembered for half a minute: every public page shows one, and each registration that
/// comes in must not have them read again.
final class ContactMemory: Sendable {
    private struct Entry {
        let contacts: [ServiceContact]
        let readAt: ContinuousClock.Instant
    }

    private let entries = Mutex<[String: Entry]>([:])
    private let life: Duration = .seconds(30)

    func forget() { entries.withLock { $0.removeAll() } }

    func contacts(of office: Office) async throws -> [ServiceContact] {
        let now = ContinuousClock.now
        if let known = entries.withLock({ $0[office.authority.code] }), now - known.readAt < life {
            return known.contacts
        }
        let contacts = try await office.read { try ServiceContact.all(in: $0) }
        entries.withLock { $0[office.authority.code] = Entry(contacts: contacts, readAt: now) }
        return contacts
    }
}

/// Whom to ask, in a sentence of a public page.
func contactPhrase(_ contact: ServiceContact?) -> HTML {
    guard let contact else { return "" }
    let phone: HTML = contact.phone.isEmpty ? "" : ", <span class=\"nowrap\">\(contact.phone)</span>"
    let mail: HTML = contact.email.isEmpty ? "" : ", <a href=\"mailto:\(contact.email)\">\(contact.email)</a>"
    return "\(contact.name)\(phone)\(mail)\(contact.address.isEmpty ? "" : ", \(contact.address)")"
}
