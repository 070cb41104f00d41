import ArgumentParser
import Foundation
import Kevre

/// `kevre project match`: the aids that could serve a project, the best first.
struct ProjectMatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "match", abstract: "Les aides possibles d’un projet, expliquées.",
        discussion: "Le calcul est décrit dans docs/appariement.md\u{a0}; il ne dépend que des données et du jour.")

    @Argument(help: "Numéro du projet.") var number: Int
    @Flag(help: "Dit chaque critère et le détail des points.") var explain = false
    @Flag(help: "Montre aussi les aides qu’une condition écarte.") var excluded = false
    @Flag(help: "Dit sur la sortie d’erreur le temps médian du calcul, refait vingt fois.") var timing = false
    @Option(help: ArgumentHelp("Nombre d’aides au plus.", valueName: "n")) var limit = 30
    @OptionGroup var output: OutputOptions
    @OptionGroup var access: AccessOptions

    func run() async throws {
        guard [.table, .json].contains(output.format) else {
            throw Usage(message: "Les aides possibles se lisent en table ou en json.")
        }
        guard (1...500).contains(limit) else { throw Usage(message: "--limit attend un nombre de 1 à 500.") }
        let (id, limit, excluded, timing) = (Project.ID(number), limit, excluded, timing)
        let answer = try await Workplace.withOffice(access) { office, agent in
            let today = office.today()
            @Sendable func weigh() async throws -> ProjectMatch.Answer {
                try await office.read {
                    try ProjectMatch.find(
                        for: id, today: today, limit: limit, excluded: excluded ? 50 : 0, by: agent, in: $0)
                }
            }
            if timing {
                var times: [Duration] = []
                for _ in 0..<20 { times.append(try await ContinuousClock().measure { _ = try await weigh() }) }
                let median = times.sorted()[times.count / 2]
                let milliseconds =
                    Double(median.components.attoseconds) / 1e15 + Double(median.components.seconds) * 1_000
                Exit.say("\(String(format: "%.1f", milliseconds)) ms")
            }
            return try await weigh()
        }
        let shown = answer.matches + (excluded ? answer.excluded : [])
        let text =
            output.format == .json
            ? JSONValue.array(shown.map(\.json)).text
            : shown.isEmpty
                ? "Aucune aide du catalogue ne convient à ce projet."
                : (answer.gaps + shown.map { $0.text(explain: explain) }).joined(separator: "\n")
        try Output.print(text, to: output.output)
    }
}

extension ProjectMatch {
    fileprivate var json: JSONValue {
        .object([
            ("aid", .integer(aid.id.number)), ("title", .string(aid.name)), ("score", .integer(score.points)),
            (
                "criteria",
                .array(
                    criteria.map {
                        .object([
                            ("name", .string($0.kind.label)), ("outcome", .string($0.outcome.rawValue)),
                            ("why", .string($0.why)),
                        ])
                    })
            ),
            ("plausible_amount_cents", plausible.map { .integer($0.cents) } ?? .null),
            ("days_left", daysLeft.map { .integer($0) } ?? .null),
        ])
    }

    fileprivate func text(explain: Bool) -> String {
        let mark = isExcluded ? "exclue" : String(score.points)
        let days = daysLeft.map { "\u{a0}; \(FrenchText.count($0, "jour"))" } ?? ""
        let amount = plausible.map { "\u{a0}; jusqu’à \($0.short)" } ?? ""
        var lines = ["\(mark.padded(6))  \(aid.name) — \(aid.funderName)\(amount)\(days) [\(aid.id)]"]
        guard explain || isExcluded else { return lines[0] }
        for criterion in isExcluded && !explain ? exclusions : criteria {
            let sign = criterion.outcome == .met ? "✓" : criterion.outcome == .notMet ? "✕" : "?"
            lines.append("        \(sign) \(criterion.kind.label)\u{a0}: \(criterion.why)")
        }
        if let evidence { lines.append("        + \(evidence.sentence)") }
        if explain {
            let parts = MatchScore.Part.allCases.compactMap { part -> String? in
                let tenths = score.parts[part] ?? 0
                return tenths == 0 ? nil : "\(part.label) \(MatchScore.shown(tenths))"
            }
            lines.append("        = \(parts.joined(separator: " · "))")
        }
        return lines.joined(separator: "\n")
    }
}

extension String {
    /// With blanks before, up to a width.
    fileprivate func padded(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
