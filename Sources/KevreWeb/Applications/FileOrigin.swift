import Hummingbird
import Kevre
import PostgreSQL

/// Where a file comes from, as far as it is known: whose draft it is, whether the register holds its association, and
/// what else the association asked of the same campaign.
struct FileOrigin {
    let sheet: FileSheet
    let agent: Agent
    let csrf: String

    private var file: Application { sheet.file }

    static func add(to routes: inout Routes) {
        routes.post("dossiers/:id/reconnaitre", right: .writeApplications, use: confirm)
        routes.post("associations/:id/prendre", right: .writeAssociations, use: takeIn)
        routes.post("associations/:id/rattacher", right: .mergeAssociations, use: attach)
    }

    var html: HTML { "\(draft)\(association)\(others)" }

    private var draft: HTML {
        guard file.state == .draft, file.confirmedAt == nil else { return "" }
        let asked = file.contactEmail.map { " Adresse donnée au début\u{a0}: \($0)." } ?? ""
        let action: HTML? =
            agent.may(.writeApplications, of: file.service)
            ? postButton("Reconnaître ce brouillon", "/dossiers/\(file.id)/reconnaitre", csrf: csrf) : nil
        return notice(
            "Commencé en ligne\u{a0}: rien ne dit encore qu’il vient de l’association.\(asked) Il compte pour elle une fois reconnu, ou déposé.",
            .attention, action: action)
    }

    private var association: HTML {
        guard sheet.association.isProvisional else { return "" }
        let id = sheet.association.id
        var choices = HTML()
        for likely in sheet.likely {
            let place: HTML = likely.commune.map { " <span class=\"soft\">\($0)</span>" } ?? ""
            let action: HTML =
                agent.may(.mergeAssociations)
                ? postButton(
                    "C’est elle", "/associations/\(id)/rattacher", csrf: csrf,
                    fields: [("kept", likely.id.description), ("file", file.slug)]) : ""
            choices += "<li><p><a href=\"/associations/\(likely.id)\">\(likely.name)</a>\(place)</p>\(action)</li>"
        }
        let take: HTML =
            agent.may(.writeAssociations)
            ? postButton(
                "Prendre au registre", "/associations/\(id)/prendre", csrf: csrf, .primary,
                fields: [("file", file.slug)]) : ""
        let list: HTML =
            choices.isEmpty ? "" : "<p>Elle ressemble à\u{a0}:</p><ul class=\"lines\">\(choices)</ul>"
        return card(
            "Association pas encore au registre",
            """
            <p>\(sheet.association.name) a été nommée en ligne. Elle ne paraît dans aucune liste tant que vous ne l’avez pas \
            prise au registre.</p>\(list)<div class="actions">\(take)</div>
            """)
    }

    private var others: HTML {
        guard !sheet.siblings.isEmpty else { return "" }
        let links = sheet.siblings.map { other -> HTML in
            let word = ApplicationState.vocabulary[other.state.rawValue]
            let mark: HTML = other.state == .draft && other.confirmedAt == nil ? " (pas reconnu)" : ""
            return """
                <li><a href="/dossiers/\(other.slug)">\(other.name)</a>\(other.title.isEmpty ? "" : ", \(other.title)")\u{a0}: \
                \(state(word.label, Tone(word.tone)))\(mark)</li>
                """
        }
        let rule: HTML = sheet.campaign.isForOne ? "<p>Cette campagne n’en prend qu’une par association.</p>" : ""
        return card("Autres demandes de l’association à cette campagne", "\(rule)<ul>\(links)</ul>")
    }

    @Sendable private static func confirm(_ visit: Visit) async throws -> Response {
        let (agent, id) = (visit.agent, try visit.identifier("id", Application.ID.self))
        try await visit.write { try Application.confirmDraft(id, by: agent, in: $0) }
        return visit.redirect(to: "/dossiers/\(id)", notice: "Brouillon reconnu\u{a0}: c’est celui de l’association.")
    }

    @Sendable private static func takeIn(_ visit: Visit) async throws -> Response {
        let (agent, id) = (visit.agent, try visit.identifier("id", Association.ID.self))
        try await visit.write { try Association.takeIn(id, by: agent, in: $0) }
        return visit.redirect(to: back(visit, id), notice: "Association prise au registre.")
    }

    @Sendable private static func attach(_ visit: Visit) async throws -> Response {
        let (agent, id) = (visit.agent, try visit.identifier("id", Association.ID.self))
        let kept = try visit.posted("kept", Association.ID.self)
        try await visit.write { tx in
            guard try Association.find(id, in: tx).isProvisional else { throw NotFound("Elle est déjà au registre.") }
            try Merge.perform(keep: kept, merge: id, by: agent, in: tx)
        }
        return visit.redirect(to: back(visit, kept), notice: "Demande rattachée à la fiche.")
    }

    /// To the file it was done from, else to the association.
    private static func back(_ visit: Visit, _ id: Association.ID) -> String {
        visit.form["file"].map { "/dossiers/\($0.addressEscaped)" } ?? "/associations/\(id)"
    }
}
