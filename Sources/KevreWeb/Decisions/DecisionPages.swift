import Foundation
import HTTPTypes
import Hummingbird
import Kevre
import PostgreSQL

/// What is done to the lines of a session: amounts in place, decisions, order.
enum DecisionPages {
    static func add(to routes: inout Routes) {
        routes.post("seances/:id/montants", right: .writeSessions, use: saveAmounts)
        routes.post("seances/:id/lignes/:line/montant", right: .writeSessions, use: saveAmount)
        routes.get("seances/:id/lignes/:line/decision", right: .writeSessions, use: ask)
        routes.post("seances/:id/lignes/:line/decision", right: .writeSessions, use: decide)
        routes.post("seances/:id/lignes/:line/annuler", right: .writeSessions, use: undo)
        routes.post("seances/:id/lignes/:line/retirer", right: .writeSessions, use: remove)
        routes.post("seances/:id/lignes/:line/deplacer", right: .writeSessions, use: move)
    }

    // MARK: - Amounts

    /// Asked by the script, which goes on with the new version and the envelopes' sums.
    @Sendable private static func saveAmount(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Session.ID.self)
        let line = try visit.identifier("line", AgendaLine.ID.self)
        do {
            let amount = try amount(visit.form["amount"])
            let (version, gauges) = try await visit.write { tx in
                try Session.setAmount(line, amount, version: visit.version, by: visit.agent, in: tx)
                let session = try Session.find(id, for: visit.agent, in: tx)
                let version = try session.lines(in: tx).first { $0.id == line }?.version
                return (version, try session.gauges(in: tx))
            }
            let envelopes = gauges.map { gauge in
                JSONValue.object([
                    ("id", .integer(gauge.envelope.number)), ("total_cents", .integer(gauge.amount.cents)),
                    ("decided_cents", .integer(gauge.decided.cents)),
                ])
            }
            return visit.json(
                .object([
                    ("version", version.map { .integer($0) } ?? .null), ("envelopes", .array(envelopes)),
                ]))
        } catch let refusal as any Refusal {
            guard visit.wantsJSON else {
                return visit.redirect(to: "/seances/\(id)", notice: refusal.message, tone: .danger)
            }
            let status: HTTPResponse.Status = refusal is StaleVersion ? .conflict : .unprocessableContent
            return visit.json(.object([("message", .string(refusal.message))]), status: status)
        }
    }

    /// Without script: all amounts of the table at once, whole or not at all.
    @Sendable private static func saveAmounts(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Session.ID.self)
        do {
            try await visit.write { tx in
                let session = try Session.find(id, for: visit.agent, in: tx)
                for line in try session.lines(in: tx) {
                    guard let typed = visit.form["amount-\(line.id)"] else { continue }
                    let amount = try amount(typed)
                    guard amount != line.amount else { continue }
                    let version = visit.form["version-\(line.id)"].flatMap { Int($0) }
                    try Session.setAmount(line.id, amount, version: version, by: visit.agent, in: tx)
                }
            }
            return visit.redirect(to: "/seances/\(id)", notice: "Montants enregistrés.")
        } catch let refusal as any Refusal {
            return visit.redirect(to: "/seances/\(id)", notice: refusal.message, tone: .danger)
        }
    }

    /// An amount as typed; nil for an empty field.
    private static func amount(_ text: String?) throws -> Money? {
        let text = (text ?? "").trimmingCharacters(in: .whitespaces)
        return text.isEmpty ? nil : try Money(parsing: text)
    }

    // MARK: - Decisions

    @Sendable private static func decide(_ visit: Visit) async throws -> Response {
        let line = try visit.identifier("line", AgendaLine.ID.self)
        let address = "/seances/\(try visit.identifier("id", Session.ID.self))"
        do {
            let decision = try decision(visit.form)
            try await visit.write { tx in
                try Session.decide(line, decision, version: visit.version, by: visit.agent, in: tx)
            }
        } catch let refusal as DecisionRefusal {
            return try await ask(visit, refusal)
        } catch let refusal as MoneyRefusal {
            return try await ask(visit, refusal)
        }
        let said =
            switch visit.form["outcome"] {
            case "granted": "Subvention accordée."
            case "refused": "Demande refusée."
            default: "Dossier ajourné."
            }
        return visit.redirect(
            to: "\(address)#ligne-\(line)", notice: said, undo: "\(address)/lignes/\(line)/annuler")
    }

    private static func decision(_ form: FormInput) throws -> Decision {
        switch form["outcome"] {
        case "granted":
            .granted(
                amount: try amount(form["amount"]), conditions: form["conditions"] ?? "",
                aboveRequest: form["above_request"] != nil)
        case "refused": .refused(reason: form["reason"] ?? "")
        case "postponed": .postponed(reason: form["reason"] ?? "")
        default: throw NotFound("Cette décision n’existe pas\u{a0}: rechargez la page.")
        }
    }

    @Sendable private static func ask(_ visit: Visit) async throws -> Response { try await ask(visit, nil) }

    /// The decision on a page of its own: what was typed stays, with what stands in the way.
    private static func ask(_ visit: Visit, _ refusal: (any Refusal)?) async throws -> Response {
        let table = try await SessionPages.read(visit)
        let id = try visit.identifier("line", AgendaLine.ID.self)
        guard let line = table.lines.first(where: { $0.id == id }) else {
            throw NotFound("Cette ligne n’est plus à l’ordre du jour.")
        }
        let form = visit.form
        let outcome = form["outcome"] ?? "granted"
        let page = FormPage(
            "\(table.address)/lignes/\(id)/decision", csrf: visit.csrf, version: line.version, submit: "Décider",
            cancel: Link("Revenir à la séance", table.address))
        var fields = FormField(
            "outcome", "Décision",
            .one(AgendaLine.Outcome.allCases.map { FormOption($0.rawValue, $0.label) }), value: outcome
        ).html
        fields +=
            FormField(
                "amount", "Montant", .money, value: form["amount"] ?? line.amountToGrant?.figures ?? "",
                error: refusal?.field == "amount" ? refusal?.message : nil
            ).html
        if case .aboveRequest? = refusal as? DecisionRefusal {
            fields += FormField("above_request", "Accorder plus que les \(line.requested.short) demandés", .yes).html
        }
        fields += FormField("conditions", "Conditions", value: form["conditions"] ?? line.conditions).html
        fields += FormField("reason", "Motif du refus ou de l’ajournement", value: form["reason"] ?? line.reason).html
        let problems: HTML = refusal.map { errorSummary([($0.field, $0.message)]) } ?? ""
        let gauge: HTML =
            table.gauges.first { $0.envelope == line.envelope }.map { item in
                card(
                    "Enveloppe \(item.name)",
                    SessionTable.gauge(of: item))
            } ?? ""
        let known = facts(
            [
                ("Demandé", "\(line.requested.short)"), ("Proposé", "\(line.proposed?.short ?? "—")"),
                ("Accordé l’an passé", "\(line.lastYear.short)"),
            ], style: .amounts)
        return try visit.page(
            title: line.associationName, active: .sessions, status: refusal == nil ? .ok : .unprocessableContent,
            """
            \(breadcrumb([SessionPages.home, Link(table.session.name, table.address), Link(line.associationName, "")]))\
            \(pageHeader(line.associationName, of: line.project))\(problems)\
            \(columns(page.html(fields), aside: gauge + card("Dossier \(line.reference)", known), label: "Repères"))
            """)
    }

    @Sendable private static func undo(_ visit: Visit) async throws -> Response {
        try await change(visit, "Décision annulée\u{a0}: la ligne est de nouveau à décider.") { line, tx in
            try Session.undo(line, version: visit.version, by: visit.agent, in: tx)
        }
    }

    @Sendable private static func remove(_ visit: Visit) async throws -> Response {
        try await change(visit, "Dossier retiré de l’ordre du jour\u{a0}: il peut être inscrit à une autre séance.") {
            try Session.remove($0, version: visit.version, by: visit.agent, in: $1)
        }
    }

    @Sendable private static func move(_ visit: Visit) async throws -> Response {
        let offset = visit.form["offset"].flatMap { Int($0) } ?? 1
        return try await change(visit, nil) { try Session.move($0, by: offset, by: visit.agent, in: $1) }
    }

    private static func change(
        _ visit: Visit, _ notice: String?,
        _ body: @escaping @Sendable (AgendaLine.ID, Transaction) throws -> Void
    ) async throws -> Response {
        let line = try visit.identifier("line", AgendaLine.ID.self)
        let address = "/seances/\(try visit.identifier("id", Session.ID.self))"
        do {
            try await visit.write { try body(line, $0) }
        } catch let refusal as DecisionRefusal {
            return visit.redirect(to: address, notice: refusal.message, tone: .danger)
        }
        return visit.redirect(to: "\(address)#ligne-\(line)", notice: notice)
    }
}
