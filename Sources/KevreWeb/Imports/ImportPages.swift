import Foundation
import Hummingbird
import Kevre
import PostgreSQL

/// Taking files in: send, check the mapping on the first rows, try, import, read what came of it.
enum ImportPages {
    static func add(to routes: inout Routes) {
        routes.get("imports", right: .importFiles, use: history)
        routes.get("imports/nouveau", right: .importFiles, use: new)
        routes.post("imports/nouveau", right: .importFiles, accepting: .files(megabytes: 210), use: send)
        routes.get("imports/fichier/:token", right: .importFiles, use: prepare)
        routes.post("imports/fichier/:token", right: .importFiles, use: run)
        routes.get("imports/fichier/:token/suivi", right: .importFiles, use: follow)
        routes.get("imports/fichier/:token/avancement", right: .importFiles, use: advance)
        routes.get("imports/:id", right: .importFiles, use: show)
        routes.get("imports/:id/rapport", right: .importFiles, use: report)
        routes.get("associations/importer", right: .importFiles) {
            $0.redirect(to: "/imports/nouveau?quoi=association")
        }
        routes.get("subventions/importer", right: .importFiles) { $0.redirect(to: "/imports/nouveau?quoi=grant") }
        routes.get("financements/aides/importer", right: .importFiles) { $0.redirect(to: "/imports/nouveau?quoi=aid") }
    }

    static let home = Link("Imports", "/imports")

    @Sendable private static func history(_ visit: Visit) async throws -> Response {
        var runs = try await visit.read { try ImportRun.recent(in: $0) }
        if runs.contains(where: { $0.finishedAt == nil }) {
            runs = try await visit.write { tx in
                try ImportRun.noteInterrupted(in: tx)
                return try ImportRun.recent(in: tx)
            }
        }
        let header = pageHeader(
            "Imports", note: "Fichiers d’associations, de subventions et d’aides, avec ce que chacun a changé.",
            actions: [linkButton("Importer un fichier", "/imports/nouveau", .primary)])
        guard !runs.isEmpty else {
            return try visit.page(
                title: "Imports", active: .imports,
                header
                    + emptyState(
                        "Aucun import encore",
                        "Le registre national (RNA), des données publiées (SCDL) ou vos propres tableaux\u{a0}: csv, xlsx ou xls.",
                        actions: [linkButton("Importer un fichier", "/imports/nouveau", .primary)]))
        }
        let columns = [
            TableColumn("Fichier", .lead), TableColumn("Contenu"), TableColumn("Par", .soft), TableColumn("Le", .date),
            TableColumn("Suite"), TableColumn("Lignes", .number), TableColumn("Refusées", .number),
        ]
        var rows = TableRows(columns)
        for run in runs {
            rows.begin(key: run.id.description, name: run.fileName)
            rows.lead(run.fileName, "/imports/\(run.id)")
            rows.cell(run.kind.label)
            rows.cell(run.agentName)
            rows.cell(run.startedAt.inParis.short)
            rows.cell(state(run.state.label, tone(run.state)))
            rows.cell(FrenchText.grouped(run.report?.lines ?? run.linesDone))
            rows.cell(run.report.map { FrenchText.grouped($0.refused) } ?? "")
            rows.end()
        }
        return try visit.page(
            title: "Imports", active: .imports,
            header + table(columns, rows.html, caption: "Imports, les derniers d’abord"))
    }

    static func tone(_ state: ImportRun.State) -> Tone {
        switch state {
        case .preview: .neutral
        case .running: .progress
        case .done: .done
        case .refused: .attention
        case .failed: .danger
        }
    }

    @Sendable private static func new(_ visit: Visit) async throws -> Response {
        try newPage(visit, problem: nil)
    }

