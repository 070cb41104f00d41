import Foundation
import Kevre
import PostgreSQL

/// A file as the mapping page shows it, whatever it is imported as.
struct ImportSheet: Sendable {
    struct Column: Sendable {
        let letter: String
        let shown: String
        /// The field it is read into; empty when it is left out.
        let field: String
        let reason: String
        let samples: [String]
    }

    let columns: [Column]
    let fields: [(name: String, title: String)]
    let rows: [[String]]
    let warnings: [String]
    let note: String
    /// Why it cannot be imported as its columns are read; nil when it can.
    let missing: String?
    /// Whether nothing in it says who granted: it is then to be asked.
    let asksFunder: Bool
    /// Another body that probably granted, with what makes one think so.
    let likelyFunder: (name: String, place: String)?
    /// The year of the whole file, to be confirmed; nil when its lines give theirs.
    let year: YearAnswer?
    /// Whether its lines designate records, which they correct.
    let corrects: Bool

    init<Field: ImportField>(
        _ field: Field.Type, _ waiting: ImportDesk.Waiting, map: [String], of authority: Authority, in tx: Transaction
    ) throws {
        let plan = try FileImport.plan(field, path: waiting.file.path, fileName: waiting.name, map: map, in: tx)
        columns = plan.columns.map { column in
            let read = Field.allCases.first { plan.mapping[$0].contains(.column(column.index)) }
            return Column(
                letter: column.letter, shown: column.shown, field: read?.rawValue ?? "",
                reason: read == column.guess ? column.reason : "", samples: column.samples)
        }
        fields = Field.allCases.map { ($0.rawValue, $0.title) }
        rows = plan.preview.prefix(5).map { row in plan.columns.map { row[$0.index].text } }
        warnings = plan.notices + plan.warnings + plan.doubleColumns
        do {
            try plan.checkRequiredFields()
            missing = nil
        } catch { missing = error.message }
        let grants = plan as? ImportPlan<GrantField>
        asksFunder = grants.map { !$0.namesFunder && !$0.corrects } ?? false
        likelyFunder =
            (grants?.constantFunder ?? grants?.sentFunder).map { ($0, "vous avez dit") }
            ?? grants?.likelyFunder(authority)
        year = grants.flatMap(YearAnswer.init)
        corrects = plan.corrects
        let sheet = plan.sheetName.isEmpty ? "" : "Feuille «\u{a0}\(plan.sheetName)\u{a0}». "
        note =
            sheet
            + (plan.isOwnExport
                ? "Liste exportée de Kevre, à reprendre\u{a0}: voyez ci-dessous ce qu’elle corrige."
                : plan.isStandard
                    ? "Format officiel reconnu."
                    : "Vérifiez ce que chaque colonne donne\u{a0}; le choix est retenu pour le prochain fichier.")
    }

    /// The `column=field` options that the form says, by the columns' letters.
    static func map(from form: FormInput) -> [String] {
        let columns = form.values.keys.filter { $0.hasPrefix("column.") }.sorted().flatMap { name -> [String] in
            let letter = String(name.dropFirst("column.".count))
            let field = form[name] ?? ""
            // Emptied first, so that a column changes its field instead of having two.
            return field.isEmpty ? ["\(letter)="] : ["\(letter)=", "\(letter)=\(field)"]
        }
        return columns + YearAnswer.map(from: form)
    }

    /// The columns with what each gives, the first rows, and the three ways on.
    ///
    /// - Parameter funder: what was answered already to who granted.
    func form(address: String, csrf: String, authority: String, funder: FunderAnswer?) -> HTML {
        let heads = [TableColumn("Colonne du fichier", .lead), TableColumn("Donne"), TableColumn("Exemples", .soft)]
        var table = TableRows(heads)
        for column in columns {
            let options: [HTML] = fields.map { field in
                "<option value=\"\(field.name)\"\(flag: "selected", field.name == column.field)>\(field.title)</option>"
            }
            table.begin(key: column.letter, name: column.shown)
            table.cell("<b>\(column.shown)</b> <span class=\"small soft\">\(column.letter)</span>" as HTML)
            table.cell(
                """
                <select name="column.\(column.letter)" aria-label="Ce que donne la colonne \(column.shown)">\
                <option value="">— laissée de côté —</option>\(options)</select>\
                <span class="sub">\(column.reason)</span>
                """ as HTML)
            table.cell(column.samples.prefix(3).joined(separator: " · "))
            table.end()
        }
        return """
            \(corrects ? Self.rules : "")\
            <form class="form form--wide" method="post" action="\(address)">\(csrfField(csrf))\
            \(asksFunder ? whose(funder, authority) : "")\(year?.question ?? "")\
            \(KevreWeb.table(heads, table.html, caption: "Colonnes du fichier", isPlain: true))\(preview)\
            <label class="choice"><input type="checkbox" name="skip_invalid" value="1"> Importer les lignes bonnes même si \
            d’autres sont refusées</label>\
            <div class="form__end actions"><button class="button button--primary" name="verb" value="import">Importer</button>\
            <button class="button" name="verb" value="try">Essayer sans rien changer</button>\
            <button class="button button--quiet" name="verb" value="preview">Revoir avec ces colonnes</button></div></form>
            """
    }

