import Foundation
import Kevre
import PostgreSQL

/// An association, its project and hands to look for money with.
public struct FundingScene: Sendable {
    public let test: TestOffice
    public let maelle: Agent
    public let association: Association.ID
    public let project: Project.ID
    /// An aid of the catalogue: LEADER, 64 % at most, 80 % of the public money, 20 % of own funds.
    public let leader: Aid.ID

    public var office: Office { test.office }
    public var today: Day { test.office.today() }

    /// Sets the scene on an office: today is 12 March 2026.
    public static func lay(_ test: TestOffice) async throws -> FundingScene {
        _ = try await test.agent(.gwenael)
        let maelle = try await test.agent(.maelle)
        let (association, leader) = try await test.office.write(as: maelle) { tx in
            let association: Association.ID = try tx.one(
                """
                INSERT INTO association (name, rna, locality) VALUES ('Vélo utile', 'W224001873', 'Pabu') RETURNING id
                """)["id"]
            let funder: Int = try tx.one(
                "INSERT INTO funder (name, kind) VALUES ('GAL du pays de Guingamp', 'europe') RETURNING id")["id"]
            let leader: Aid.ID = try tx.one(
                """
                INSERT INTO aid (funder_id, name, short_name, rate_max_bp, max_of_public_bp, min_own_bp, closes_on)
                VALUES (\(funder), 'LEADER, mobilités', 'LEADER', 6400, 8000, 2000, '2026-05-29') RETURNING id
                """)["id"]
            return (association, leader)
        }
        let project = try await test.office.write(as: maelle) { tx in
            let id = try Project.save(nil, version: nil, input(association), by: maelle, in: tx)
            try Project.saveBudget(id, year: 2026, version: nil, budget, by: maelle, in: tx)
            return id
        }
        return FundingScene(
            test: test, maelle: maelle, association: association, project: project, leader: leader)
    }

    /// A project that says everything.
    public static func input(_ association: Association.ID) -> FormInput {
        FormInput([
            "association": [association.description], "title": ["Atelier vélo mobile"], "kind": ["project"],
            "stage": ["design"], "need": ["Aucun réparateur."], "public": ["Habitants sans voiture."],
            "themes": ["environnement"], "scope": ["epci"], "communes": ["Guingamp, Belle-Isle-en-Terre"],
            "starts_on": ["01/06/2026"], "ends_on": ["31/12/2026"],
        ])
    }

    /// 10 000 € on both sides.
    public static let budget = FormInput([
        "budget.expense.60": ["4 000"], "budget.expense.64": ["6 000"], "budget.income.74.here": ["2 000"],
        "budget.income.74.europe": ["6 000"], "budget.income.own": ["2 000"], "budget.expense.864": ["1 500"],
        "budget.income.870": ["1 500"],
    ])

    /// Opens a search towards an aid, or a funder's name.
    public func open(
        _ target: FundingSearch.Target, _ input: FormInput = FormInput(["asked": ["6 000"]])
    ) async throws -> FundingSearch.ID {
        try await office.write(as: maelle) { [self] tx in
            try FundingSearch.open(project, target, input, on: today, by: maelle, in: tx)
        }
    }

    /// Makes something happen to a search.
    @discardableResult
    public func fire(
        _ event: FundingSearchEvent, _ id: FundingSearch.ID, _ input: [String: String] = [:], version: Int? = nil,
        by agent: Agent? = nil
    ) async throws -> FundingSearchState {
        let form = FormInput(["on": [today.short]].merging(input.mapValues { [$0] }) { _, new in new })
        let actor = agent ?? maelle
        return try await office.write(as: actor) { [self] tx in
            try FundingSearch.fire(event, id, version: version, form, on: today, by: actor, in: tx)
        }
    }

    public func find(_ id: FundingSearch.ID) async throws -> FundingSearch {
        try await office.read { [self] tx in try FundingSearch.find(id, by: maelle, in: tx) }
    }

    public func record() async throws -> Project {
        try await office.read { [self] tx in try Project.find(project, by: maelle, in: tx) }
    }

    /// The plan followed now.
    public func plan() async throws -> FinancingPlan {
        try await office.read { [self] tx in
            try FinancingPlan.followed(of: Project.find(project, by: maelle, in: tx), in: tx)
        }
    }
}
