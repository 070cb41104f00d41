import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite struct BeginningTests {
    @Test("A form sent twelve times at once makes one association and one draft, behind one link")
    func sameForm() async throws {
        try await Scene.play { scene in
            let form = BeginningForm()
            let begun = try await together(scene, 12) { _ in form }
            #expect(begun.count == 12)
            #expect(Set(begun.map(\.id)).count == 1)
            let token = try #require(begun.first?.token)
            #expect(begun.allSatisfy { $0.token == token })
            #expect(try await counts(scene) == [1, 1])
            #expect(try await scene.office.read { try Application.find(token: token, in: $0).id } == begun[0].id)
            // Back again, with another name typed: still the draft that this form began.
            let again = try await begin(scene, form, name: "Cercle  celtique du Leff, section danse")
            #expect(again.token == token)
            #expect(try await counts(scene) == [1, 1])
        }
    }

    @Test("Two visitors with the same unknown association make one record; the second is told to use the link")
    func sameName() async throws {
        try await Scene.play { scene in
            let begun = try await together(scene, 12) { _ in BeginningForm() }
            #expect(begun.count == 1)
            #expect(try await counts(scene) == [1, 1])
            let code = try await refusal {
                _ = try await begin(scene, BeginningForm(), name: "CERCLE CELTIQUE du leff")
            }
            #expect(code == "draft_exists")
            let token = try #require(begun.first?.token)
            #expect(try await scene.office.read { try Application.find(token: token, in: $0).id } == begun[0].id)
            // Another place is another association.
            _ = try await begin(scene, BeginningForm(), commune: "Lanvollon")
            #expect(try await counts(scene) == [2, 2])
        }
    }

    @Test("A known association is not begun twice by one form either")
    func known() async throws {
        try await Scene.play { scene in
            let form = BeginningForm()
            let tokens = try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        try await scene.office.write(as: .applicant("Les Amis")) { tx in
                            let campaign = try Campaign.find(scene.campaign, by: scene.yann, in: tx)
                            return try Application.begin(
                                campaign: campaign, association: scene.association, form: form, at: Scene.now, in: tx
                            ).token
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(tokens).count == 1)
        }
    }

    @Test("A form's secret that is not one of ours is as if there were none")
    func foreign() {
        #expect(BeginningForm("1").secret != "1")
        #expect(BeginningForm(nil).secret.utf8.count == 26)
        let form = BeginningForm()
        #expect(BeginningForm(form.secret).secret == form.secret)
    }

    private func begin(
        _ scene: Scene, _ form: BeginningForm, name: String = "Cercle celtique du Leff", commune: String = "Pabu"
    ) async throws -> Application.Begun {
        let input = FormInput(["name": [name], "commune": [commune]])
        return try await scene.office.write(as: .applicant(name)) { tx in
            let campaign = try Campaign.find(scene.campaign, by: scene.yann, in: tx)
            return try Application.begin(
                campaign: campaign, recording: input, from: "192.0.2.7", form: form, at: Scene.now, in: tx)
        }
    }

    /// What was begun by several at once; those told to use the link are left out.
    private func together(
        _ scene: Scene, _ count: Int, _ form: @escaping @Sendable (Int) -> BeginningForm
    ) async throws -> [Application.Begun] {
        try await withThrowingTaskGroup(of: Application.Begun?.self) { group in
            for number in 0..<count {
                group.addTask {
                    do {
                        return try await begin(scene, form(number))
                    } catch ApplicationRefusal.draftExists {
                        return nil
                    }
                }
            }
            return try await group.reduce(into: []) { if let begun = $1 { $0.append(begun) } }
        }
    }

    private func counts(_ scene: Scene) async throws -> [Int] {
        try await scene.office.read { tx in
            [
                try tx.one("SELECT count(*) AS n FROM association WHERE source = 'online'")["n"],
                try tx.one("SELECT count(*) AS n FROM application")["n"],
            ]
        }
    }
}