    private func whose(_ answer: FunderAnswer?, _ authority: String) -> HTML {
        let hint = likelyFunder.map { "\($0.place.capitalizedFirst)\u{a0}: «\u{a0}\($0.name)\u{a0}»." }
        return (answer ?? FunderAnswer(likelyFunder?.name)).question(authority: authority, hint: hint)
    }

    /// What a list that comes back does and does not.
    private static let rules: HTML = notice(
        """
        L’identifiant désigne la fiche. Une cellule qui diffère de la fiche la corrige\u{a0}; une cellule vide n’efface \
        rien\u{a0}: pour effacer, écrivez «\u{a0}(vide)\u{a0}». Une ligne sans identifiant est une nouvelle fiche. Ce qu’un \
        autre agent a changé depuis l’export reste comme il l’a mis. «\u{a0}Essayer\u{a0}» montre chaque correction.
        """, title: "Ce fichier corrige des fiches")

    private var preview: HTML {
        guard !rows.isEmpty else { return "" }
        let heads = columns.map { TableColumn($0.shown) }
        var table = TableRows(heads)
        for (index, row) in rows.enumerated() {
            table.begin(key: String(index), name: "Ligne \(index + 1)")
            for cell in row { table.cell(String(cell.prefix(60))) }
            table.end()
        }
        return card(
            "Premières lignes", KevreWeb.table(heads, table.html, caption: "Premières lignes du fichier", isPlain: true)
        )
    }

    /// What an import did, in one sentence.
    static func sentence(_ report: ImportReport) -> String {
        func part(_ number: Int, _ participle: String) -> String {
            let would = report.isDryRun ? FrenchText.word(number, "serait ", "seraient ") : ""
            return "\(FrenchText.grouped(number)) \(would)\(FrenchText.word(number, participle))"
        }
        let same = "\(FrenchText.grouped(report.unchanged)) sans changement"
        if report.isAids {
            let parts = [
                part(report.created, "créée"), part(report.changed, "changée"), same, part(report.closed, "close"),
                part(report.refused, "refusée"),
            ]
            return "\(FrenchText.count(report.lines, "aide"))\u{a0}: \(FrenchText.list(parts))."
        }
        let linked = report.linked - report.changed
        let parts = [
            part(report.created, "créée"), report.changed > 0 ? part(report.changed, "corrigée") : nil,
            report.changed == 0 || linked > 0 ? part(linked, "rattachée") : nil, same,
            report.repaired > 0 ? part(report.repaired, "réparée") : nil,
            report.setAside > 0 ? part(report.setAside, "laissée") + " de côté" : nil,
            report.refused > 0 ? part(report.refused, "refusée") : nil,
            report.again > 0
                ? "\(FrenchText.grouped(report.again)) déjà \(FrenchText.word(report.again, "inscrite")), semble-t-il"
                : nil,
        ].compactMap(\.self)
        let end = report.isDone || report.isDryRun ? "" : " Rien n’a été importé."
        return "\(FrenchText.count(report.lines, "ligne"))\u{a0}: \(FrenchText.list(parts)).\(end)"
    }

