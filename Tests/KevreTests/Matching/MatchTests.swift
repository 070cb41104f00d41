import Foundation
import PostgreSQL
import TestSupport
import Testing

@testable import Kevre

@Suite struct MatchTests {
    static let today = Day(2026, 3, 12)

    /// A project of Guingamp, and aids added as the test wants them.
    static func scene(
        _ test: TestOffice, createdOn: String = "2015-05-05", fte: Int? = nil, scope: String? = "commune",
        communes: [String] = ["22070"], cost: Int? = 1_120_000, kind: String = "project",
        startsOn: String? = "2026-09-01"
    ) async throws -> Project.ID {
        try await test.office.write(as: .system) { tx in
            let association: Int = try tx.one(
                """
                INSERT INTO association (name, theme_id, commune_code, created_on, fte_hundredths)
                VALUES ('Vélo utile', (SELECT id FROM theme WHERE code = 'environnement'), '22070', \(createdOn)::date, \(fte))
                RETURNING id
                """)["id"]
            let id: Project.ID = try tx.one(
                """
                INSERT INTO project (association_id, title, kind, objectives, themes, scope, communes, starts_on, sought_cents)
                VALUES (\(association), 'Atelier vélo mobile', \(kind), 'Réparer et réemployer des vélos', '{environnement}',
                        \(scope), \(communes)::text[], \(startsOn)::date, \(cost == nil ? nil : 620_000))
                RETURNING id
                """)["id"]
            if let cost {
                _ = try tx.execute(
                    """
                    INSERT INTO project_budget_line (project_id, year, side, account, amount_cents)
                    VALUES (\(id), 2026, 'expense', '60', \(cost))
                    """)
            }
            _ = try tx.execute("INSERT INTO funder (name, kind) VALUES ('Financeur', 'foundation')")
            return id
        }
    }

    static func aid(_ test: TestOffice, _ columns: SQL, _ values: SQL) async throws -> Aid.ID {
        try await test.office.write(as: .system) { tx in
            try tx.one(
                """
                INSERT INTO aid (funder_id, name, audiences, kinds, \(columns))
                VALUES ((SELECT min(id) FROM funder), 'Aide', '{association}', '{grant}', \(values)) RETURNING id
                """)["id"]
        }
    }

