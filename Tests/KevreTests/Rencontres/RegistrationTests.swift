import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("Registrations of associations") struct RegistrationTests {
    @Test("The states in Swift and in the database are the same")
    func lifecycle() async throws {
        try await TestOffice.with { test in
            let (registrations, editions) = try await test.office.read { tx in
                (
                    try tx.query(
                        "SELECT from_state || ' ' || event || ' ' || to_state AS t FROM registration_transition"
                    )
                    .map { try $0["t"] as String },
                    try tx.query("SELECT from_state || ' ' || event || ' ' || to_state AS t FROM edition_transition")
                        .map { try $0["t"] as String }
                )
            }
            let known = Registration.lifecycle.transitions
                .map { "\($0.from.rawValue) \($0.event.rawValue) \($0.to.rawValue)" }
            #expect(registrations.sorted() == known.sorted())
            let stages = Edition.lifecycle.transitions
                .map { "\($0.from.rawValue) \($0.event.rawValue) \($0.to.rawValue)" }
            #expect(editions.sorted() == stages.sorted())
            let holding = try await test.office.read { tx in
                try RegistrationState.allCases.filter {
                    try tx.one("SELECT registration_holds(\($0)) AS h")["h"] as Bool
                }
            }
            #expect(holding == RegistrationState.allCases.filter(\.holdsPlace))
        }
    }

    @Test("After the closing it is refused clearly; an officer may still register, with a reason that is kept")
    func closing() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 5)
            let closing = ParisTime.moment(Day(2026, 7, 1), hour: 17)
            // The closing minute counts.
            try await scene.register(0, at: closing.addingTimeInterval(59))
            let late = closing.addingTimeInterval(60)
            let refusal = await #expect(throws: RegistrationRefusal.self) { try await scene.register(1, at: late) }
            #expect(refusal?.message.contains(closing.inParis.long) ?? false)
            await #expect(throws: RegistrationRefusal.notOpen(year: 2026, from: scene.edition.registrationOpensAt)) {
                try await scene.register(1, at: ParisTime.moment(Day(2026, 2, 1)))
            }
            await #expect(throws: RegistrationRefusal.lateReasonMissing(scene.edition.registrationClosesAt)) {
                try await scene.enter(1, at: late)
            }
            let entered = try await scene.enter(1, ["late_reason": "Bulletin égaré au courrier"], at: late)
            #expect(try await scene.registration(entered.id).lateReason == "Bulletin égaré au courrier")
        }
    }

    @Test("Twice is refused, naming the first; cancelled twice is harmless; cancelled once lets register again")
    func twice() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 5)
            let first = try await scene.register(0)
            let refusals = [
                await #expect(throws: RegistrationRefusal.self) { try await scene.register(0) },
                await #expect(throws: RegistrationRefusal.self) { try await scene.enter(0) },
            ]
            for refusal in refusals {
                #expect(refusal?.code == "registration.already")
                #expect(refusal?.message.contains("n°\u{a0}\(first.id)") ?? false)
                #expect(refusal?.message.contains("Association 1") ?? false)
            }
            #expect(try await scene.stand().held == 1)
            try await scene.fire(.cancel, first.id)
            let again = await #expect(throws: RegistrationRefusal.self) { try await scene.fire(.cancel, first.id) }
            #expect(again?.code == "registration.already_cancelled")
            #expect(again?.message.contains("rien n’a changé") ?? false)
            try await scene.register(0)
            await #expect(throws: RegistrationRefusal.self) { try await scene.fire(.registerAgain, first.id) }
            #expect(try await scene.states() == [.validated: 1, .cancelled: 1])
            #expect(try await scene.faults() == [])
        }
    }

    @Test("Eight tabs of one association at once: one registration")
    func tabs() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 5)
            let input = try await scene.typed()
            let results = await withTaskGroup(of: String.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        do {
                            _ = try await Registration.register(
                                scene.associations[0], year: 2026, input, at: scene.now, in: scene.office)
                            return "registered"
                        } catch { return (error as? any Refusal)?.code ?? "\(error)" }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(results.count { $0 == "registered" } == 1)
            #expect(results.count { $0 == "registration.already" } == 7)
            #expect(try await scene.stand().held == 1)
            #expect(try await scene.faults() == [])
        }
    }

    @Test("After validation: a place is kept while it is awaited, a refusal needs a reason and frees it")
    func validation() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 1, mode: .validation)
            let first = try await scene.register(0)
            let second = try await scene.register(1)
            #expect(first.state == .registered && second.state == .waiting)
            await #expect(throws: LifecycleRefusal.self) { try await scene.fire(.validate, second.id) }
            await #expect(throws: RegistrationRefusal.reasonMissing) { try await scene.fire(.refuse, first.id) }
            try await scene.fire(.refuse, first.id, reason: "Hors du territoire")
            #expect(try await scene.registration(second.id).state == .registered)
            #expect(try await scene.registration(second.id).promotedAt != nil)
            #expect(try await scene.fire(.validate, second.id) == .validated)
            #expect(try await scene.fire(.confirm, second.id) == .confirmed)
            // Before the first day an arrival is a trial, and nobody is absent.
            try await scene.start(in: 1)
            #expect(try await scene.fire(.arrive, second.id) == .confirmed)
            #expect(try await scene.attendance().trials.stands == 1)
            #expect(try await scene.attendance().standsPresent == 0)
            await #expect(throws: AttendanceRefusal.self) { try await scene.fire(.noteAbsence, second.id) }
            try await scene.start(in: 0)
            #expect(try await scene.fire(.arrive, second.id) == .present)
            #expect(try await scene.fire(.undoArrival, second.id) == .confirmed)
            #expect(try await scene.fire(.noteAbsence, second.id) == .noShow)
            #expect(try await scene.faults() == [])
        }
    }

    @Test("The database refuses a passage out of the table, a place too many, a place taken without an event")
    func guarded() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 5)
            let id = try await scene.register(0).id
            for statement: SQL in [
                "UPDATE registration SET state = 'present' WHERE id = \(id)",
                "DELETE FROM registration WHERE id = \(id)",
                "UPDATE stand_type SET held = quota + 1",
                """
                INSERT INTO registration (edition_id, stand_type_id, association_id, state, code)
                SELECT edition_id, stand_type_id, \(scene.associations[1]), 'validated', 'X' FROM registration
                """,
            ] {
                await #expect(throws: PostgreSQLError.self) {
                    try await scene.office.write(as: scene.officer) { try $0.execute(statement) }
                }
            }
        }
    }

    @Test("What a type does not allow, an insurance that ends before, more vegetarians than meals: all said at once")
    func checks() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 5)
            let refusal = await #expect(throws: FormRefusal.self) {
                try await scene.register(
                    0,
                    [
                        "tables": "3", "watts": "9000", "insured_until": "2026-09-11", "meals": "1",
                        "vegetarian_meals": "2", "contact_email": "pas une adresse", "regulation": "",
                    ])
            }
            #expect(
                Set(refusal?.problems.compactMap(\.field) ?? [])
                    == ["tables", "watts", "insured_until", "vegetarian_meals", "contact_email", "regulation"])
            #expect(try await scene.stand().held == 0)
        }
    }

    @Test("A draft takes no place until it is sent; its link then shows the registration")
    func draft() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 1)
            let (edition, now, association) = (scene.edition, scene.now, scene.associations[0])
            let input = try await scene.typed()
            let half = FormInput(["type": [input["type"] ?? ""], "contact_name": ["Maï"], "csrf": ["secret"]])
            let actor = Agent.applicant("Association 1")
            let token = try await scene.office.write(as: actor) {
                try Registration.begin(association, for: edition, half, at: now, in: $0)
            }
            let kept = try await scene.office.read { try Registration.find(token: token, in: $0) }
            #expect(kept.state == .draft && kept.input["contact_name"] == "Maï" && kept.input["csrf"] == nil)
            #expect(try await scene.stand().held == 0)
            let sent = try await scene.office.write(as: actor) {
                try Registration.submit(token: token, input, at: now, in: $0)
            }
            #expect(sent.state == .validated)
            let found = try await scene.office.read { try Registration.find(token: token, in: $0) }
            #expect(found.id == sent.id && found.code.count == 8)
            await #expect(throws: RegistrationRefusal.alreadySubmitted) {
                _ = try await scene.office.write(as: actor) {
                    try Registration.submit(token: token, input, at: now, in: $0)
                }
            }
            await #expect(throws: RegistrationRefusal.unknownLink) {
                _ = try await scene.office.read { try Registration.find(token: "rien", in: $0) }
            }
        }
    }

    @Test("Like last year: needs for everybody, the persons only for who may know them")
    func likeLastYear() async throws {
        try await TestOffice.with { test in
            let scene = try await ForumScene.lay(test, quota: 5)
            try await scene.register(
                0, ["watts": "400", "devices": "ordinateur", "vehicle": "AB-123-CD", "allergies": "noix"])
            let officer = scene.officer
            let next = try await scene.office.write(as: officer) { tx in
                try Edition.copy(2026, to: 2027, by: officer, in: tx)
                return try Edition.find(year: 2027, by: officer, in: tx)
            }
            let association = scene.associations[0]
            let (open, whole) = try await scene.office.read { tx in
                (
                    try Registration.lastInput(of: association, before: next, isWhole: false, in: tx),
                    try Registration.lastInput(of: association, before: next, isWhole: true, in: tx)
                )
            }
            #expect(open?.year == 2026 && open?.input["watts"] == "400" && open?.input["devices"] == "ordinateur")
            for personal in [
                "contact_name", "contact_email", "contact_phone", "vehicle", "allergies", "accessibility", "note",
            ] {
                #expect(open?.input[personal] == nil, "\(personal)")
            }
            #expect(whole?.input["contact_name"] == "Maï Le Roux" && whole?.input["vehicle"] == "AB-123-CD")
            #expect(open?.input["regulation"] == nil && whole?.input["regulation"] == nil)
            // The type is this year's of the same name.
            let types = try await scene.office.read { try StandType.all(of: next.id, in: $0) }
            #expect(open?.input["type"] == types[0].id.description)
        }
    }
}
