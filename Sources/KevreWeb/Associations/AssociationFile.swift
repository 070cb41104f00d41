import HTTPTypes
import Hummingbird
import Kevre
import PostgreSQL

/// Everything the authority knows of an association, on one page.
struct AssociationFile: Sendable {
    let association: Association
    let otherNames: [String]
    let officers: [AssociationOfficer]
    let accounts: [Association.BankDetails]
    let funding: AssociationFunding
    let requests: [Association.Request]
    /// What it is helped to find money for; nil where the agent may not see it.
    let projects: [Project]?
    let duties: [Duty]
    let conflicts: [IdentityConflict]
    let duplicates: [Duplicate.Likely]
    let rencontres: [Registration]
    let merges: [AssociationMerge]
    let steps: [AssociationStep]
    /// What keeps it, and what would go with it, were it removed.
    let hanging: Association.Hanging

    /// A merge that can still be undone.
    typealias AssociationMerge = (id: Merge.ID, name: String, by: String, at: String)

    /// Reads all of it in one transaction.
    init(_ association: Association, for agent: Agent, on today: Day, in tx: Transaction) throws {
        let id = association.id
        self.association = association
        otherNames = try Association.otherNames(of: id, in: tx).filter { $0 != association.name }
        officers = try AssociationOfficer.all(of: id, in: tx)
        accounts = try Association.bankDetails(of: id, in: tx)
        funding = try AssociationFunding.of(id, in: tx)
        requests = agent.may(.readApplications) ? try Association.requests(of: id, in: tx) : []
        projects = agent.may(.readFunding) ? try Project.all(of: id, by: agent, in: tx) : nil
        duties = try association.duties(on: today, in: tx)
        conflicts = try IdentityConflict.open(of: id, in: tx)
        duplicates = try Duplicate.open(of: id, in: tx)
        rencontres = agent.may(.readRencontres) ? try Registration.all(of: id, in: tx) : []
        merges = try Merge.open(into: id, in: tx).map { ($0.id, $0.name, $0.by, $0.at.inParis.day.long) }
        steps = try AssociationStep.of(id, in: tx)
        hanging = try Association.hanging(on: id, in: tx)
    }

    /// The page, or the way to the record this one was united with.
    ///
    /// - Parameter officer: what was typed for a new officer, and what is wrong with it.
    static func answer(
        _ id: Association.ID, _ visit: Visit, officer: (input: FormInput, problems: [FieldProblem])? = nil
    ) async throws -> Response {
        let found = try await visit.read { tx -> Result<AssociationFile, Elsewhere> in
            let association = try Association.find(id, in: tx)
            if let kept = association.mergedInto { return .failure(Elsewhere(kept: kept)) }
            return .success(try AssociationFile(association, for: visit.agent, on: visit.today, in: tx))
        }
        switch found {
        case .failure(let elsewhere): return AssociationPages.redirect(to: elsewhere.kept)
        case .success(let file):
            let problems = officer?.problems ?? []
            return try visit.page(
                "associations/show", title: file.association.name, file.fields(visit, officer),
                active: .associations, status: problems.isEmpty ? .ok : .unprocessableContent)
        }
    }

    private struct Elsewhere: Error { let kept: Association.ID }

    private func fields(
        _ visit: Visit, _ officer: (input: FormInput, problems: [FieldProblem])?
    ) -> [String: Any] {
        let identity = AssociationIdentity(file: self, agent: visit.agent, csrf: visit.csrf)
        let money = AssociationMoney(file: self, agent: visit.agent, today: visit.today)
        let aside = AssociationAside(file: self, agent: visit.agent, csrf: visit.csrf)
        return [
            "crumbs": breadcrumb([AssociationPages.home, Link(association.name, "")]),
            "header": header(visit.agent, visit.csrf), "errors": errorSummary(officer?.problems ?? []),
            "identity": identity.identity, "contact": identity.contact,
            "officers": identity.officers(officer), "accounts": identity.accounts,
            "years": money.years, "services": money.services, "funders": money.funders,
            "requests": money.requests, "projects": money.projects,
            "rencontres": RegistrationFace.past(rencontres),
            "conflicts": aside.conflicts, "duties": aside.duties, "duplicates": aside.duplicates,
            "merges": aside.merges, "history": aside.history + aside.removal,
        ]
    }

    private func header(_ agent: Agent, _ csrf: String) -> HTML {
        var actions: [HTML] = []
        if agent.may(.writeApplications), association.dissolvedOn == nil {
            actions.append(linkButton("Nouvelle demande", "/dossiers/nouveau?association=\(association.id)"))
        }
        if agent.may(.writeAssociations) {
            actions.append(linkButton("Modifier", "/associations/\(association.id)/modifier", .primary))
        }
        var note: [HTML] = [association.theme, association.commune].compactMap { $0 }.map { "\($0)" }
        if association.isProvisional {
            note.append(tag("Nommée en ligne, pas encore au registre", .attention))
            if agent.may(.writeAssociations) {
                actions = [
                    postButton(
                        "Prendre au registre", "/associations/\(association.id)/prendre", csrf: csrf, .primary)
                ]
            }
        }
        if let day = association.dissolvedOn { note.append(tag("Dissoute le \(day.long)", .danger)) }
        if !conflicts.isEmpty { note.append("<a href=\"#identite\">\(state("Identité à clarifier", .attention))</a>") }
        return pageHeader(
            association.name, of: association.shortName,
            note: note.isEmpty ? nil : note.joined(separator: " · "), actions: actions)
    }
}
