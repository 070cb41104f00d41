import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite struct SubmissionTests {
    @Test("A good request gets its reference, its documents and its bank account")
    func submitted() async throws {
        try await Scene.play { scene in
            let id = try await scene.draft()
            let receipt = try await submit(scene, id)
            #expect(receipt.reference == "SUB-2026-00001")
            #expect(!receipt.late)
            #expect(receipt.mentions.joined().contains("silence vaut refus"))
            let file = try await scene.find(id)
            #expect(file.state == .submitted)
            #expect(file.requested == Money(euros: 2_000))
            #expect(file.draft.values.isEmpty)
            #expect(file.declarations.contains("republican_commitment"))
            let (documents, iban, budget) = try await scene.office.read { tx in
                (
                    try ApplicationDocument.all(of: id, in: tx).map(\.label),
                    try tx.one("SELECT iban FROM bank_account WHERE association_id = \(scene.association)")["iban"]
                        as String, try file.budget(in: tx).total(.expense)
                )
            }
            #expect(documents == ["RIB", "Comptes 2025", "Rapport d’activité"])
            #expect(iban == "FR1420041010050500013M02606")
            #expect(budget == Money(euros: 4_000))
        }
    }

    @Test("Submitting twice gives the same receipt and spends one reference")
    func twice() async throws {
        try await Scene.play { scene in
            let id = try await scene.draft()
            let first = try await submit(scene, id)
            let second = try await submit(scene, id)
            #expect(second.reference == first.reference)
            #expect(second.isRepeated)
        }
    }

    @Test("64 submissions at once get 64 references without hole nor double")
    func concurrent() async throws {
        try await Scene.play { scene in
            let ids = try await scene.office.write(as: scene.yann) { tx in
                try (1...64).map { number -> Application.ID in
                    let association = try Scene.newAssociation("Association \(number)", nil, in: tx)
                    let begun = try Application.begin(
                        campaign: scene.campaign, association: association, channel: .paper, by: scene.yann, in: tx)
                    _ = try Application.save(
                        .agent(scene.yann, begun.id), step: nil, version: nil, Scene.goodInput(), in: tx)
                    return begun.id
                }
            }
            // One in eight fails after it took its number: no hole may stay.
            let references = try await withThrowingTaskGroup(of: String?.self) { group in
                for (index, id) in ids.enumerated() {
                    group.addTask {
                        if index % 8 == 0 {
                            _ = try await refusal {
                                try await scene.office.write(as: scene.yann) { tx in
                                    _ = try Application.submit(.agent(scene.yann, id), at: Scene.now, in: tx)
                                    throw ApplicationRefusal.reasonMissing
                                }
                            }
                        }
                        return try await submit(scene, id).reference
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }.compactMap(\.self)
            }
            let expected = (1...64).map { "SUB-2026-000" + ($0 < 10 ? "0\($0)" : "\($0)") }
            #expect(references.sorted() == expected)
        }
    }

    @Test("A campaign that closed while typing refuses, says what to do, and keeps the draft")
    func closedWhileTyping() async throws {
        try await Scene.play { scene in
            let id = try await scene.draft()
            let token = try await scene.office.write(as: scene.yann) { tx in
                try Application.renewLink(id, by: scene.yann, in: tx)
            }
            do {
                _ = try await submit(scene, .link(token), at: Scene.afterClosing)
                Issue.record("the campaign is closed")
            } catch let refusal as ApplicationRefusal {
                #expect(refusal.code == "campaign_closed")
                #expect(refusal.message.contains("31 mars 2026".replacing(" ", with: "\u{a0}")))
                #expect(refusal.message.contains("conservée"))
            }
            let kept = try await scene.find(id)
            #expect(kept.state == .draft)
            #expect(kept.draft["title"] == "Restauration des vitraux")

            let receipt = try await submit(scene, .link(token), at: Scene.afterClosing, acceptingLate: true)
            #expect(receipt.late)
            #expect(receipt.submittedAt == Scene.afterClosing)
        }
    }

    @Test("The last minute of the campaign is on time, the next is late")
    func lastMinute() async throws {
        try await Scene.play { scene in
            let last = ParisTime.moment(Day(2026, 3, 31), hour: 23, minute: 59, second: 59)
            let campaign = try await scene.office.read { tx in try Campaign.find(scene.campaign, by: scene.yann, in: tx)
            }
            #expect(campaign.isOpen(at: last))
            #expect(!campaign.isOpen(at: last.addingTimeInterval(1)))
        }
    }

    @Test("A paper that came on time is on time whenever the officer types it")
    func paper() async throws {
        try await Scene.play { scene in
            let id = try await scene.draft()
            let receipt = try await scene.office.write(as: scene.yann) { tx in
                try Application.submit(
                    .agent(scene.yann, id), at: Scene.afterClosing, receivedAt: Scene.now, in: tx)
            }
            #expect(!receipt.late)
            #expect(receipt.submittedAt == Scene.now)
        }
    }

    @Test("Without the republican commitment nothing is submitted, unless the association is exempt")
    func commitment() async throws {
        try await Scene.play { scene in
            var input = Scene.goodInput()
            input.values["declarations"] = Declaration.all.map(\.code).filter { $0 != "republican_commitment" }
            let id = try await scene.draft(nil, input)
            #expect(try await refusal { _ = try await submit(scene, id) } == "invalid_form")
            _ = try await scene.office.write(as: scene.yann) { tx in
                try Application.save(
                    .agent(scene.yann, id), step: nil, version: nil,
                    FormInput(["exemption": ["public_utility"]]), in: tx)
            }
            #expect(try await submit(scene, id).reference == "SUB-2026-00001")
            #expect(try await scene.find(id).declarations.contains("exempt.public_utility"))
        }
    }

    @Test(
        "What is missing or wrong is named, all of it at once",
        arguments: [
            ("iban", "FR7630006000011234567890188"), ("budget.expense.60", "3 999"),
            ("association_siret", "23350001600041"),
            ("title", ""), ("identity_confirmed", ""), ("budget.income.74.here", "1e9"),
        ])
    func refused(_ field: String, _ text: String) async throws {
        try await Scene.play { scene in
            var input = Scene.goodInput()
            input[field] = text
            if text.isEmpty { input.values[field] = nil }
            let id = try await scene.draft(nil, input)
            do {
                _ = try await submit(scene, id)
                Issue.record("\(field) = \(text) went through")
            } catch let refusal as FormRefusal {
                let expected = field == "budget.expense.60" ? "budget" : field
                #expect(refusal.problems.contains { $0.field == expected })
            }
            #expect(try await scene.find(id).state == .draft)
        }
    }

    @Test("A submitted request is typed into no more")
    func frozen() async throws {
        try await Scene.play { scene in
            let id = try await scene.submitted()
            let code = try await refusal {
                _ = try await scene.office.write(as: scene.yann) { tx in
                    try Application.save(
                        .agent(scene.yann, id), step: nil, version: nil, FormInput(["title": ["Autre"]]), in: tx)
                }
            }
            #expect(code == "already_submitted")
        }
    }

    private func submit(_ scene: Scene, _ id: Application.ID) async throws -> Application.Receipt {
        try await submit(scene, .agent(scene.yann, id), at: Scene.now)
    }

    private func submit(
        _ scene: Scene, _ door: ApplicationDoor, at moment: Date, acceptingLate: Bool = false
    ) async throws -> Application.Receipt {
        try await scene.office.write(as: scene.yann) { tx in
            try Application.submit(door, at: moment, acceptingLate: acceptingLate, in: tx)
        }
    }

    @Test("A derogation given while documents are awaited does not replace the words to the association")
    func derogationWhileWaiting() async throws {
        try await Scene.play { scene in
            let id = try await scene.draft()
            let (words, comments) = try await scene.office.write(as: scene.yann) { tx in
                _ = try Application.submit(.agent(scene.yann, id), at: Scene.afterClosing, in: tx)
                let document = try ApplicationDocument.all(of: id, in: tx)[0].id
                try Application.requestDocuments(
                    id, documents: [document], dueOn: Day(2026, 4, 20), message: "Il nous manque votre RIB.",
                    on: Day(2026, 4, 2), by: scene.yann, in: tx)
                try Application.acceptLate(id, reason: "Panne du site", by: scene.yann, in: tx)
                return (
                    try Application.find(id, by: scene.yann, in: tx).stateReason,
                    try ApplicationComment.all(of: id, in: tx).map(\.body)
                )
            }
            #expect(words == "Il nous manque votre RIB.")
            #expect(comments == ["Hors délai accepté\u{a0}: Panne du site"])
            let asked = try await scene.office.read { tx in
                try AuditEntry.timeline(of: "application", id.number, in: tx).contains { $0.event == "accept_late" }
            }
            #expect(asked)
        }
    }
}