    private static func newPage(_ visit: Visit, problem: String?) throws -> Response {
        let asked = visit.form["kind"] ?? visit.query("quoi") ?? ""
        let kinds: [HTML] = ([("", "Ce que ses colonnes disent")] + ImportKind.allCases.map { ($0.rawValue, $0.label) })
            .map { value, label in
                """
                <label class="choice"><input type="radio" name="kind" value="\(value)"\
                \(flag: "checked", value == asked)> \(label)</label>
                """
            }
        let error: HTML = problem.map { errorSummary([(field: "file", message: $0)]) } ?? ""
        let form: HTML = """
            <form class="form" method="post" action="/imports/nouveau" enctype="multipart/form-data" data-no-keep>\
            \(csrfField(visit.csrf))\
            <fieldset class="fieldset"><legend>Ce que contient le fichier</legend><div class="choices">\(kinds)</div>\
            </fieldset><div class="field"><label for="file">Fichier</label>\
            <p class="field__help" id="file-help">csv, xlsx ou xls, json pour des aides, 200\u{a0}Mo au plus. La page suivante montre comment ses \
            colonnes sont comprises\u{a0}; rien n’est changé avant votre accord.</p>\
            <input type="file" id="file" name="file" required aria-describedby="file-help" accept=".csv,.txt,.xlsx,.xls,.json"></div>\
            <div class="form__end"><button class="button button--primary">Continuer</button></div></form>
            """
        return try visit.page(
            title: "Importer un fichier", active: .imports, status: problem == nil ? .ok : .unprocessableContent,
            "\(breadcrumb([home, Link("Importer", "")]))\(pageHeader("Importer un fichier"))\(error)\(form)")
    }

    @Sendable private static func send(_ visit: Visit) async throws -> Response {
        guard let file = visit.file("file"), file.size > 0 else {
            return try newPage(visit, problem: "Choisissez un fichier\u{a0}: aucun n’a été reçu, ou il est vide.")
        }
        let kind: ImportKind
        if let said = visit.form["kind"].flatMap(ImportKind.init) {
            kind = said
        } else {
            do {
                kind = try await visit.read { try FileImport.kind(path: file.url.path, fileName: file.name, in: $0) }
            } catch let refusal as any Refusal {
                return try newPage(visit, problem: "«\u{a0}\(file.name)\u{a0}»\u{a0}: \(refusal.message)")
            }
        }
        let token = try visit.site.importDesk.take(file, as: kind, for: visit.agent, in: folder(visit))
        return visit.redirect(to: "/imports/fichier/\(token)")
    }

    /// Where files wait, each authority's apart.
    private static func folder(_ visit: Visit) -> URL { visit.office.documents.appending(path: "imports") }

    // MARK: - Mapping, trial and import

    @Sendable private static func prepare(_ visit: Visit) async throws -> Response {
        try await askedPage(visit, problem: nil)
    }

    /// The page with the answers of the last trial, if there was one.
    private static func askedPage(_ visit: Visit, problem: String?) async throws -> Response {
        let asked = visit.site.importDesk.asked(visit.parameters["token"] ?? "")
        return try await preparePage(
            visit, map: asked?.map ?? [], problem: problem, funder: asked?.funder.map { FunderAnswer($0) })
    }

