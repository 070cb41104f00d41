import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite struct InstructionTests {
    private static let today = Day(2026, 3, 13)

    @Test("A file is declared complete only when every mandatory document is there")
    func complete() async throws {
        try await Scene.play { scene in
            let id = try await scene.submitted()
            let blocked = try await events(scene, id).first { $0.event == .declareComplete }?.blocked
            #expect(blocked?.contains("2\u{a0}pièces obligatoires\u{a0}: RIB et Comptes 2025") == true)
            #expect(
                try await refusal {
                    try await scene.office.write(as: scene.yann) { tx in
                        try Application.declareComplete(id, by: scene.yann, in: tx)
                    }
                } == "documents_missing")
            try await receive(scene, id)
            #expect(try await events(scene, id).first { $0.event == .declareComplete }?.isPossible == true)
            try await scene.office.write(as: scene.yann) { tx in
                try Application.declareComplete(id, by: scene.yann, in: tx)
            }
            let file = try await scene.find(id)
            #expect(file.state == .complete)
            #expect(file.silenceRefusesOn == file.completedAt.map { Day(inParis: $0).adding(months: 2) })
        }
    }

    @Test("Documents asked: named, with a day to come; answered once they are all there; else closed without action")
    func documents() async throws {
        try await Scene.play { scene in
            let id = try await scene.submitted()
            let wanted = try await scene.office.read { tx in
                try ApplicationDocument.all(of: id, in: tx).filter { $0.label == "RIB" }.map(\.id)
            }
            func ask(_ documents: [ApplicationDocument.ID], _ others: [String], due: Day) async throws {
                try await scene.office.write(as: scene.yann) { tx in
                    try Application.requestDocuments(
                        id, documents: documents, others: others, dueOn: due, message: "Merci.", on: Self.today,
                        by: scene.yann, in: tx)
                }
            }
            #expect(try await refusal { try await ask([], [" "], due: Day(2026, 3, 30)) } == "no_document_named")
            #expect(try await refusal { try await ask(wanted, [], due: Self.today) } == "due_day_past")
            #expect(
                try await refusal { try await ask(wanted, ["Liste nominative des membres"], due: Day(2026, 3, 30)) }
                    == "members_list")
            try await ask(wanted, ["Second devis"], due: Day(2026, 3, 30))
            #expect(try await scene.find(id).state == .incomplete)
            #expect(
                try await events(scene, id).first { $0.event == .answer }?.blocked
                    == "2 pièces demandées ne sont pas encore notées comme reçues.")
            func abandon(on day: Day) async throws {
                try await scene.office.write(as: scene.yann) { tx in
                    try Application.abandon(id, on: day, by: scene.yann, in: tx)
                }
            }
            #expect(try await refusal { try await abandon(on: Day(2026, 3, 30)) } == "due_day_not_reached")
            try await receive(scene, id)
            try await scene.office.write(as: scene.yann) { tx in try Application.answer(id, by: scene.yann, in: tx) }
            #expect(try await scene.find(id).state == .submitted)
        }
    }

    @Test("A late file waits for a derogation, which keeps its reason, or is declared inadmissible")
    func late() async throws {
        try await Scene.play { scene in
            let id = try await scene.draft()
            _ = try await scene.office.write(as: scene.yann) { tx in
                try Application.submit(.agent(scene.yann, id), at: Scene.afterClosing, in: tx)
            }
            try await receive(scene, id)
            func complete() async throws {
                try await scene.office.write(as: scene.yann) { tx in
                    try Application.declareComplete(id, by: scene.yann, in: tx)
                }
            }
            #expect(try await scene.find(id).late)
            #expect(try await refusal { try await complete() } == "late_undecided")
            try await scene.office.write(as: scene.yann) { tx in
                try Application.acceptLate(id, reason: "Panne du site le 31 mars.", by: scene.yann, in: tx)
            }
            try await complete()
            let trail = try await scene.office.read { tx in
                try AuditEntry.timeline(of: "application", id.number, in: tx).compactMap(\.event)
            }
            #expect(trail.contains("accept_late"))
        }
    }

    @Test("More than asked, or than the envelope has left, needs a derogation with its reason")
    func proposing() async throws {
        try await Scene.play(envelope: "1 500") { scene in
            let id = try await scene.underInstruction()
            #expect(try await refusal { try await propose(scene, id, "2 500") } == "amount_above_request")
            #expect(try await refusal { try await propose(scene, id, "1 600") } == "amount_above_envelope")
            #expect(try await refusal { try await propose(scene, id, "-5") } == "invalid_form")
            try await propose(scene, id, "2 500", derogation: "Le seul projet de la vallée.")
            let file = try await scene.find(id)
            #expect(file.state == .proposed)
            #expect(file.derogation == "Le seul projet de la vallée.")
            let envelope = try await scene.office.read { tx in try Envelope.all(of: scene.campaign, in: tx)[0] }
            #expect(envelope.proposed == Money(euros: 2_500))
            #expect(envelope.left == Money(euros: 1_500))
        }
    }

    @Test("Proposals at the same time never exceed the envelope together")
    func proposalsAtOnce() async throws {
        try await Scene.play(envelope: "10 000") { scene in
            var ids: [Application.ID] = []
            for number in 1...12 {
                let association = try await scene.office.write(as: scene.yann) { tx in
                    try Scene.newAssociation("Association \(number)", nil, in: tx)
                }
                ids.append(try await scene.underInstruction(association))
            }
            let codes = try await withThrowingTaskGroup(of: String?.self) { group in
                for id in ids { group.addTask { try await refusal { try await propose(scene, id, "2 000") } } }
                return try await group.reduce(into: [String?]()) { $0.append($1) }
            }
            #expect(codes.filter { $0 == nil }.count == 5)
            #expect(codes.filter { $0 == "amount_above_envelope" }.count == 7)
        }
    }

    @Test("Two officers on one file: the second is told, and writes nothing")
    func stale() async throws {
        try await Scene.play { scene in
            let id = try await scene.underInstruction()
            let version = try await scene.find(id).version
            try await propose(scene, id, "1 000", version: version)
            try await scene.office.write(as: scene.maelle) { tx in
                try Application.sendBack(id, comment: "À revoir.", by: scene.maelle, in: tx)
            }
            #expect(try await refusal { try await propose(scene, id, "1 500", version: version) } == "stale_version")
            #expect(try await scene.find(id).proposed == Money(euros: 1_000))
        }
    }

    @Test("A case officer of another service sees nothing and does nothing")
    func otherService() async throws {
        try await Scene.play { scene in
            let id = try await scene.submitted()
            #expect(
                try await refusal {
                    _ = try await scene.office.read { tx in
                        try Application.find(id, by: scene.soizic, in: tx).id
                    }
                } == "not_allowed")
            #expect(
                try await refusal {
                    try await scene.office.write(as: scene.soizic) { tx in
                        try Application.declareComplete(id, by: scene.soizic, in: tx)
                    }
                } == "not_allowed")
            let rows = try await scene.office.read { tx in
                try Application.listing.page(ListingQuery(), for: scene.soizic, in: tx).rows.count
            }
            #expect(rows == 0)
        }
    }

    @Test("An event that the state does not allow is refused in words")
    func illegal() async throws {
        try await Scene.play { scene in
            let id = try await scene.submitted()
            #expect(try await refusal { try await propose(scene, id, "1 000") } == "illegal_transition.propose")
            #expect(
                try await refusal {
                    try await scene.office.write(as: scene.maelle) { tx in
                        try Application.notify(id, on: Self.today, by: scene.maelle, in: tx)
                    }
                } == "illegal_transition.notify")
        }
    }

    @Test("The association withdraws through its link until the decision")
    func withdrawn() async throws {
        try await Scene.play { scene in
            let id = try await scene.submitted()
            try await scene.office.write(as: scene.yann) { tx in
                let token = try Application.renewLink(id, by: scene.yann, in: tx)
                try Application.withdraw(.link(token), reason: "Projet reporté", in: tx)
            }
            #expect(try await scene.find(id).state == .withdrawn)
        }
    }

    @Test("Only an officer of the service can be given the file")
    func assigned() async throws {
        try await Scene.play { scene in
            let id = try await scene.submitted()
            let soizic = try #require(scene.soizic.id)
            #expect(
                try await refusal {
                    try await scene.office.write(as: scene.maelle) { tx in
                        try Application.assign(id, to: soizic, by: scene.maelle, in: tx)
                    }
                } == "not_instructing")
            try await scene.office.write(as: scene.maelle) { tx in
                try Application.assign(id, to: scene.yann.id, by: scene.maelle, in: tx)
            }
            #expect(try await scene.find(id).officerName == "Yann Omnès")
        }
    }

    private func events(_ scene: Scene, _ id: Application.ID) async throws -> [Application.Allowed] {
        let file = try await scene.find(id)
        return try await scene.office.read { tx in try file.events(for: scene.yann, on: Self.today, in: tx) }
    }

    private func receive(_ scene: Scene, _ id: Application.ID) async throws {
        try await scene.office.write(as: scene.yann) { tx in
            for document in try ApplicationDocument.all(of: id, in: tx) {
                try ApplicationDocument.set(document.id, of: id, .received, on: Self.today, by: scene.yann, in: tx)
            }
        }
    }

    private func propose(
        _ scene: Scene, _ id: Application.ID, _ amount: String, derogation: String? = nil, version: Int? = nil
    ) async throws {
        try await scene.office.write(as: scene.yann) { tx in
            let envelope = try Envelope.all(of: scene.campaign, in: tx)[0]
            var input = FormInput([
                "amount": [amount], "opinion": ["favourable"], "envelope": [envelope.id.description],
            ])
            input["derogation"] = derogation
            try Application.propose(id, input, version: version, by: scene.yann, in: tx)
        }
    }
}
