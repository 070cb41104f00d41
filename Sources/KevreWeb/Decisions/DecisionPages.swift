import Foundation
import HTTPTypes
import Hummingbird
import Kevre
import PostgreSQL

/// What is done to the lines of a session: amounts in place, decisions, order.
enum DecisionPages {
    static func add(to routes: inout Routes) {
        routes.post("seances/:id/montants", right: .writeSessions, use: saveAmounts)
        routes.post("seances/:id/accorder", right: .writeSessions, use: grantAsProposed)
        routes.post("seances/:id/accorder/annuler", right: .writeSessions, use: undoGrants)
        routes.post("seances/:id/lignes/:line/montant", right: .writeSessions, use: saveAmount)
        routes.get("seances/:id/lignes/:line/decision", right: .writeSessions, use: ask)
        routes.post("seances/:id/lignes/:line/decision", right: .writeSessions, use: decide)
        routes.post("seances/:id/lignes/:line/annuler", right: .writeSessions, use: undo)
        routes.post("seances/:id/lignes/:line/retirer", right: .writeSessions, use: remove)
        routes.post("seances/:id/lignes/:line/deplacer", right: .writeSessions, use: move)
    }

    // MARK: - Amounts

    /// Asked by the script, which goes on with what the line and the envelopes have become.
    @Sendable private static func saveAmount(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Session.ID.self)
        let line = try visit.identifier("line", AgendaLine.ID.self)
        do {
            let amount = try amount(visit.form["amount"])
            let isAbove = visit.form["above_request"] != nil
            let answer = try await visit.write { tx in
                let session = try Session.find(id, for: visit.agent, in: tx)
                let line = try Session.setAmount(
                    line, amount, aboveRequest: isAbove, version: visit.version, by: visit.agent, in: tx)
                return LineAnswer(line: line, gauges: try session.gauges(in: tx))
            }
            return visit.json(answer.json)
        } catch let refusal as any Refusal {
            guard visit.wantsJSON else {
                return visit.redirect(to: "/seances/\(id)", notice: refusal.message, tone: .danger)
            }
            return try await refused(visit, refusal, session: id, line: line)
        }
    }

    /// What stands in the way of an amount: with somebody else's, what it is now, so that one goes on without a reload.
    private static func refused(
        _ visit: Visit, _ refusal: any Refusal, session: Session.ID, line: AgendaLine.ID
    ) async throws -> Response {
        let said: [(String, JSONValue)] = [("message", .string(refusal.message)), ("code", .string(refusal.code))]
        guard refusal is StaleVersion else { return visit.json(.object(said), status: .unprocessableContent) }
        let now = try await visit.read { tx in
            let session = try Session.find(session, for: visit.agent, in: tx)
            return LineAnswer(line: try session.line(line, in: tx), gauges: try session.gauges(in: tx))
        }
        return visit.json(.object(said + [("now", now.json)]), status: .conflict)
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

    /// All lines at the officer's amount at once; the notice undoes exactly these.
    @Sendable private static func grantAsProposed(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Session.ID.self)
        do {
            let lines = try await visit.write { try Session.grantAsProposed(id, by: visit.agent, in: $0) }
            let total = lines.sum { $0.amountToGrant ?? .zero }
            let count = FrenchText.count(lines.count, "subvention accordée", "subventions accordées")
            let keys = lines.map(\.id.description).joined(separator: "-")
            return visit.redirect(
                to: "/seances/\(id)", notice: "\(count) au montant proposé\u{a0}: \(total.short).",
                undo: "/seances/\(id)/accorder/annuler?lignes=\(keys)")
        } catch let refusal as DecisionRefusal {
            return visit.redirect(to: "/seances/\(id)", notice: refusal.message, tone: .danger)
        }
    }

    @Sendable private static func undoGrants(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Session.ID.self)
        let lines = (visit.query("lignes") ?? "").split(separator: "-").compactMap { AgendaLine.ID(String($0)) }
        do {
            try await visit.write { tx in
                for line in lines { try Session.undo(line, by: visit.agent, in: tx) }
            }
        } catch let refusal as DecisionRefusal {
            return visit.redirect(to: "/seances/\(id)", notice: refusal.message, tone: .danger)
        }
        let count = FrenchText.count(lines.count, "décision annulée", "décisions annulées")
        return visit.redirect(to: "/seances/\(id)", notice: "\(count).")
    }

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
                amount: try amount(form["amount"]), conditions: form["conditions"] ?? form["note"] ?? "",
                aboveRequest: form["above_request"] != nil)
        case "refused": .refused(reason: form["reason"] ?? form["note"] ?? "")
        case "postponed": .postponed(reason: form["reason"] ?? form["note"] ?? "")
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
        let conditions = form["conditions"] ?? (outcome == "granted" ? form["note"] : nil) ?? line.conditions
        fields += FormField("conditions", "Conditions", value: conditions).html
        // Of the popover's one field only what the decision takes is kept: the form says which it is.
        let reason = form["reason"] ?? (outcome == "granted" ? nil : form["note"]) ?? line.reason
        fields += FormField("reason", "Motif du refus ou de l’ajournement", value: reason).html
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