    static func match(_ project: Project.ID, _ aid: Aid.ID, _ test: TestOffice) async throws -> ProjectMatch {
        try #require(
            try await test.office.read {
                try ProjectMatch.find(for: project, aid: aid, today: today, by: .system, in: $0)
            })
    }

    static func perimeter(_ scale: String, _ code: String) -> SQL {
        "(SELECT id FROM perimeter WHERE scale = \(scale) AND code = \(code))"
    }

    @Test("FDVA 2: an association of eight months is excluded, « 1 an d’existence requis »")
    func tooYoung() async throws {
        try await TestOffice.with { test in
            let project = try await Self.scene(test, createdOn: "2025-07-10")
            try await test.office.write(as: .system) { _ = try StartingCatalogue.load(in: $0) }
            let fdva: Aid.ID = try await test.office.read {
                try $0.one("SELECT id FROM aid WHERE source_key = 'fdva2'")["id"]
            }
            let match = try await Self.match(project, fdva, test)
            #expect(match.exclusions.map(\.kind) == [.age])
            #expect(match.exclusions.first?.why.contains("1\u{a0}an d’existence requis") == true)
            let answer = try await test.office.read {
                try ProjectMatch.find(for: project, today: Self.today, limit: 100, by: .system, in: $0)
            }
            #expect(!answer.matches.contains { $0.aid.id == fdva })
            #expect(answer.excluded.contains { $0.aid.id == fdva })
        }
    }

    @Test("FDVA 2: 2.5 full-time posts warn, they do not exclude: it is a priority, not a condition")
    func largerThanWished() async throws {
        try await TestOffice.with { test in
            let project = try await Self.scene(test, fte: 250)
            try await test.office.write(as: .system) { _ = try StartingCatalogue.load(in: $0) }
            let fdva: Aid.ID = try await test.office.read {
                try $0.one("SELECT id FROM aid WHERE source_key = 'fdva2'")["id"]
            }
            let match = try await Self.match(project, fdva, test)
            #expect(!match.isExcluded)
            #expect(match.warnings.map(\.kind) == [.size])
            #expect(match.warnings.first?.why.contains("2,5\u{a0}ETP") == true)
        }
    }

    @Test(
        "A commune lies in its EPCI, its département, its region, the country and Europe, and in no other",
        arguments: [
            ("department", "22", true), ("department", "29", false), ("region", "53", true), ("region", "28", false),
            ("mainland", "FR-METRO", true), ("overseas", "FR-OM", false), ("country", "FR", true),
            ("continent", "EU", true),
        ])
    func inclusion(_ scale: String, _ code: String, _ holds: Bool) async throws {
        try await TestOffice.with { test in
            let project = try await Self.scene(test)
            let aid = try await Self.aid(test, "perimeter_id", Self.perimeter(scale, code))
            let match = try await Self.match(project, aid, test)
            let territory = match.criteria.first { $0.kind == .territory }
            #expect(territory?.outcome == (holds ? .met : .notMet))
            #expect(match.isExcluded == !holds)
        }
    }

    @Test("Communes, EPCI and lists by their parts; a part of the project is no exclusion; an unknown place neither")
    func places() async throws {
        try await TestOffice.with { test in
            let project = try await Self.scene(test, scope: "commune", communes: ["22070", "22162"])
            let ids = try await test.office.write(as: .system) { tx -> [String: Int] in
                var book = try PerimeterBook(in: tx)
                return [
                    "commune": try #require(try book.id(["Guingamp"], in: tx)),
                    "other": try #require(try book.id(["Lannion"], in: tx)),
                    "epci": try #require(try book.id(["Guingamp-Paimpol Agglomération"], in: tx)),
                    "list": try #require(try book.id(["Paimpol", "Guingamp"], in: tx)),
                    "wide": try #require(try book.id(["Normandie", "Bretagne"], in: tx)),
                ]
            }
            let expected: [(String, MatchCriterion.Outcome)] = [
                ("commune", .met), ("other", .notMet), ("epci", .met), ("list", .met), ("wide", .met),
            ]
            for (name, outcome) in expected {
                let aid = try await Self.aid(test, "perimeter_id", "\(ids[name] ?? 0)")
                let match = try await Self.match(project, aid, test)
                #expect(match.criteria.first { $0.kind == .territory }?.outcome == outcome, "\(name)")
            }
            let unknown = try await Self.aid(test, "perimeter_text", "'Pays imaginaire'")
            let match = try await Self.match(project, unknown, test)
            #expect(match.criteria.first { $0.kind == .territory }?.outcome == .unknown && !match.isExcluded)
        }
    }

    @Test("A deadline of yesterday is never open; a recurring aid past its date is next expected")
    func deadlines() async throws {
        try await TestOffice.with { test in
            let project = try await Self.scene(test)
            let past = try await Self.aid(test, "closes_on", "\(Self.today.adding(days: -1))")
            #expect(try await Self.match(project, past, test).exclusions.map(\.kind) == [.calendar])
            let again = try await Self.aid(test, "closes_on, recurrence", "\(Self.today.adding(days: -1)), 'recurring'")
            let expected = try await Self.match(project, again, test)
            #expect(!expected.isExcluded && expected.daysLeft == nil)
            #expect(
                expected.criteria.first { $0.kind == .calendar }?.why.contains("Prochaine édition attendue") == true)
            let last = try await Self.aid(test, "closes_on", "\(Self.today)")
            #expect(try await Self.match(project, last, test).daysLeft == 0)
        }
    }

    @Test("The plausible amount is the least of ceiling, rate on the cost and need; below the floor it excludes")
    func amounts() async throws {
        try await TestOffice.with { test in
            let project = try await Self.scene(test)
            func plausible(_ columns: SQL, _ values: SQL) async throws -> ProjectMatch {
                try await Self.match(project, Self.aid(test, columns, values), test)
            }
            #expect(try await plausible("ceiling_cents", "500000").plausible == Money(euros: 5_000))
            #expect(try await plausible("rate_max_bp", "5000").plausible == Money(euros: 5_600))
            #expect(try await plausible("rate_max_bp", "8000").plausible == Money(euros: 6_200))
            #expect(try await plausible("website", "NULL").plausible == nil)
            let low = try await plausible("rate_max_bp, floor_cents", "1000, 400000")
            #expect(low.exclusions.map(\.kind) == [.floor])
            let small = try await plausible("min_project_cents", "3000000")
            #expect(small.exclusions.first?.why.contains("30\u{202f}000\u{a0}€") == true)
        }
    }

    @Test("An officer overrides with a note, keeps an aid or puts it aside; the data stay readable")
    func verdicts() async throws {
        try await TestOffice.with { test in
            let project = try await Self.scene(test)
            let aid = try await Self.aid(test, "themes, min_project_cents", "'{environnement}', 3000000")
            func answer() async throws -> ProjectMatch.Answer {
                try await test.office.read {
                    try ProjectMatch.find(for: project, today: Self.today, by: .system, in: $0)
                }
            }
            #expect(try await answer().excluded.map(\.aid.id) == [aid])
            await #expect(throws: MatchRefusal.noteMissing) {
                try await test.office.write(as: .system) {
                    try MatchAnswer.give(
                        .projectAmount, isMet: true, note: " ", project: project, aid: aid, by: .system, in: $0)
                }
            }
            try await test.office.write(as: .system) {
                try MatchAnswer.give(
                    .projectAmount, isMet: true, note: "Le financeur accepte 10 000 €", project: project, aid: aid,
                    by: .system, in: $0)
            }
            let kept = try await answer().matches
            #expect(kept.map(\.aid.id) == [aid])
            let why = kept.first?.criteria.first { $0.kind == .projectAmount }?.why
            #expect(why?.contains("Le financeur accepte") == true && why?.contains("d’après les données") == true)
            try await test.office.write(as: .system) {
                try MatchVerdict.give(.dismissed, reason: "Trop tard", project: project, aid: aid, by: .system, in: $0)
            }
            let last = try await answer()
            #expect(last.matches.isEmpty && last.dismissed.map(\.verdict?.reason) == ["Trop tard"])
        }
    }

    @Test("A project without budget nor territory is weighed all the same, and told what is missing")
    func poorProject() async throws {
        try await TestOffice.with { test in
            let project = try await Self.scene(test, scope: nil, communes: [], cost: nil, startsOn: nil)
            let elsewhere = try await Self.aid(
                test, "perimeter_id, rate_max_bp, start_rule",
                "\(Self.perimeter("department", "29")), 5000, 'after_decision'")
            let match = try await Self.match(project, elsewhere, test)
            #expect(!match.isExcluded && match.plausible == nil)
            let place = match.criteria.first { $0.kind == .territory }
            #expect(place?.why.contains("le siège, Guingamp, n’y est pas") == true)
            #expect(match.score.parts[.territory] == 0)
            let near = try await Self.aid(test, "perimeter_id", Self.perimeter("department", "22"))
            #expect(try await Self.match(project, near, test).score.parts[.territory] == 120)
            #expect(
                Set(match.criteria.filter { $0.outcome == .unknown }.map(\.kind)).isSuperset(of: [
                    .territory, .floor, .start,
                ]))
            let answer = try await test.office.read {
                try ProjectMatch.find(for: project, today: Self.today, by: .system, in: $0)
            }
            #expect(answer.gaps.count == 2)
        }
    }

    @Test("For an aid: the open projects it could serve")
    func projects() async throws {
        try await TestOffice.with { test in
            let project = try await Self.scene(test)
            let aid = try await Self.aid(test, "themes", "'{environnement}'")
            // The same project, once it is over, is none that the aid could serve.
            try await test.office.write(as: .system) { tx in
                try tx.execute(
                    """
                    INSERT INTO project (association_id, title, kind, stage, themes, scope, communes)
                    SELECT association_id, 'Terminé', kind, 'done', themes, scope, communes FROM project
                     WHERE id = \(project)
                    """)
            }
            let found = try await test.office.read {
                try ProjectMatch.projects(for: aid, today: Self.today, by: .system, in: $0).map(\.project.id)
            }
            #expect(found == [project])
        }
    }
}