    static func summary(_ run: ImportRun) -> HTML {
        guard let report = run.report else {
            return run.message.map { notice("\($0)", .danger) } ?? ""
        }
        if run.kind == .aid { return aidSummary(run, report) }
        var pairs: [(String, HTML)] = [
            ("Lignes", "\(FrenchText.grouped(report.lines))"),
            (report.isDryRun ? "Seraient créées" : "Associations créées", "\(FrenchText.grouped(report.created))"),
            (
                report.isDryRun ? "Seraient corrigées" : "Corrigées",
                report.changed > 0 ? "\(FrenchText.grouped(report.changed))" : ""
            ),
            (
                report.isDryRun ? "Seraient rattachées" : "Rattachées",
                "\(FrenchText.grouped(report.linked - report.changed))"
            ),
            ("Sans changement", "\(FrenchText.grouped(report.unchanged))"),
            (report.isDryRun ? "Seraient réparées" : "Réparées", "\(FrenchText.grouped(report.repaired))"),
            (report.isDryRun ? "Seraient refusées" : "Refusées", "\(FrenchText.grouped(report.refused))"),
        ]
        if report.setAside > 0 {
            let amount = Money(cents: report.setAsideCents)
            pairs.append(
                (
                    report.isDryRun ? "Seraient laissées de côté" : "Laissées de côté",
                    "\(FrenchText.grouped(report.setAside))\(amount.isZero ? "" : " (\(amount))")"
                ))
        }
        if run.kind == .grant {
            let amount = Money(cents: report.amountCents)
            pairs.append((report.isDryRun ? "Seraient accordés en tout" : "Montant", "<b>\(amount)</b>"))
            if let own = report.fileTotalCents.map({ Money(cents: $0) }) {
                pairs.append(("Total écrit dans le fichier", "\(own)\(own == amount ? ", le même" : ", différent")"))
            }
        }
        if report.again > 0 { pairs.append(("Déjà inscrites, semble-t-il", "\(FrenchText.grouped(report.again))")) }
        if report.twins > 0 {
            let amount = Money(cents: report.twinCents)
            pairs.append(("Pareilles à une autre ligne", "\(FrenchText.grouped(report.twins)) (\(amount))"))
        }
        if report.duplicates > 0 {
            pairs.append(
                (
                    "Doublons possibles",
                    "<a href=\"/associations/doublons\">\(FrenchText.grouped(report.duplicates))</a>"
                ))
        }
        if report.conflicts > 0 {
            pairs.append(
                (
                    "Identités à clarifier",
                    "<a href=\"/associations?identity=to_clarify\">\(FrenchText.grouped(report.conflicts))</a>"
                ))
        }
        return card(title(report), "\(facts(pairs))\(report.warnings.map { notice("\($0)", .attention) })")
    }

    private static func title(_ report: ImportReport) -> String {
        if report.isDryRun { return "Ce que l’import ferait" }
        return report.isDone ? "Ce que l’import a fait" : "Rien n’a été importé"
    }

    private static func aidSummary(_ run: ImportRun, _ report: ImportReport) -> HTML {
        func figure(_ number: Int) -> HTML { "\(FrenchText.grouped(number))" }
        var pairs: [(String, HTML)] = [
            ("Aides du fichier", figure(report.lines)),
            (report.isDryRun ? "Seraient créées" : "Créées", figure(report.created)),
            (report.isDryRun ? "Seraient changées" : "Changées", figure(report.changed)),
            ("Sans changement", figure(report.unchanged)),
            (report.isDryRun ? "Seraient closes" : "Closes", figure(report.closed)),
            (report.isDryRun ? "Seraient refusées" : "Refusées", figure(report.refused)),
        ]
        if report.duplicates > 0 {
            pairs.append(
                ("Doubles possibles", "<a href=\"/financements/aides/doublons\">\(figure(report.duplicates))</a>"))
        }
        return card(title(report), "\(facts(pairs))\(report.warnings.map { notice("\($0)", .attention) })")
    }

    /// - Parameter report: nil while there is none; it says what places count, and whether anything was done.
    static func issues(_ issues: [LineIssue], _ report: ImportReport?) -> HTML {
        guard !issues.isEmpty else { return "" }
        let countsEntries = report?.countsEntries ?? false
        let isTrial = report?.isDryRun ?? false
        let place = countsEntries ? "Entrée" : "Ligne"
        let heads = [
            TableColumn(place, .number), TableColumn("Colonne"), TableColumn("Valeur", .soft), TableColumn("Suite"),
            TableColumn("Pourquoi"),
        ]
        var rows = TableRows(heads)
        for (index, issue) in issues.enumerated() {
            rows.begin(key: String(index), name: "\(place) \(issue.line)")
            rows.cell(issue.place)
            rows.cell(issue.column ?? "")
            rows.cell(String((issue.value ?? "").prefix(80)))
            switch issue.severity {
            case .repaired: rows.cell(state(isTrial ? "Serait réparée" : "Réparée", .done))
            case .kept: rows.cell(state("À relire", .attention))
            case .refused: rows.cell(state(isTrial ? "Serait refusée" : "Refusée", .danger))
            case .changed: rows.cell(state(isTrial ? "Serait corrigée" : "Corrigée", .done))
            }
            rows.cell(issue.reason)
            rows.end()
        }
        return card(
            countsEntries ? "Entrée par entrée" : "Ligne à ligne", of: issues.count == 200 ? "les 200 premières" : nil,
            KevreWeb.table(
                heads, rows.html, caption: "Ce qu’il y a à dire, \(place.lowercased()) par \(place.lowercased())",
                isPlain: true))
    }
}
