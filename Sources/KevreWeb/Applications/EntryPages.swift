import HTTPTypes
import Hummingbird
import Kevre

/// An officer begins a request on behalf of an association: campaign, association, how it came.
enum EntryPages {
    static func add(to routes: inout Routes) {
        routes.get("dossiers/nouveau", right: .writeApplications, use: choose)
        routes.post("dossiers/nouveau", right: .writeApplications, use: begin)
        routes.post("dossiers/:id/lien", right: .writeApplications, use: renewLink)
    }

    @Sendable private static func choose(_ visit: Visit) async throws -> Response {
        let (agent, words) = (visit.agent, visit.query("q") ?? "")
        let chosen = visit.query("association").flatMap(Association.ID.init)
        let (all, found) = try await visit.read { tx in
            (
                try Campaign.forEntry(by: agent, in: tx),
                try chosen.map { [try Applicant.find($0, in: tx)] } ?? Applicant.search(words, by: agent, in: tx)
            )
        }
        guard !all.isEmpty else {
            return try visit.page(
                title: "Nouvelle demande", active: .applications,
                emptyState(
                    "Aucune campagne", "Ouvrez d’abord une campagne\u{a0}: les demandes s’y rattachent.",
                    actions: agent.may(.writeSchemes)
                        ? [linkButton("Ouvrir une campagne", "/campagnes/nouvelle", .primary)] : []))
        }
        let campaign = visit.query("campagne") ?? ""
        // Those closed before today wait behind a link: they are the rare case, and soon outnumber the others.
        let isClosed = { (campaign: Campaign) in Day(inParis: campaign.closesAt) < visit.today }
        let closed = all.filter(isClosed)
        let showsClosed =
            visit.query("closes") != nil || closed.count == all.count
            || closed.contains { $0.id.description == campaign }
        let campaigns = showsClosed ? all : all.filter { !isClosed($0) }
        let more: HTML =
            showsClosed || closed.isEmpty
            ? ""
            : """
            <p class="small"><a href="/dossiers/nouveau?closes=1\(chosen.map { "&association=\($0)" } ?? "")">Montrer aussi \
            \(FrenchText.count(closed.count, "campagne close", "campagnes closes"))</a></p>
            """
        let channel = visit.query("canal") ?? Application.Channel.paper.rawValue
        // Begun from an association's page: it stays chosen while the campaign is.
        let whom =
            chosen.map { "<input type=\"hidden\" name=\"association\" value=\"\($0)\">" as HTML }
            ?? FormField("q", "Association", value: words, help: "Nom, SIRET, SIREN ou RNA.").html
        let fields: HTML = """
            \(FormField("campagne", "Campagne", .one(campaigns.map { FormOption($0.id.description, "\($0.name) (\($0.serviceName))") }), value: campaign.isEmpty && campaigns.count == 1 ? campaigns[0].id.description : campaign, isRequired: true).html)\(more)\
            \(FormField("canal", "Arrivée", .one(channels), value: channel).html)\
            \(whom)
            """
        let search: HTML = """
            <form class="form" method="get" action="/dossiers/nouveau">\(fields)\
            <div class="form__end"><button class="button">\(chosen == nil ? "Chercher l’association" : "Choisir cette campagne")</button></div></form>
            """
        return try visit.page(
            title: "Nouvelle demande", active: .applications,
            """
            \(breadcrumb([Link("Dossiers", "/dossiers"), Link("Nouvelle demande", "")]))\
            \(pageHeader("Nouvelle demande", note: "Au nom d’une association, d’après son dossier papier ou son courriel."))\
            \(card("La demande", search))\(results(visit, found, words, campaign: campaign, channel: channel))
            """)
    }

    private static let channels = [Application.Channel.paper, .mail, .officer].map { FormOption($0.rawValue, $0.label) }

    private static func results(
        _ visit: Visit, _ found: [Applicant], _ words: String, campaign: String, channel: String
    ) -> HTML {
        if found.isEmpty {
            guard !words.isEmpty else { return "" }
            return emptyState(
                "Aucune association trouvée", "Vérifiez le nom ou le numéro, ou créez sa fiche.",
                actions: visit.agent.may(.writeAssociations)
                    ? [
                        linkButton(
                            "Créer l’association", "/associations/nouvelle?name=\(words.addressEscaped)", .primary)
                    ] : [])
        }
        let items = found.map { applicant -> HTML in
            let place: HTML = applicant.commune.map { " <span class=\"soft\">\($0)</span>" } ?? ""
            let action: HTML =
                campaign.isEmpty
                ? blockedButton("Commencer", because: "Choisissez d’abord la campagne.", id: "raison-\(applicant.id)")
                : postButton(
                    "Commencer", "/dossiers/nouveau", csrf: visit.csrf, .primary,
                    fields: [
                        ("campaign", campaign), ("association", applicant.id.description), ("channel", channel),
                    ])
            return """
                <tr role="row"><td role="cell" class="lead">\(applicant.name)\(place)</td>\
                <td role="cell" class="num">\(action)</td></tr>
                """
        }
        return card(
            "Quelle association\u{a0}?",
            table(
                [TableColumn("Association", .lead), TableColumn("", .number)], items.joined(),
                caption: "Associations trouvées", isPlain: true))
    }

    @Sendable private static func begin(_ visit: Visit) async throws -> Response {
        let agent = visit.agent
        let campaign = try visit.posted("campaign", Campaign.ID.self)
        let association = try visit.posted("association", Association.ID.self)
        let channel = visit.form["channel"].flatMap(Application.Channel.init) ?? .officer
        let begun = try await visit.write { tx in
            try Application.begin(campaign: campaign, association: association, channel: channel, by: agent, in: tx)
        }
        let words = begun.token.map { "Brouillon commencé. Lien pour l’association\u{a0}: \(visit.link($0))" }
        return visit.redirect(
            to: "/dossiers/\(begun.id)/saisie",
            notice: words ?? "Un brouillon existait déjà pour cette association\u{a0}: le voici.")
    }

    @Sendable private static func renewLink(_ visit: Visit) async throws -> Response {
        let (agent, id) = (visit.agent, try visit.identifier("id", Application.ID.self))
        let token = try await visit.write { try Application.renewLink(id, by: agent, in: $0) }
        return visit.redirect(
            to: "/dossiers/\(id)/saisie",
            notice:
                "Nouveau lien, à donner à l’association\u{a0}: \(visit.link(token)) L’ancien ne mène plus nulle part.")
    }
}

extension Visit {
    /// The whole address of the link that resumes a request.
    func link(_ token: String) -> String {
        "\(origin.isSecure ? "https" : "http")://\(origin.host)/demandes/suivi/\(token)"
    }
}
