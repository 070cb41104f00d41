import Foundation
import Kevre
import PostgreSQL
import TestSupport

@testable import Kevre

/// The judged pairs: written down before any tuning, from the real aids of the starting catalogue and of four
/// providers, and realistic projects of the territory.
struct Judged: Decodable {
    struct Project: Decodable {
        struct Association: Decodable {
            let name: String
            let theme: String
            let commune: String
            let created_on: String
            let employee_count: Int?
            let fte_hundredths: Int?
            let budget_cents: Int?
        }
        let key: String
        let title: String
        let association: Association
        let kind: String
        let need: String
        let objectives: String
        let `public`: String
        let themes: [String]
        let scope: String
        let communes: [String]
        let starts_on: String
        let ends_on: String
        let expenses: [Expense]
        let sought_cents: Int
    }

    /// `["60", 450000]`
    struct Expense: Decodable {
        let account: String
        let cents: Int
        init(from decoder: any Decoder) throws {
            var container = try decoder.unkeyedContainer()
            account = try container.decode(String.self)
            cents = try container.decode(Int.self)
        }
    }

    struct Pair: Decodable {
        let project: String
        let aid: String
        let relevant: Bool
        let why: String
    }

    let today: Day
    let projects: [Project]
    let pairs: [Pair]

    static func load() throws -> Judged {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/judged.json")
        return try JSONDecoder().decode(Judged.self, from: Data(contentsOf: file))
    }

    /// Aids an officer would advise, by project.
    var relevant: [String: Set<String>] {
        Dictionary(grouping: pairs.filter(\.relevant), by: \.project).mapValues { Set($0.map(\.aid)) }
    }
}

/// The catalogue, the projects, and how the ranking does.
struct JudgedScene {
    let judged: Judged
    let ids: [String: Kevre.Project.ID]
    /// `starting:fdva2` by the aid's key.
    let names: [Int: String]

    static let providers = [
        "provider_departement_drome.json", "provider_departement_manche.json", "provider_ile_de_france.json",
        "provider_ministere_de_la_culture.json",
    ]

    static func load(_ office: Office) async throws -> JudgedScene {
        let judged = try Judged.load()
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Aids/Fixtures")
        try await office.write(as: .system) { _ = try StartingCatalogue.load(in: $0) }
        for name in providers {
            let path = folder.appending(path: name).path(percentEncoded: false)
            _ = try await FileImport.run(ImportRequest(.aid, path: path), in: office, by: .system)
        }
        let ids = try await office.write(as: .system) { tx in
            var ids: [String: Kevre.Project.ID] = [:]
            for project in judged.projects { ids[project.key] = try insert(project, in: tx) }
            return ids
        }
        let names = try await office.read { tx in
            var names: [Int: String] = [:]
            for row in try tx.query(
                "SELECT id, source || ':' || source_key AS name FROM aid WHERE source_key IS NOT NULL")
            {
                names[try row["id"]] = (try row["name"] as String).replacing("test.manche.fr", with: "manche.fr")
            }
            return names
        }
        return JudgedScene(judged: judged, ids: ids, names: names)
    }

    private static func insert(_ project: Judged.Project, in tx: Transaction) throws -> Kevre.Project.ID {
        let own = project.association
        let association: Int = try tx.one(
            """
            INSERT INTO association (name, theme_id, commune_code, created_on, employee_count, fte_hundredths, budget_cents)
            VALUES (\(own.name), (SELECT id FROM theme WHERE code = \(own.theme)), \(own.commune),
                    \(own.created_on)::date, \(own.employee_count), \(own.fte_hundredths), \(own.budget_cents))
            RETURNING id
            """)["id"]
        let id: Kevre.Project.ID = try tx.one(
            """
            INSERT INTO project (association_id, title, kind, need, objectives, public, themes, scope, communes,
                                 starts_on, ends_on, sought_cents)
            VALUES (\(association), \(project.title), \(project.kind), \(project.need), \(project.objectives),
                    \(project.public), \(project.themes)::text[], \(project.scope), \(project.communes)::text[],
                    \(project.starts_on)::date, \(project.ends_on)::date, \(project.sought_cents))
            RETURNING id
            """)["id"]
        for line in project.expenses {
            try tx.execute(
                """
                INSERT INTO project_budget_line (project_id, year, side, account, amount_cents)
                VALUES (\(id), 2026, 'expense', \(line.account), \(line.cents))
                """)
        }
        return id
    }

    /// The ranking of a project, by the names of the aids.
    func ranking(_ key: String, _ office: Office) async throws -> [(name: String, match: ProjectMatch)] {
        guard let id = ids[key] else { return [] }
        let today = judged.today
        let answer = try await office.read {
            try ProjectMatch.find(for: id, today: today, limit: 100, excluded: 0, by: .system, in: $0)
        }
        return answer.matches.map { (names[$0.aid.id.number] ?? $0.aid.name, $0) }
    }

    /// The mean over all projects of precision at 5 and of recall at 10, and the most that any order could reach: a
    /// project with three good aids cannot have five. An aid nobody judged counts as not relevant.
    struct Quality {
        var precision = 0.0
        var recall = 0.0
        var bestPrecision = 0.0
        var bestRecall = 0.0
        var lines: [String] = []
    }

    func quality(_ office: Office) async throws -> Quality {
        var quality = Quality()
        var dump = ""
        for project in judged.projects {
            let wanted = judged.relevant[project.key] ?? []
            let ranked = try await ranking(project.key, office)
            if let path = ProcessInfo.processInfo.environment["KEVRE_MATCH_DUMP"] {
                for (name, match) in ranked {
                    let parts = match.score.parts.map { "\"\($0.key.rawValue)\":\($0.value)" }.joined(separator: ",")
                    let line =
                        "{\"project\":\"\(project.key)\",\"aid\":\"\(name)\",\"rel\":\(wanted.contains(name)),\"words\":\"\(match.commonWords.joined(separator: " "))\",\"themes\":\"\(match.aid.themes.joined(separator: " "))\",\(parts)}\n"
                    dump += line
                }
                try dump.write(toFile: path, atomically: true, encoding: .utf8)
            }
            let hits = ranked.prefix(5).count { wanted.contains($0.name) }
            let found = ranked.prefix(10).count { wanted.contains($0.name) }
            let share = 1 / Double(judged.projects.count)
            quality.precision += share * Double(hits) / 5
            quality.recall += share * Double(found) / Double(wanted.count)
            quality.bestPrecision += share * Double(min(5, wanted.count)) / 5
            quality.bestRecall += share * Double(min(10, wanted.count)) / Double(wanted.count)
            quality.lines.append(
                "\(project.key): P@5 \(hits)/5, R@10 \(found)/\(wanted.count); "
                    + ranked.prefix(12).map {
                        "\($0.match.score.points)\(wanted.contains($0.name) ? "+" : "-")\($0.name.replacing("starting:", with: ""))"
                    }
                    .joined(separator: " "))
            let missed = wanted.subtracting(ranked.prefix(10).map(\.name))
            if !missed.isEmpty { quality.lines.append("   missed: \(missed.sorted().joined(separator: " "))") }
        }
        return quality
    }
}
