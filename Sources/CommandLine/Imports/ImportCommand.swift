import ArgumentParser
import Foundation
import Kevre

/// What both imports take.
struct ImportOptions: ParsableArguments {
    @Argument(
        help: "Fichier csv, xlsx ou xls.", completion: .file(extensions: ["csv", "xlsx", "xls", "txt"]))
    var file: String

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Correspondance, répétable\u{a0}: la colonne par son nom, sa lettre ou son numéro\u{a0}; «\u{a0}=texte=champ\u{a0}» donne une constante.",
            valueName: "colonne=champ"))
    var map: [String] = []

    @Flag(help: "Dit ce qui se passerait, sans rien changer.")
    var dryRun = false

    @Flag(help: "Importe les lignes valables même si d’autres sont refusées.")
    var skipInvalid = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var access: AccessOptions

    /// Runs the import, prints what it did, and leaves with 65 when lines kept the file out.
    func run(
        _ kind: ImportKind, funder: ImportFunder? = nil, again: AgainAnswer? = nil, twins: TwinAnswer = .count
    ) async throws {
        guard [.table, .json].contains(output.format) else {
            throw Usage(message: "Le compte rendu d’un import se lit en table ou en json.")
        }
        let request = ImportRequest(
            kind, path: file, map: map, isDryRun: dryRun, skipInvalid: skipInvalid, funder: funder, again: again,
            twins: twins)
        let bar = ProgressBar(title: "Import")
        let (report, corrections) = try await Workplace.withOffice(access) { office, agent in
            let report = try await FileImport.run(request, in: office, by: agent) { share in
                bar.show(Int(share * 1_000), of: 1_000)
            }
            guard report.changed > 0 else { return (report, [LineIssue]()) }
            let run = ImportRun.ID(report.run)
            return (report, try await office.read { try ImportRun.issues(of: run, .changed, limit: 50, in: $0) })
        }
        bar.end()
        try Output.print(output.format == .json ? report.json : text(of: report, corrections), to: output.output)
        guard !report.isDone else { return }
        throw report.refused > 0 && !skipInvalid
            ? ImportRefusal.refusedLines(report.refused, of: report.lines, isTrial: report.isDryRun)
            : .againUnsaid(report.again)
    }

    private func text(of report: ImportReport, _ corrections: [LineIssue]) -> String {
        var lines: [(String, String)] = [
            ("Lignes", FrenchText.grouped(report.lines)),
            (report.isDryRun ? "Seraient créées" : "Associations créées", FrenchText.grouped(report.created)),
            (
                report.isDryRun ? "Seraient rattachées" : "Rattachées",
                FrenchText.grouped(report.linked - report.changed)
            ),
            ("Sans changement", FrenchText.grouped(report.unchanged)),
            (report.isDryRun ? "Seraient réparées" : "Réparées", FrenchText.grouped(report.repaired)),
            (report.isDryRun ? "Seraient refusées" : "Refusées", FrenchText.grouped(report.refused)),
        ]
        if report.changed > 0 {
            lines.append((report.isDryRun ? "Seraient corrigées" : "Corrigées", FrenchText.grouped(report.changed)))
        }
        if report.setAside > 0 {
            let amount = Money(cents: report.setAsideCents)
            lines.append(
                (
                    report.isDryRun ? "Seraient laissées de côté" : "Laissées de côté",
                    "\(FrenchText.grouped(report.setAside))\(amount.isZero ? "" : " (\(amount))")"
                ))
        }
        if report.amountCents > 0 {
            let title = report.isDryRun ? "Seraient accordés" : "Montants"
            lines.append((title, Money(cents: report.amountCents).description))
        }
        if let own = report.fileTotalCents { lines.append(("Total du fichier", Money(cents: own).description)) }
        if report.again > 0 { lines.append(("Déjà inscrites, semble-t-il", FrenchText.grouped(report.again))) }
        if report.duplicates > 0 {
            lines.append(("Doublons possibles", FrenchText.grouped(report.duplicates)))
        }
        if report.conflicts > 0 {
            lines.append(("Identités à clarifier", FrenchText.grouped(report.conflicts)))
        }
        if let path = report.report { lines.append(("À relire", path)) }
        let width = lines.map(\.0.count).max() ?? 0
        let table = lines.map { $0.0.padding(toLength: width, withPad: " ", startingAt: 0) + "  " + $0.1 }
        let changes = corrections.map { issue in
            "Ligne \(issue.line), \(issue.column ?? "")\u{a0}: \(issue.value ?? "") — \(issue.reason)"
        }
        return (table + report.warnings + changes).joined(separator: "\n")
    }
}

struct AssociationImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Importe un fichier d’associations (RNA ou liste).",
        discussion: "Champs\u{a0}: \(AssociationField.allCases.map(\.rawValue).joined(separator: ", ")).")
    @OptionGroup var options: ImportOptions

    func run() async throws { try await options.run(.association) }
}

struct GrantImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Importe un fichier de subventions (SCDL ou autre).",
        discussion: "Champs\u{a0}: \(GrantField.allCases.map(\.rawValue).joined(separator: ", ")).")
    @OptionGroup var options: ImportOptions

    @Option(
        help: ArgumentHelp(
            "Qui a accordé les subventions dont le fichier ne nomme pas le financeur.", valueName: "nom"))
    var funder: String?

    @Flag(help: "Ces subventions ont été accordées par la collectivité elle-même.")
    var own = false

    @Option(
        help: ArgumentHelp(
            "Des lignes qui ressemblent à des subventions déjà inscrites\u{a0}: les mettre à jour, les ajouter quand même "
                + "ou les laisser de côté. Sans réponse, le fichier n’entre pas.", valueName: "update|add|skip"))
    var again: AgainAnswer?

    @Option(
        help: ArgumentHelp(
            "Des lignes du fichier pareilles en tout\u{a0}: les compter toutes, ou une seule.", valueName: "count|once")
    )
    var equalLines: TwinAnswer = .count

    func run() async throws {
        let name = funder?.trimmingCharacters(in: .whitespacesAndNewlines)
        if own, name != nil { throw Usage(message: "--own et --funder se contredisent\u{a0}: choisissez.") }
        if name?.isEmpty == true { throw Usage(message: "Indiquez le nom du financeur après --funder.") }
        try await options.run(
            .grant, funder: own ? .own : name.map { .named($0) }, again: again, twins: equalLines)
    }
}

extension AgainAnswer: ExpressibleByArgument {}
extension TwinAnswer: ExpressibleByArgument {}
