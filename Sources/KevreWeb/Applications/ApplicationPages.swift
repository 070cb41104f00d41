import HTTPTypes
import Hummingbird
import Kevre
import PostgreSQL

/// The pages of files: list, record, steps of the life cycle, comments, documents.
enum ApplicationPages {
    static func add(to routes: inout Routes) {
        routes.get("dossiers", right: .readApplications, use: list)
        routes.get("dossiers/:reference", right: .readApplications, use: show)
        routes.get("dossiers/:reference/etape/:step", right: .writeApplications, use: StepPages.show)
        routes.post("dossiers/:reference/etape/:step", right: .writeApplications, use: StepPages.run)
        routes.post("dossiers/:reference/commentaires", right: .writeApplications, use: comment)
        routes.post("dossiers/:reference/pieces", right: .writeApplications, use: documents)
        FileOrigin.add(to: &routes)
        EntryPages.add(to: &routes)
        ApplicantPages.add(to: &routes)
        DraftPages.add(to: &routes)
    }

    @Sendable private static func list(_ visit: Visit) async throws -> Response {
        let mayWrite = visit.agent.may(.writeApplications)
        return try await visit.list(
            Application.listing, active: .applications,
            actions: mayWrite ? [linkButton("Saisir une demande", "/dossiers/nouveau", .primary)] : [],
            empty: emptyState(
                "Aucun dossier", "Les demandes des associations paraissent ici dès qu’elles sont commencées.",
                actions: mayWrite
                    ? [linkButton("Saisir la première", "/dossiers/nouveau", .primary)] : []))
    }

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let sheet = try await FileSheet.read(visit)
        if visit.parameters["reference"] != sheet.file.slug {
            return visit.redirect(to: sheet.address + (visit.request.uri.query.map { "?\($0)" } ?? ""))
        }
        return try visit.page(
            title: "\(sheet.file.name) · \(sheet.file.title)", active: .applications,
            FilePage(sheet: sheet, section: FileSection(visit.query("section")), csrf: visit.csrf, agent: visit.agent)
                .html)
    }

    @Sendable private static func comment(_ visit: Visit) async throws -> Response {
        let (agent, body, reference) = (visit.agent, visit.form["comment"] ?? "", try reference(of: visit))
        let file = try await visit.write { tx in
            let file = try Application.find(reference: reference, by: agent, in: tx)
            try ApplicationComment.add(body, to: file.id, by: agent, in: tx)
            return file
        }
        return visit.redirect(to: "/dossiers/\(file.slug)#historique", notice: "Commentaire ajouté.")
    }

    /// The list of documents as ticked on the page: only what changed is written.
    @Sendable private static func documents(_ visit: Visit) async throws -> Response {
        let (agent, form, today, reference) = (visit.agent, visit.form, visit.today, try reference(of: visit))
        let (file, count) = try await visit.write { tx in
            let file = try Application.find(reference: reference, by: agent, in: tx)
            var count = 0
            for document in try ApplicationDocument.all(of: file.id, in: tx) {
                guard let state = form["state-\(document.id)"].flatMap(ApplicationDocument.State.init) else { continue }
                let note = form["note-\(document.id)"] ?? document.note
                guard state != document.state || note != document.note else { continue }
                try ApplicationDocument.set(
                    document.id, of: file.id, state, note: note, on: document.receivedOn ?? today, by: agent, in: tx)
                count += 1
            }
            return (file, count)
        }
        return visit.redirect(
            to: "/dossiers/\(file.slug)?section=pieces",
            notice: count == 0
                ? "Rien n’a changé." : "\(FrenchText.count(count, "pièce mise à jour", "pièces mises à jour")).")
    }

    static func reference(of visit: Visit) throws -> String {
        guard let reference = visit.parameters["reference"] else { throw NotFound("Ce dossier n’existe pas.") }
        return reference
    }
}

extension Application {
    /// The last part of its page's path: the reference, or the key of a draft.
    var slug: String { reference ?? id.description }
}

/// Everything the page of a file shows, read in one transaction.
struct FileSheet: Sendable {
    let file: Application
    let campaign: Campaign
    let association: Association
    /// Associations of the register that it may be, while it is not taken in.
    let likely: [Applicant]
    /// What else it asked of the same campaign.
    let siblings: [Application]
    let budget: BudgetReading
    let documents: [ApplicationDocument]
    let events: [Application.Allowed]
    let duties: [Duty]
    let history: [Application.YearOfHistory]
    let trail: [AuditEntry]
    let comments: [ApplicationComment]
    /// The project it came from or became.
    let project: (id: Project.ID, title: String)?
    let today: Day

    var address: String { "/dossiers/\(file.slug)" }
    /// Documents that came or do not apply.
    var settled: Int { documents.filter { $0.state != .missing }.count }

    static func read(_ visit: Visit) async throws -> FileSheet {
        let (agent, today, reference) = (visit.agent, visit.today, try ApplicationPages.reference(of: visit))
        return try await visit.read { tx in
            let file = try Application.find(reference: reference, by: agent, in: tx)
            let association = try Association.find(file.association, in: tx)
            return FileSheet(
                file: file, campaign: try Campaign.find(file.campaign, by: agent, in: tx), association: association,
                likely: association.isProvisional ? try Applicant.likely(association, in: tx) : [],
                siblings: try file.siblings(in: tx), budget: try file.budget(in: tx),
                documents: try ApplicationDocument.all(of: file.id, in: tx),
                events: try file.events(for: agent, on: today, in: tx), duties: try file.duties(on: today, in: tx),
                history: try Application.history(of: file.association, since: file.year - 4, by: agent, in: tx),
                trail: try AuditEntry.timeline(of: "application", file.id.number, limit: 60, in: tx),
                comments: try ApplicationComment.all(of: file.id, in: tx),
                project: agent.may(.readFunding) ? try Project.of(file.id, in: tx) : nil, today: today)
        }
    }
}
