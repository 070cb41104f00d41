import Foundation
import Hummingbird
import Kevre

/// Subventions passées: the authority's own and other public funding, each with its record.
enum GrantPages {
    static func add(to routes: inout Routes) {
        routes.get("subventions", right: .readGrants, use: list)
        routes.get("subventions/:id", right: .readGrants, use: show)
        routes.get("subventions/:id/modifier", right: .writeGrants, use: edit)
        routes.post("subventions/:id/modifier", right: .writeGrants, use: save)
        routes.post("subventions/:id/suppression", right: .writeGrants, use: remove)
        routes.get("campagnes/:id/classeur", right: .readApplications, use: campaignWorkbook)
    }

    static let home = Link("Subventions passées", "/subventions")

    @Sendable private static func list(_ visit: Visit) async throws -> Response {
        let origin = visit.query.filter { $0.name == "origin" }.map(\.value)
        let parts = tabs(
            [
                Link("Toutes", "/subventions", isCurrent: origin.isEmpty),
                Link("De la collectivité", "/subventions?origin=own", isCurrent: origin == ["own"]),
                Link("Autres financements publics", "/subventions?origin=other", isCurrent: origin == ["other"]),
            ], label: "Origine des subventions")
        let publish = linkButton("Publier (SCDL)", "/subventions-publication")
        let complete = ListPage.BulkAction("Compléter le versement", "/subventions/versement")
        let take = linkButton("Importer", "/imports/nouveau", .primary)
        let mayImport = visit.agent.may(.importFiles)
        return try await visit.list(
            Grant.listing, active: .grants, actions: [publish] + (mayImport ? [take] : []),
            bulk: visit.agent.may(.writeGrants) ? [complete] : [], intro: parts,
            empty: emptyState(
                "Aucune subvention connue",
                "Importez les subventions des années passées\u{a0}: fichier de la collectivité, données ouvertes d’autres financeurs.",
                actions: mayImport ? [take] : []))
    }

