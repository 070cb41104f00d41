import Foundation
import Hummingbird
import Kevre

/// How the grant of one line of an agenda is paid, when it differs from its campaign.
enum LinePaymentPages {
    static func add(to routes: inout Routes) {
        routes.get("seances/:id/lignes/:line/versement", right: .writeSessions, use: show)
        routes.post("seances/:id/lignes/:line/versement", right: .writeSessions, use: save)
    }

    @Sendable private static func show(_ visit: Visit) async throws -> Response { try await page(visit, nil) }

    private static func page(_ visit: Visit, _ refusal: FormRefusal?) async throws -> Response {
        let table = try await SessionPages.read(visit)
        guard !table.session.isClosed else { throw DecisionRefusal.sessionClosed(table.session.name) }
        let id = try visit.identifier("line", AgendaLine.ID.self)
        guard let line = table.lines.first(where: { $0.id == id }) else {
            throw NotFound("Cette ligne n’est plus à l’ordre du jour.")
        }
        let form = FormPage(
            "\(table.address)/lignes/\(id)/versement", csrf: visit.csrf, version: visit.version ?? line.version,
            cancel: Link("Revenir à la séance", table.address))
        let problems = refusal?.problems ?? []
        let usual = line.usualTerms.words.map { "Sa campagne dit\u{a0}: \($0)." } ?? "Sa campagne n’en dit rien."
        let fields = formFields(
            Form(PaymentTerms.fields()), refusal == nil ? line.ownTerms.input : visit.form, problems: problems)
        return try visit.page(
            title: "Conditions de versement", active: .sessions,
            status: refusal == nil ? .ok : .unprocessableContent,
            """
            \(breadcrumb([
                SessionPages.home, Link(table.session.name, table.address), Link("Conditions de versement", ""),
            ]))\
            \(pageHeader(line.associationName, of: line.project))\(errorSummary(problems))\
            \(notice("\(usual) Ce qui reste vide ici vient d’elle, ou de la clôture de la séance.", .accent))\
            \(form.html(fields))
            """)
    }

    @Sendable private static func save(_ visit: Visit) async throws -> Response {
        let line = try visit.identifier("line", AgendaLine.ID.self)
        let address = "/seances/\(try visit.identifier("id", Session.ID.self))"
        do {
            let terms = try PaymentTerms(visit.form)
            try await visit.write {
                try Session.setTerms(line, terms, version: visit.version, by: visit.agent, in: $0)
            }
        } catch let refusal as FormRefusal {
            return try await page(visit, refusal)
        } catch let refusal as DecisionRefusal {
            return visit.redirect(to: address, notice: refusal.message, tone: .danger)
        }
        return visit.redirect(to: "\(address)#ligne-\(line)", notice: "Conditions de versement enregistrées.")
    }
}
