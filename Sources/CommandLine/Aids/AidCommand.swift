import ArgumentParser
import Foundation
import Kevre
import PostgreSQL

struct AidCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aid", abstract: "Catalogue des aides et appels des financeurs.",
        subcommands: [List.self, Show.self, Import.self, Create.self, Edit.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Les aides.")
        @OptionGroup var listing: ListingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let query = try listing.query()
            try await Workplace.withOffice(access) { office, agent in
                try await Aid.listing(today: office.today()).print(query, output, office, agent)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Une aide.")
        @Argument(help: "Numéro.") var number: Int
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let id = Aid.ID(number)
            let (aid, themes, today) = try await Workplace.withOffice(access) { office, agent in
                let (aid, themes) = try await office.read { tx in
                    let names = try Theme.all(in: tx).map { ($0.code, $0.name) }
                    return (
                        try Aid.find(id, by: agent, in: tx), Dictionary(names, uniquingKeysWith: { first, _ in first })
                    )
                }
                return (aid, themes, office.today())
            }
            try aid.commandRecord(today, themes: themes).print(output)
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Importe un catalogue d’aides.",
            discussion: """
                Formats reconnus par leur contenu\u{a0}: Aides-territoires (interface), guides départementaux et régionaux, \
                ministère de la Culture (JSON), modèle d’import Aides-territoires (csv). Les aides qui ne sont plus dans \
                le fichier de leur source sont closes, jamais supprimées.
                """)

        @Argument(help: "Fichier json ou csv.", completion: .file(extensions: ["json", "csv"])) var file: String
        @Flag(help: "Dit ce qui se passerait, sans rien changer.") var dryRun = false
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            guard [.table, .json].contains(output.format) else {
                throw Usage(message: "Le compte rendu d’un import se lit en table ou en json.")
            }
            let request = ImportRequest(.aid, path: file, isDryRun: dryRun)
            let bar = ProgressBar(title: "Import")
            let report = try await Workplace.withOffice(access) { office, agent in
                try await FileImport.run(request, in: office, by: agent) { bar.show(Int($0 * 1_000), of: 1_000) }
            }
            bar.end()
            try Output.print(output.format == .json ? report.aidJSON : text(of: report), to: output.output)
        }

        private func text(of report: ImportReport) -> String {
            var lines = [
                ("Aides", report.lines), (dryRun ? "Seraient créées" : "Créées", report.created),
                (dryRun ? "Seraient changées" : "Changées", report.changed), ("Sans changement", report.unchanged),
                (dryRun ? "Seraient closes" : "Closes", report.closed),
                (dryRun ? "Seraient refusées" : "Refusées", report.refused),
            ].map { ($0.0, FrenchText.grouped($0.1)) }
            if report.duplicates > 0 { lines.append(("Doubles possibles", FrenchText.grouped(report.duplicates))) }
            if let path = report.report { lines.append(("À relire", path)) }
            let width = lines.map(\.0.count).max() ?? 0
            let table = lines.map { $0.0.padding(toLength: width, withPad: " ", startingAt: 0) + "  " + $0.1 }
            return (table + report.warnings).joined(separator: "\n")
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Saisit une aide.",
            discussion:
                "Champs\u{a0}: name, funder (nom ou numéro), themes, audiences, perimeter, rate_max, floor, ceiling, closes_on… (voir la page Nouvelle aide)."
        )
        @OptionGroup var fields: FieldOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            var input = try fields.input()
            if input["start_rule"] == nil { input["start_rule"] = "any" }
            let whole = input
            let id = try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { try Aid.save(nil, version: nil, whole, by: agent, in: $0) }
            }
            print(id)
        }
    }

    struct Edit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Corrige une aide\u{a0}; les imports n’y toucheront plus pour les champs changés.")
        @Argument(help: "Numéro.") var number: Int
        @OptionGroup var fields: FieldOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let (id, changes) = (Aid.ID(number), try fields.input())
            try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { tx in
                    let aid = try Aid.find(id, by: agent, in: tx)
                    let input = FormInput(aid.input.values.merging(changes.values) { _, new in new })
                    try Aid.save(id, version: aid.version, input, by: agent, in: tx)
                }
            }
            print("L’aide est modifiée.")
        }
    }
}

extension Aid {
    /// The record as a command shows it.
    ///
    /// - Parameter names: of themes, by code.
    func commandRecord(_ today: Day, themes names: [String: String]) -> Record {
        func words(_ codes: [String], _ vocabulary: Vocabulary) -> String? {
            codes.isEmpty ? nil : codes.map { vocabulary[$0].label }.joined(separator: ", ")
        }
        func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
        func list(_ values: [String]) -> JSONValue { .array(values.map(JSONValue.string)) }
        func number(_ value: Int?) -> JSONValue { value.map(JSONValue.integer) ?? .null }
        let status = status(on: today)
        return Record(
            [
                ("id", "Numéro", .integer(id.number)), ("name", "Nom", .string(name)),
                ("funder", "Financeur", .string(funderName)), ("status", "État", .string(status.rawValue)),
                ("opens_on", "Ouverture", text(opensOn?.iso)), ("closes_on", "Clôture", text(closesOn?.iso)),
                ("recurrence", "Récurrence", text(recurrence)), ("themes", "Thèmes", list(themes)),
                ("unknown_themes", "Thèmes inconnus", list(unknownThemes)),
                ("audiences", "Bénéficiaires", list(audiences)),
                ("kinds", "Forme", list(kinds)), ("expenses", "Dépenses", list(expenses)),
                ("perimeter", "Territoire", text(perimeterName ?? (perimeterText.isEmpty ? nil : perimeterText))),
                ("rate_min_bp", "Taux minimum", number(rateMin)), ("rate_max_bp", "Taux maximum", number(rateMax)),
                ("floor_cents", "Minimum", number(floor?.cents)), ("ceiling_cents", "Maximum", number(ceiling?.cents)),
                ("website", "Page", text(website)), ("source", "Source", .string(source)),
                ("local_fields", "Corrigés ici", list(localFields)), ("closed_on", "Close le", text(closedOn?.iso)),
                ("closed_reason", "Pourquoi", text(closedReason)), ("notes", "Notes", .string(notes)),
                ("description", "Description", .string(description)),
                ("eligibility", "Éligibilité", .string(eligibility)), ("version", "Version", .integer(version)),
            ],
            words: [
                "status": status.label, "floor_cents": floor?.short, "ceiling_cents": ceiling?.short,
                "rate_min_bp": rateMin.map { FrenchText.percent(basisPoints: $0) },
                "rate_max_bp": rateMax.map { FrenchText.percent(basisPoints: $0) },
                "opens_on": opensOn?.short, "closes_on": closesOn?.short,
                "source": sourceName, "recurrence": recurrence.map { AidVocabulary.recurrences[$0].label },
                "themes": themes.isEmpty ? nil : themes.map { names[$0] ?? $0 }.joined(separator: ", "),
                "audiences": words(audiences, AidVocabulary.audiences), "kinds": words(kinds, AidVocabulary.kinds),
                "expenses": words(expenses, AidVocabulary.expenses), "closed_on": closedOn?.short,
                "closed_reason": closedReason.map {
                    $0 == "gone" ? "disparue de sa source" : $0 == "duplicate" ? "double" : "par le service"
                },
            ])
    }
}
