import HTTPTypes
import Hummingbird
import Kevre
import PostgreSQL

/// The verbs of a search: at once, or after a page that asks for an amount, a day or a reason.
enum FundingSearchSteps {
    @Sendable static func show(_ visit: Visit) async throws -> Response {
        let (id, agent, event) = (
            try visit.identifier("id", FundingSearch.ID.self), visit.agent, try event(of: visit)
        )
        let search = try await visit.read { try FundingSearch.find(id, by: agent, in: $0) }
        guard search.events(for: agent).contains(event) else {
            return visit.redirect(
                to: "/financements/recherches/\(id)",
                notice:
                    "La recherche est à l’état «\u{a0}\(search.state.label)\u{a0}»\u{a0}: ce n’est pas, ou plus, possible.",
                tone: .attention)
        }
        return try page(visit, event, search, search.start(event, on: visit.today))
    }

    @Sendable static func run(_ visit: Visit) async throws -> Response {
        let (id, agent, event) = (
            try visit.identifier("id", FundingSearch.ID.self), visit.agent, try event(of: visit)
        )
        let (input, version, today) = (visit.form, visit.version, visit.today)
        let back = back(visit) ?? "/financements/recherches/\(id)"
        do {
            let (before, after) = try await visit.write { tx in
                let before = try FundingSearch.find(id, by: agent, in: tx)
                try FundingSearch.fire(event, id, version: version, input, on: today, by: agent, in: tx)
                return (before, try FundingSearch.find(id, by: agent, in: tx))
            }
            // « Annuler » is offered where it gives back what was, and nothing else.
            let canUndo = event != .stepBack && before.isRestored(from: after)
            return visit.redirect(
                to: back, notice: "\(event.past)\u{a0}: \(after.state.label.lowercased()).",
                undo: canUndo ? "/financements/recherches/\(id)/etape/step_back" : nil)
        } catch let refusal as FundingSearchRefusal where !event.asksSomething {
            return visit.redirect(to: back, notice: refusal.message, tone: .attention)
        } catch let stale as StaleVersion where !event.asksSomething {
            // Nothing was typed: the card is shown where the other officer put it.
            let search = try await visit.read { try FundingSearch.find(id, by: agent, in: $0) }
            return visit.redirect(
                to: back,
                notice:
                    "\(stale.actor) a déplacé «\u{a0}\(search.name)\u{a0}» entre-temps\u{a0}: elle est à l’état «\u{a0}\(search.state.label)\u{a0}». Votre geste n’a rien changé.",
                tone: .attention)
        } catch let refusal as FormRefusal {
            return try await again(visit, event, id, refusal.problems)
        } catch let refusal as FundingSearchRefusal {
            let label = FundingSearch.form(for: event)[refusal.field ?? ""]?.label ?? event.label
            let problem = FieldProblem(field: refusal.field ?? "", label: label, message: refusal.message)
            return try await again(visit, event, id, [problem])
        }
    }

    /// A path of these pages to come back to, never another's.
    private static func back(_ visit: Visit) -> String? {
        (visit.form["retour"] ?? visit.query("retour")).flatMap { path in
            path.hasPrefix("/financements/") && !path.contains("\\") && !path.contains("\n") && !path.contains("\r")
                ? path : nil
        }
    }

    private static func event(of visit: Visit) throws -> FundingSearchEvent {
        guard let event = visit.parameters["event"].flatMap(FundingSearchEvent.init(rawValue:)) else {
            throw NotFound("Cette étape n’existe pas.")
        }
        return event
    }

    private static func again(
        _ visit: Visit, _ event: FundingSearchEvent, _ id: FundingSearch.ID, _ problems: [FieldProblem]
    ) async throws -> Response {
        let agent = visit.agent
        let search = try await visit.read { try FundingSearch.find(id, by: agent, in: $0) }
        return try page(visit, event, search, visit.form, problems)
    }

    private static func page(
        _ visit: Visit, _ event: FundingSearchEvent, _ search: FundingSearch, _ input: FormInput,
        _ problems: [FieldProblem] = []
    ) throws -> Response {
        let address = "/financements/recherches/\(search.id)"
        let back = back(visit)
        let page = FormPage(
            "\(address)/etape/\(event.rawValue)", csrf: visit.csrf, version: visit.version ?? search.version,
            submit: event.label, cancel: Link("Annuler", back ?? address))
        let kept: HTML = back.map { "<input type=\"hidden\" name=\"retour\" value=\"\($0)\">" } ?? ""
        let left = search.obtained.map { ($0 - search.paid).short }
        let known = facts([
            ("État", "\(search.state.label)"), ("Financeur", "\(search.funderName)"),
            ("Demandé", "\(search.asked?.short)"), ("Accordé", "\(search.obtained?.short)"),
            ("Reste à recevoir", event == .pay ? "\(left)" : ""),
        ])
        return try visit.page(
            title: event.label, active: .funding, status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(breadcrumb(FundingSearchPages.way + [Link(search.name, address), Link(event.label, "")]))\
            \(pageHeader(event.label, of: search.name))\(errorSummary(problems))\(known)\
            \(page.html(kept + formFields(FundingSearch.form(for: event), input, problems: problems)))
            """)
    }
}
