import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("Registrations taken back, and editions given up") struct RegistrationAgainTests {
    @Test("Let in again is let in: in time freely, after the closing with a reason that is kept, never when called off")
    func registerAgain() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 5)
            let id = try await scene.register(0).id
            let late = ParisTime.moment(Day(2026, 7, 2), hour: 9)
            let again: @Sendable (String?, Date) async throws -> Void = { reason, moment in
                test.set(moment)
                try await scene.office.write(as: scene.officer) {
                    _ = try Registration.fire(
                        .registerAgain, id, reason: reason, by: scene.officer, in: $0)
                }
            }
            try await scene.fire(.cancel, id, reason: "Plus de bénévoles")
            try await again(nil, scene.now)
            #expect(try await scene.registration(id).lateReason == nil)
            try await scene.fire(.cancel, id)
            await #expect(throws: RegistrationRefusal.lateReasonMissing(scene.edition.registrationClosesAt)) {
                try await again(" ", late)
            }
            try await again("Erreur de notre part", late)
            let taken = try await scene.registration(id)
            #expect(taken.state == .validated && taken.lateReason == "Erreur de notre part")
            try await scene.fire(.cancel, id)
            try await scene.office.write(as: scene.officer) {
                _ = try Edition.fire(.callOff, scene.edition.id, version: nil, by: scene.officer, in: $0)
            }
            await #expect(throws: RegistrationRefusal.calledOff(year: 2026)) { try await again("Quand même", late) }
            #expect(try await scene.faults() == [])
        }
    }

    @Test("A draft that was given up holds nothing: it is not turned into an empty registration")
    func neverSent() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 5)
            let input = try await scene.typed()
            let id = try await scene.office.write(as: .applicant("Association 1")) { tx in
                let token = try Registration.begin(
                    scene.associations[0], for: scene.edition, input, at: scene.now, in: tx)
                try Registration.cancel(token: token, reason: nil, in: tx)
                return try Registration.find(token: token, in: tx).id
            }
            #expect(try await scene.registration(id).events(for: scene.officer).isEmpty)
            await #expect(throws: RegistrationRefusal.neverSent) { try await scene.fire(.registerAgain, id) }
            #expect(try await scene.stand().held == 0)
        }
    }

    @Test("Behind its link, who was refused is told so, not that it gave up")
    func refused() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 1, mode: .validation)
            let sent = try await scene.register(0)
            try await scene.fire(.refuse, sent.id, reason: "Hors du territoire")
            let input = try await scene.typed()
            await #expect(throws: RegistrationRefusal.notRetained) {
                try await scene.office.write(as: .applicant("A")) {
                    try Registration.change(.link(sent.token), version: nil, input, at: scene.now, in: $0)
                }
            }
            await #expect(throws: RegistrationRefusal.notRetained) {
                try await scene.office.write(as: .applicant("A")) {
                    try Registration.cancel(token: sent.token, reason: nil, in: $0)
                }
            }
        }
    }

    @Test("The contact is found by a name as people write it, and needs are totalled for who holds a place")
    func listing() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 2)
            try await scene.register(0, ["contact_name": "Solenn Le Goff", "watts": "400", "meals": "3"])
            try await scene.register(1, ["tables": "2"])
            try await scene.register(2, ["tables": "2", "watts": "900"])
            let gone = try await scene.register(3, ["watts": "800"]).id
            try await scene.fire(.cancel, gone)
            func find(_ words: String) async throws -> ListingTotals {
                try await scene.office.read {
                    try Registration.listing.totals(ListingQuery(text: words), for: scene.officer, in: $0)
                }
            }
            #expect(try await find("Le Goff").count == 1)
            #expect(try await find("LE GÔFF").count == 1)
            let all = try await find("")
            #expect(all.count == 4)
            let zones = try await scene.office.read {
                try Equipment.zones.totals(ListingQuery(), for: scene.officer, in: $0)
            }
            for name in ["people", "tables", "chairs", "panels", "sockets", "watts"] {
                #expect(all.sums[name]?.text == zones.sums[name]?.text, "\(name)")
            }
            #expect(all.sums["watts"]?.text == "400" && all.sums["tables"]?.text == "3")
        }
    }

    @Test("An edition that all gave up goes with them; one in which somebody was counted stays")
    func deletion() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 1, mode: .validation)
            let delete: @Sendable () async throws -> Void = {
                try await scene.office.write(as: scene.officer) {
                    try Edition.delete(scene.edition.id, by: scene.officer, in: $0)
                }
            }
            try await scene.fire(.cancel, try await scene.register(0).id)
            try await scene.fire(.refuse, try await scene.register(1).id, reason: "Hors du territoire")
            // Counted on the day: no trial.
            test.set(ParisTime.moment(Day(2026, 9, 12), hour: 10))
            try await CheckIn.count(3, year: 2026, door: "A", by: scene.officer, in: scene.office)
            let refusal = await #expect(throws: EditionRefusal.self) { try await delete() }
            #expect(refusal == .hasPassages(year: 2026, count: 3))
            #expect(refusal?.message.contains("3\u{a0}personnes y ont été comptées") ?? false)
            try await test.asOwner { _ = try $0.execute("DELETE FROM passage") }
            try await delete()
            #expect(try await scene.states() == [:])
        }
    }
}