    private static func preparePage(
        _ visit: Visit, map: [String], problem: String?, funder: FunderAnswer? = nil
    ) async throws -> Response {
        let token = visit.parameters["token"] ?? ""
        let waiting = try visit.site.importDesk.waiting(token, for: visit.agent, in: folder(visit))
        if waiting.kind == .aid { return try aidPage(visit, waiting, token, problem) }
        let sheet: ImportSheet
        do {
            sheet = try await visit.read { tx in
                switch waiting.kind {
                case .association:
                    try ImportSheet(AssociationField.self, waiting, map: map, of: visit.office.authority, in: tx)
                case .grant: try ImportSheet(GrantField.self, waiting, map: map, of: visit.office.authority, in: tx)
                case .aid: throw AidFileRefusal.unknownFormat
                }
            }
        } catch let refusal as any Refusal {
            return try newPage(visit, problem: "«\u{a0}\(waiting.name)\u{a0}»\u{a0}: \(refusal.message)")
        }
        var notices = sheet.warnings.map { notice("\($0)", .attention) }
        if let problem = problem ?? funder?.problem ?? sheet.missing {
            notices.insert(notice("\(problem)", .danger), at: 0)
        }
        if case .done(let report)? = visit.site.importDesk.course(token) {
            notices.append(
                notice(
                    "\(ImportSheet.sentence(report))", title: "Résultat de l’essai",
                    report.refused > 0 ? .attention : .done))
        }
        return try visit.page(
            title: "Colonnes de \(waiting.name)", active: .imports,
            """
            \(breadcrumb([home, Link("Importer", "/imports/nouveau"), Link(waiting.name, "")]))\
            \(pageHeader("Colonnes du fichier", of: waiting.name, note: "\(sheet.note)"))\(notices)\
            \(sheet.form(
                address: "/imports/fichier/\(token)", csrf: visit.csrf, authority: visit.office.authority.name,
                funder: funder))
            """)
    }

    /// Aids have no columns to settle: the page says what the file is taken for.
    private static func aidPage(
        _ visit: Visit, _ waiting: ImportDesk.Waiting, _ token: String, _ problem: String?
    ) throws -> Response {
        let file: AidFileDescription
        do {
            file = try AidFileDescription.of(waiting.file.path)
        } catch let refusal as any Refusal {
            return try newPage(visit, problem: "«\u{a0}\(waiting.name)\u{a0}»\u{a0}: \(refusal.message)")
        }
        var notices: [HTML] = problem.map { [notice("\($0)", .danger)] } ?? []
        if case .done(let report)? = visit.site.importDesk.course(token) {
            notices.append(
                notice(
                    "\(ImportSheet.sentence(report))", title: "Résultat de l’essai",
                    report.refused > 0 ? .attention : .done))
        }
        let names = file.names.map { "<li>\($0)</li>" as HTML }
        let form: HTML = """
            <form class="form" method="post" action="/imports/fichier/\(token)">\(csrfField(visit.csrf))\
            <div class="form__end"><button class="button button--primary" name="verb" value="import">Importer</button>\
            <button class="button" name="verb" value="try">Essayer sans rien changer</button></div></form>
            """
        return try visit.page(
            title: waiting.name, active: .imports,
            """
            \(breadcrumb([home, Link("Importer", "/imports/nouveau"), Link(waiting.name, "")]))\
            \(pageHeader("Aides du fichier", of: waiting.name))\(notices)\
            \(card("Ce qui est reconnu", facts([
                ("Format", "\(file.format)"), ("Source", "\(file.source)"),
                ("Aides", "\(FrenchText.grouped(file.count))"), ("Les premières", "<ul>\(names)</ul>"),
            ])))\
            <p class="small soft">Les aides de cette source qui ne sont pas dans le fichier seront closes, jamais \
            supprimées\u{a0}; vos notes et vos corrections restent.</p>\(form)
            """)
    }

    @Sendable private static func run(_ visit: Visit) async throws -> Response {
        let token = visit.parameters["token"] ?? ""
        let waiting = try visit.site.importDesk.waiting(token, for: visit.agent, in: folder(visit))
        if visit.form["verb"] == "answer" {
            guard var request = visit.site.importDesk.asked(token) else {
                return visit.redirect(
                    to: "/imports/fichier/\(token)", notice: "Vérifiez les colonnes, puis importez.", tone: .attention)
            }
            ImportAnswers.add(visit.form, to: &request)
            request.isDryRun = false
            visit.site.importDesk.start(request, token, in: visit.office, by: visit.agent)
            return visit.redirect(to: "/imports/fichier/\(token)/suivi")
        }
        let map = ImportSheet.map(from: visit.form)
        let funder = FunderAnswer(visit.form)
        if visit.form["verb"] == "preview" || funder?.problem != nil {
            return try await preparePage(visit, map: map, problem: nil, funder: funder)
        }
        let request = ImportRequest(
            waiting.kind, path: waiting.file.path, fileName: waiting.name, map: map,
            isDryRun: visit.form["verb"] != "import", skipInvalid: visit.form["skip_invalid"] == "1",
            funder: funder?.funder, twins: nil)
        visit.site.importDesk.start(request, token, in: visit.office, by: visit.agent)
        return visit.redirect(to: "/imports/fichier/\(token)/suivi")
    }