    private static func find(_ visit: Visit) async throws -> Grant {
        let id = try visit.identifier("id", Grant.ID.self)
        return try await visit.read { try Grant.find(id, for: visit.agent, in: $0) }
    }

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let grant = try await find(visit)
        let edit = linkButton("Corriger", "/subventions/\(grant.id)/modifier", .primary)
        let decision = facts([
            ("Montant", "<b>\(grant.amount.short)</b>"),
            ("Part du bénéficiaire", "\(grant.share.map { FrenchText.percent(basisPoints: $0) })"),
            ("Demandé", "\(grant.requested?.short)"),
            ("Suite", grant.refused ? state("Refusée", .danger) : state("Accordée", .done)),
            ("Décidée le", "\(grant.decidedOn?.long)"), ("Référence", "\(grant.decisionReference)"),
            ("Objet", "\(grant.purpose)"), ("Nature", "\(grant.nature.label)"),
            ("Compte rendu financier", report(grant)),
        ])
        let payment = facts([
            ("Conditions", "\(grant.conditions)"),
            ("Dates de versement", "\(grant.paymentPeriod.map(PaymentTerms.words(ofPeriod:)))"),
            ("Notifiée à la Commission européenne", "\(grant.notifiedToUnion.map { $0 ? "oui" : "non" })"),
            ("Répertoire des aides", "\(grant.raeID)"),
        ])
        let beneficiary = facts(
            [
                ("Fiche", "<a href=\"/associations/\(grant.association)\">\(grant.associationName)</a>"),
                (
                    "Nom dans la source",
                    grant.beneficiaryName == grant.associationName ? "" : "\(grant.beneficiaryName)"
                ),
                ("SIRET", "\(grant.beneficiarySIRET.flatMap { SIRET($0)?.grouped } ?? grant.beneficiarySIRET)"),
                ("RNA", "\(grant.beneficiaryRNA)"), ("Commune", "\(grant.commune)"),
            ], style: .tight)
        let source = facts(
            [
                ("Financeur", "\(grant.funderName)"),
                ("Origine", grant.own ? "Collectivité" : "Autre financeur public"), ("Thème", "\(grant.theme)"),
                ("Autres thèmes", "\(grant.otherThemes)"),
                ("Service", "\(grant.service)"), ("Dispositif", "\(grant.scheme)"),
                ("Dossier", grant.application.map { "<a href=\"/dossiers/\($0)\">Voir le dossier</a>" } ?? ""),
                ("Import", grant.importRun.map { "<a href=\"/imports/\($0)\">Fichier d’origine</a>" } ?? ""),
            ], style: .tight)
        let title = "\(grant.associationName), \(grant.year)"
        let header = pageHeader(
            grant.associationName, of: "subvention \(grant.year)",
            actions: visit.agent.may(.writeGrants)
                ? (grant.application == nil ? [removeButton(grant, visit.csrf)] : []) + [edit] : [])
        let publication: HTML = payment.isEmpty ? "" : card("Versement et publication", payment)
        let content = columns(
            card("Décision", decision) + publication,
            aside: card("Bénéficiaire", beneficiary) + card("Origine", source), label: "Repères")
        return try visit.page(
            title: title, active: .grants, breadcrumb([home, Link(title, "")]) + header + content)
    }

    private static func report(_ grant: Grant) -> HTML {
        if let day = grant.reportReceivedOn { return "reçu le \(day.long)" }
        return grant.earmarked ? "à recevoir (subvention affectée)" : ""
    }

    // MARK: - Removing

    private static func removeButton(_ grant: Grant, _ csrf: String) -> HTML {
        dangerButton(
            "Supprimer", losing: "La subvention de \(grant.amount.short) quitte les totaux. L’historique la garde.",
            confirm: "Supprimer cette subvention", "/subventions/\(grant.id)/suppression", csrf: csrf)
    }

    @Sendable private static func remove(_ visit: Visit) async throws -> Response {
        let grant = try await find(visit)
        do {
            try await visit.write { try Grant.remove(grant.id, by: visit.agent, in: $0) }
        } catch let refusal as GrantRemovalRefusal {
            return visit.redirect(to: "/subventions/\(grant.id)", notice: refusal.message, tone: .danger)
        }
        return visit.redirect(to: "/associations/\(grant.association)", notice: "Subvention supprimée.")
    }

    // MARK: - Correcting

    @Sendable private static func edit(_ visit: Visit) async throws -> Response {
        let grant = try await find(visit)
        return try form(visit, grant, grant.input)
    }

    @Sendable private static func save(_ visit: Visit) async throws -> Response {
        let grant = try await find(visit)
        do {
            try await visit.write { tx in
                try Grant.save(
                    grant.id, version: visit.version ?? 0, visit.form, by: visit.agent, in: tx)
            }
        } catch let refusal as FormRefusal {
            return try form(visit, grant, visit.form, refusal.problems)
        }
        return visit.redirect(to: "/subventions/\(grant.id)", notice: "Subvention corrigée.")
    }

    private static func form(
        _ visit: Visit, _ grant: Grant, _ input: FormInput, _ problems: [FieldProblem] = []
    ) throws -> Response {
        let address = "/subventions/\(grant.id)"
        let page = FormPage(
            "\(address)/modifier", csrf: visit.csrf, version: visit.version ?? grant.version,
            cancel: Link("Annuler", address))
        let decided: HTML =
            grant.application == nil
            ? ""
            : notice(
                "Cette subvention a été décidée en séance\u{a0}: son montant et sa décision ne se corrigent pas ici.",
                .accent)
        return try visit.page(
            title: "Corriger la subvention", active: .grants,
            status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(breadcrumb([home, Link("\(grant.associationName), \(grant.year)", address), Link("Corriger", "")]))\
            \(pageHeader(grant.associationName, of: "subvention \(grant.year)"))\(errorSummary(problems))\(decided)\
            \(page.html(formFields(grant.form, input, problems: problems)))
            """)
    }

    // MARK: - A campaign's workbook

    @Sendable private static func campaignWorkbook(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Campaign.ID.self)
        let campaign = try await visit.read { try Campaign.find(id, by: visit.agent, in: $0) }
        let name = campaign.workbookFileName(visit.today)
        return try await visit.download(type: ExportFormat.xlsx.mediaType, named: name) { file in
            try await visit.office.writeWorkbook(of: id, for: visit.agent, to: file)
        }
    }
}
