import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("What is tried and refused") struct RefusalTests {
    @Test("A refused event changes nothing and stands in the journal: who, what, why")
    func noted() async throws {
        try await Scene.play { scene in
            let id = try await scene.submitted()
            await #expect(throws: LifecycleRefusal.self) {
                try await scene.office.write(as: scene.yann) { try Application.take(id, by: scene.yann, in: $0) }
            }
            await #expect(throws: ApplicationRefusal.self) {
                try await scene.office.write(as: scene.yann) {
                    try Application.declareComplete(id, by: scene.yann, in: $0)
                }
            }
            await #expect(throws: AccessRefusal.self) {
                try await scene.office.write(as: scene.soizic) { try Application.take(id, by: scene.soizic, in: $0) }
            }
            let trail = try await scene.office.read { tx in
                try AuditEntry.timeline(of: "application", id.number, in: tx).prefix(4)
            }
            #expect(trail.map(\.isRefusal) == [true, true, true, false])
            #expect(trail.map(\.event).prefix(3) == ["take", "declare_complete", "take"])
            #expect(trail.map(\.actor).prefix(3) == [scene.soizic.name, scene.yann.name, scene.yann.name])
            #expect(trail[1].reason?.contains("RIB et Comptes 2025") == true)
            #expect(
                trail[2].reason == "«\u{a0}Prendre en instruction\u{a0}» n’est pas possible\u{a0}: "
                    + "le dossier est à l’état «\u{a0}Déposé\u{a0}».")
            #expect(try await scene.find(id).state == .submitted)
        }
    }

    @Test("Whoever changed a record last is told by its changes, not by what was refused since")
    func stale() async throws {
        try await Scene.play { scene in
            let id = try await scene.submitted()
            let version = try await scene.find(id).version
            try await scene.office.write(as: scene.maelle) { tx in
                try Application.assign(id, to: scene.yann.id, by: scene.maelle, in: tx)
            }
            await #expect(throws: LifecycleRefusal.self) {
                try await scene.office.write(as: scene.yann) { try Application.take(id, by: scene.yann, in: $0) }
            }
            let stale = await #expect(throws: StaleVersion.self) {
                try await scene.office.write(as: scene.yann) {
                    try Application.assign(id, to: nil, version: version, by: scene.yann, in: $0)
                }
            }
            #expect(stale?.actor == scene.maelle.name)
        }
    }

    @Test("The journal speaks French: events, tables and fields")
    func words() async throws {
        try await Scene.play { scene in
            let id = try await scene.submitted()
            let admin = Agent.system
            await #expect(throws: LifecycleRefusal.self) {
                try await scene.office.write(as: scene.yann) { try Application.take(id, by: scene.yann, in: $0) }
            }
            let page = try await scene.office.read { tx in
                try AuditEntry.listing.page(ListingQuery(), for: admin, in: tx)
            }
            let columns = Dictionary(uniqueKeysWithValues: page.columns.enumerated().map { ($1.name, $0) })
            func texts(_ name: String) -> [String] { page.rows.map { $0[columns[name] ?? 0].text } }
            #expect(texts("event").contains("Demande déposée"))
            #expect(texts("operation").first == "Refus")
            #expect(texts("fields").first?.contains("n’est pas possible") == true)
            let raw = texts("fields").dropFirst().flatMap { $0.split(separator: ", ") }.filter { $0.contains("_") }
            #expect(raw.isEmpty, "\(Set(raw))")
            #expect(!texts("table").contains { $0.contains("_") })
        }
    }

    @Test("A number of the courts of Alsace and Moselle finds by the name beside it, and asks for it")
    func localNumber() async throws {
        try await Scene.play { scene in
            func find(_ fields: [String: String]) async throws -> [Applicant] {
                try await scene.office.read { tx in
                    try Applicant.identify(FormInput(fields.mapValues { [$0] }), in: tx)
                }
            }
            let found = try await find(["number": "178-236", "name": "Les Amis de la chapelle", "commune": "Pabu"])
            #expect(found.map(\.id) == [scene.association])
            let refusal = await #expect(throws: FormRefusal.self) { _ = try await find(["number": "178-236"]) }
            #expect(refusal?.problems.map(\.field) == ["name"])
            #expect(refusal?.problems.first?.message.contains("Alsace-Moselle") == true)
            await #expect(throws: FormRefusal.self) { _ = try await find(["number": "123"]) }
        }
    }

    @Test(
        "A bank account is an association’s: one in the name of a person is refused beside its field",
        arguments: [
            ("Mme Anne Kerbrat", true), ("anne KERBRAT", true), ("M. Le Goff", true),
            ("Les Amis de la chapelle", false),
            ("Association Mme de Sévigné", false), ("Compte de l’association", false),
        ])
    func accountHolder(holder: String, isPerson: Bool) {
        var input = Scene.goodInput()
        input["account_holder"] = holder
        let problems = ApplicationReading(input, .project).problems
        #expect(problems.map(\.field) == (isPerson ? ["account_holder"] : []))
    }

    @Test("An address records some associations in an hour, no more; others still may")
    func flood() async throws {
        try await Scene.play { scene in
            func record(_ number: Int, from address: String) async throws {
                let input = FormInput(["name": ["Association nouvelle \(number)"], "commune": ["Pabu"]])
                _ = try await scene.office.write(as: .applicant("Association")) { tx in
                    try Applicant.record(input, from: address, in: tx)
                }
            }
            for number in 1...10 { try await record(number, from: "192.0.2.1") }
            await #expect(throws: ApplicantRefusal.tooMany) { try await record(11, from: "192.0.2.1") }
            try await record(12, from: "192.0.2.2")
            try await scene.office.write(as: .system) { tx in
                _ = try tx.execute("UPDATE public_creation SET at = at - interval '61 minutes'")
            }
            try await record(13, from: "192.0.2.1")
        }
    }
}
