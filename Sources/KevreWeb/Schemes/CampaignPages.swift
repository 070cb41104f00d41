import Foundation
import HTTPTypes
import Hummingbird
import Kevre

/// The pages of campaigns: list, record with its envelopes, form.
enum CampaignPages {
    static func add(to routes: inout Routes) {
        routes.get("campagnes", right: .readSchemes, use: list)
        routes.get("campagnes/nouvelle", right: .writeSchemes, use: new)
        routes.post("campagnes/nouvelle", right: .writeSchemes, use: create)
        routes.get("campagnes/:id", right: .readSchemes, use: show)
        routes.get("campagnes/:id/modifier", right: .writeSchemes, use: edit)
        routes.post("campagnes/:id/modifier", right: .writeSchemes, use: save)
    }

    @Sendable private static func list(_ visit: Visit) async throws -> Response {
        let mayWrite = visit.agent.may(.writeSchemes)
        let first = mayWrite ? [linkButton("Ouvrir la première", "/campagnes/nouvelle", .primary)] : []
        return try await visit.list(
            Campaign.listing, active: .campaigns,
            actions: [linkButton("Dispositifs", "/dispositifs")]
                + (mayWrite ? [linkButton("Nouvelle campagne", "/campagnes/nouvelle", .primary)] : []),
            empty: emptyState(
                "Aucune campagne", "Une campagne ouvre un dispositif pour une année, avec une enveloppe et deux dates.",
                actions: first))
    }

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Campaign.ID.self)
        let agent = visit.agent
        let (campaign, envelopes, states) = try await visit.read { tx in
            (
                try Campaign.find(id, by: agent, in: tx), try Envelope.all(of: id, in: tx),
                try Campaign.states(of: id, in: tx)
            )
        }
        var actions = [linkButton("Page publique", "/demandes/\(campaign.slug)")]
        if agent.may(.readApplications) {
            actions.append(linkButton("Classeur (xlsx)", "/campagnes/\(id)/classeur"))
        }
        if agent.may(.writeSchemes) { actions.append(linkButton("Modifier", "/campagnes/\(id)/modifier")) }
        if agent.may(.writeApplications, of: campaign.service) {
            actions.append(linkButton("Saisir une demande", "/dossiers/nouveau?campagne=\(id)", .primary))
        }
        let phase = Campaign.Phase.vocabulary[campaign.phase(at: visit.now).rawValue]
        return try visit.page(
            title: campaign.name, active: .campaigns,
            """
            \(breadcrumb([Link("Campagnes", "/campagnes"), Link(campaign.name, "")]))\
            \(pageHeader(campaign.name, of: campaign.schemeName, note: state(phase.label, Tone(phase.tone)), actions: actions))\
            \(columns(
                stateTable(campaign, states)
                    + (campaign.instructions.isEmpty ? "" : card("Consignes", prose(campaign.instructions))),
                aside: card("Enveloppes", envelopes.map(envelopeGauge).joined()) + card("La campagne", facts([
                    ("Dispositif", "<a href=\"/dispositifs/\(campaign.scheme)\">\(campaign.schemeName)</a>"),
                    ("Service", "\(campaign.serviceName)"), ("Année", "\(campaign.year)"),
                    ("Nature", "\(campaign.kind.label)"), ("Ouverture", "\(campaign.opensAt.inParis.long)"),
                    ("Clôture", "\(campaign.closesAt.inParis.closing)"),
                    ("Versement", "\(campaign.paymentTerms.words)"),
                ], style: .tight)), label: "Enveloppes et dates"))
            """)
    }

    static func envelopeGauge(_ envelope: Envelope) -> HTML {
        let over = envelope.leftAfterProposals.isNegative
        let alert =
            over
            ? "Les propositions dépassent ce qui reste de \((-envelope.leftAfterProposals).short)."
            : envelope.proposed.isZero ? nil : "\(envelope.proposed.short) proposés, à décider."
        return """
            <h3>\(envelope.name)</h3>\(gauge(
                id: envelope.id.description, left: Figure(cents: envelope.left.cents, envelope.left.short),
                total: Figure(cents: envelope.amount.cents, envelope.amount.short),
                decided: Figure(cents: envelope.decided.cents, envelope.decided.short), alert: alert))
            """
    }

    private static func stateTable(
        _ campaign: Campaign, _ states: [(state: ApplicationState, count: Int, requested: Money)]
    ) -> HTML {
        guard !states.isEmpty else {
            return emptyState("Aucun dossier encore", "Les demandes déposées paraîtront ici, état par état.")
        }
        let columns = [TableColumn("État", .lead), TableColumn("Dossiers", .number), TableColumn("Demandé", .number)]
        var rows = TableRows(columns)
        for (code, count, requested) in states {
            rows.begin(key: code.rawValue, name: code.label)
            rows.lead(code.label, "/dossiers?campaign=\(campaign.id)&state=\(code.rawValue)")
            rows.cell(FrenchText.grouped(count))
            rows.cell(requested.short)
            rows.end()
        }
        let filed = states.filter { $0.state != .draft }
        let count = filed.map(\.count).reduce(0, +)
        return card(
            "Dossiers",
            aside: linkButton("Voir tous les dossiers", "/dossiers?campaign=\(campaign.id)", .quiet),
            table(
                columns, rows.html, caption: "Dossiers par état",
                totals: [
                    "Déposés, brouillons exclus", "\(FrenchText.grouped(count))",
                    "\(filed.map(\.requested).sum().short)",
                ], isPlain: true))
    }

    /// Links to the campaigns of a page of the listing.
    static func links(_ page: ListingPage) -> HTML {
        guard !page.rows.isEmpty else { return "<p class=\"soft\">Aucune campagne encore.</p>" }
        let items = page.rows.map { row -> HTML in
            "<li><a href=\"\(row.address)\">\(row.cells.first?.text)</a></li>"
        }
        return "<ul>\(items)</ul>"
    }

    @Sendable private static func new(_ visit: Visit) async throws -> Response {
        let agent = visit.agent
        let form = try await visit.read { try Campaign.form(for: agent, in: $0) }
        var input = FormInput(["year": [String(visit.today.year)]])
        input["scheme"] = visit.query("dispositif")
        return try page(visit, nil, form, input)
    }

    @Sendable private static func create(_ visit: Visit) async throws -> Response { try await write(visit, nil) }

    @Sendable private static func edit(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Campaign.ID.self)
        let agent = visit.agent
        let (campaign, envelopes, form) = try await visit.read { tx in
            (
                try Campaign.find(id, by: agent, in: tx), try Envelope.all(of: id, in: tx),
                try Campaign.form(for: agent, in: tx)
            )
        }
        return try page(visit, campaign, form, campaign.input(envelopes))
    }

    @Sendable private static func save(_ visit: Visit) async throws -> Response {
        try await write(visit, visit.identifier("id", Campaign.ID.self))
    }

    private static func write(_ visit: Visit, _ id: Campaign.ID?) async throws -> Response {
        let (agent, input) = (visit.agent, visit.form)
        do {
            let saved = try await visit.saving { tx in
                let form = try Campaign.form(for: agent, in: tx)
                guard let id else { return (form, input) }
                return (form, try Campaign.find(id, by: agent, in: tx).input(Envelope.all(of: id, in: tx)))
            } _: {
                try Campaign.save(id, version: $1, $0, by: agent, in: $2)
            }
            return visit.redirect(
                to: "/campagnes/\(saved)", notice: id == nil ? "Campagne créée." : "Campagne enregistrée.")
        } catch let refusal as FormRefusal {
            let (campaign, form) = try await visit.read { tx in
                (try id.map { try Campaign.find($0, by: agent, in: tx) }, try Campaign.form(for: agent, in: tx))
            }
            return try page(visit, campaign, form, input, refusal.problems)
        }
    }

    private static func page(
        _ visit: Visit, _ campaign: Campaign?, _ form: Form, _ input: FormInput, _ problems: [FieldProblem] = []
    ) throws -> Response {
        let address = campaign.map { "/campagnes/\($0.id)" } ?? "/campagnes"
        let title = campaign.map { "Modifier «\u{a0}\($0.name)\u{a0}»" } ?? "Nouvelle campagne"
        let kept = visit.form["version"].flatMap { Int($0) }
        var page = FormPage(
            campaign == nil ? "/campagnes/nouvelle" : "\(address)/modifier", csrf: visit.csrf,
            version: kept ?? campaign?.version, cancel: Link("Annuler", address))
        page.shown = campaign == nil ? nil : visit.shown(input)
        let fields: HTML = """
            \(formFields(form, input, problems: problems))\
            \(fieldSection(
                "Enveloppes", help: "Ce qui a été voté pour cette campagne. Une ligne vide est laissée de côté.",
                envelopeRows(input, problems)))
            """
        return try visit.page(
            title: title, active: .campaigns, status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(breadcrumb([Link("Campagnes", "/campagnes"), Link(title, "")]))\
            \(pageHeader(title))\(errorSummary(problems))\(page.html(fields))
            """)
    }

    private static func envelopeRows(_ input: FormInput, _ problems: [FieldProblem]) -> HTML {
        let ids = input.all("envelope_id")
        let names = input.all("envelope_name")
        let amounts = input.all("envelope_amount")
        let errors = problems.filter { $0.field?.hasPrefix("envelope") ?? false }
        var rows = errors.map { "<p class=\"field__error\">\($0.label)\u{a0}: \($0.message)</p>" as HTML }.joined()
        for index in 0..<(max(names.count, amounts.count) + (names.isEmpty ? 1 : 2)) {
            func value(_ values: [String]) -> String { values.indices.contains(index) ? values[index] : "" }
            let suffix = index == 0 ? "" : "-\(index)"
            let name: HTML = """
                <div class="field"><label for="envelope_name\(suffix)">Nom de l’enveloppe</label><input type="text" \
                id="envelope_name\(suffix)" name="envelope_name" value="\(value(names))" maxlength="120"></div>
                """
            let amount: HTML = """
                <div class="field"><label for="envelope_amount\(suffix)">Montant</label>\
                <span class="money" data-unit="€"><input type="text" inputmode="decimal" \
                id="envelope_amount\(suffix)" name="envelope_amount" value="\(value(amounts))" data-money></span></div>
                """
            rows += "<input type=\"hidden\" name=\"envelope_id\" value=\"\(value(ids))\">\(fieldRow([name, amount]))"
        }
        return rows
    }
}