    @Sendable private static func follow(_ visit: Visit) async throws -> Response {
        let token = visit.parameters["token"] ?? ""
        switch visit.site.importDesk.course(token) {
        case .done(let report)?:
            let notice = report.isDryRun ? "Essai terminé\u{a0}: rien n’a été changé." : ImportSheet.sentence(report)
            return visit.redirect(
                to: "/imports/\(report.run)\(report.isDone && !report.isDryRun ? "" : "?fichier=\(token)")",
                notice: notice,
                tone: report.refused > 0 ? .attention : .done)
        case .failed(let message)?:
            return try await askedPage(visit, problem: message)
        case .running(let share)?:
            return try visit.page(
                title: "Import en cours", active: .imports,
                """
                \(breadcrumb([home, Link("En cours", "")]))\(pageHeader("Import en cours"))\
                <div data-refresh="/imports/fichier/\(token)/avancement">\(bar(share))</div>\
                <p class="small soft">Vous pouvez quitter cette page\u{a0}: l’import continue, son résultat sera parmi les \
                <a href="/imports">imports</a>.</p><p><a class="button" href="/imports/fichier/\(token)/suivi">Actualiser</a></p>
                """)
        case nil: throw NotFound("Cet import n’est plus suivi\u{a0}: voyez la liste des imports.")
        }
    }

    @Sendable private static func advance(_ visit: Visit) async throws -> Response {
        if case .running(let share)? = visit.site.importDesk.course(visit.parameters["token"] ?? "") {
            return visit.part(bar(share))
        }
        return visit.part("<p data-finished>Terminé.</p>")
    }

    private static func bar(_ share: Double) -> HTML {
        let percent = Int((share * 100).rounded())
        return "<p><b>\(percent)\u{a0}%</b></p>\(progress(percent, of: 100, label: "Avancement de l’import"))"
    }

    // MARK: - What came of it

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", ImportRun.ID.self)
        let (run, issues) = try await visit.read { tx in
            (try ImportRun.find(id, in: tx), try ImportRun.issues(of: id, limit: 200, in: tx))
        }
        var actions: [HTML] = []
        if let token = visit.query("fichier") {
            actions.append(linkButton("Revoir les colonnes", "/imports/fichier/\(token)", .primary))
        }
        if run.report?.report != nil {
            actions.append(linkButton("Classeur à corriger (xlsx)", "/imports/\(id)/rapport"))
        }
        let token = visit.query("fichier") ?? ""
        let answers = ImportAnswers(run.report, visit.site.importDesk.asked(token), token)?.form(csrf: visit.csrf) ?? ""
        return try visit.page(
            title: run.fileName, active: .imports,
            """
            \(breadcrumb([home, Link(run.fileName, "")]))\
            \(pageHeader(run.fileName, note: "\(run.kind.label), par \(run.agentName), le \(run.startedAt.inParis.short)", actions: actions))\
            <p>\(state(run.state.label, tone(run.state)))</p>\(ImportSheet.summary(run))\(answers)\(ImportSheet.issues(issues, run.report))
            """)
    }

    @Sendable private static func report(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", ImportRun.ID.self)
        let run = try await visit.read { try ImportRun.find(id, in: $0) }
        guard let path = run.report?.report, FileManager.default.fileExists(atPath: path) else {
            throw NotFound("Cet import n’a pas de classeur à corriger.")
        }
        return try await visit.download(
            type: ExportFormat.xlsx.mediaType, named: "a-corriger-\(id).xlsx"
        ) { try FileManager.default.copyItem(at: URL(filePath: path), to: $0) }
    }
}
