import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite struct BeginningTests {
    @Test("A form sent twelve times at once makes one draft, behind one link")
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
            // Another name is another association.
            _ = try await begin(scene, form, name: "Cercle celtique du Leff, section danse")
            #expect(try await counts(scene) == [2, 2])
        }
    }

    @Test("Strangers who begin in one name have each his own draft and link: nobody ends another's")
    func strangers() async throws {
        try await Scene.play { scene in
            // Ten names an hour are taken from one address.
            let begun = try await together(scene, 10) { _ in BeginningForm() }
            #expect(Set(begun.map(\.id)).count == 10)
            for one in begun {
                let token = try #require(one.token)
                #expect(try await scene.office.read { try Application.find(token: token, in: $0).id } == one.id)
            }
            let (first, second) = (try await known(scene, BeginningForm()), try await known(scene, BeginningForm()))
            #expect(first.id != second.id)
        }
    }

    @Test("What visitors name is in no list, search or count of the register, and found by no other visitor")
    func unseen() async throws {
        try await Scene.play { scene in
            _ = try await begin(scene, BeginningForm())
            let agent = scene.maelle
            try await scene.office.read { tx in
                let asked = FormInput(["name": ["Cercle celtique du Leff"], "commune": ["Pabu"]])
                #expect(try Applicant.identify(asked, in: tx).isEmpty)
                #expect(try Applicant.search("celtique", by: agent, in: tx).isEmpty)
                let listing = Association.listing(today: Day(2026, 3, 12))
                let page = try listing.page(ListingQuery(), for: agent, in: tx)
                #expect(page.rows.count == 1)
            }
        }
    }

    @Test("A request of an association that nobody has taken in is not declared complete")
    func incomplete() async throws {
        try await Scene.play { scene in
            let token = try #require(try await begin(scene, BeginningForm()).token)
            #expect(try await submitted(scene, [token]).first?.hasPrefix("SUB-") == true)
            let maelle = scene.maelle
            let code = try await refusal {
                try await scene.office.write(as: maelle) { tx in
                    let file = try Application.find(token: token, in: tx)
                    for document in try ApplicationDocument.all(of: file.id, in: tx) {
                        try ApplicationDocument.set(
                            document.id, of: file.id, .received, on: Day(2026, 3, 13), by: maelle, in: tx)
                    }
                    try Application.declareComplete(file.id, by: maelle, in: tx)
                }
            }
            #expect(code == "association_provisional")
        }
    }

    @Test("An officer takes an association in, or says which of the register it is; the file follows")
    func takenIn() async throws {
        try await Scene.play { scene in
            let (new, same) = (
                try await begin(scene, BeginningForm()),
                try await begin(scene, BeginningForm(), name: "Amis de la chapelle (Les)")
            )
            let (maelle, kept) = (scene.maelle, scene.association)
            let ids = try await scene.office.write(as: maelle) { tx in
                let (first, second) = (
                    try Application.find(new.id, by: maelle, in: tx), try Application.find(same.id, by: maelle, in: tx)
                )
                try Association.takeIn(first.association, by: maelle, in: tx)
                let stranger = try Association.find(second.association, in: tx)
                #expect(try Applicant.likely(stranger, in: tx).map(\.id) == [kept])
                try Merge.perform(keep: kept, merge: stranger.id, by: maelle, in: tx)
                let asked = FormInput(["name": ["Cercle celtique du Leff"], "commune": ["Pabu"]])
                #expect(try Applicant.identify(asked, in: tx).map(\.id) == [first.association])
                return try [new.id, same.id].map { try Application.find($0, by: maelle, in: tx).association }
            }
            #expect(ids[1] == kept)
        }
    }

    @Test("Of the drafts of strangers one is recognised; a second is refused until it is withdrawn")
    func recognised() async throws {
        try await Scene.play { scene in
            let (first, second) = (try await known(scene, BeginningForm()), try await known(scene, BeginningForm()))
            let yann = scene.yann
            try await scene.office.write(as: yann) { try Application.confirmDraft(first.id, by: yann, in: $0) }
            let code = try await refusal {
                try await scene.office.write(as: yann) { try Application.confirmDraft(second.id, by: yann, in: $0) }
            }
            #expect(code == "another_draft")
            // The officer's own way leads to the one that counts.
            let begun = try await scene.office.write(as: yann) { tx in
                try Application.begin(
                    campaign: scene.campaign, association: scene.association, channel: .paper, by: yann, in: tx)
            }
            #expect(begun.id == first.id && !begun.isNew)
            try await scene.office.write(as: yann) { tx in
                try Application.withdraw(.agent(yann, first.id), in: tx)
                try Application.confirmDraft(second.id, by: yann, in: tx)
            }
        }
    }

    @Test("Where a campaign takes one request, twelve submitted at once leave one, and the others its reference")
    func once() async throws {
        try await Scene.play { scene in
            let maelle = scene.maelle
            try await allow(scene, one: true)
            var tokens: [String] = []
            for _ in 0..<12 { tokens.append(try #require(try await known(scene, BeginningForm()).token)) }
            let told = try await submitted(scene, tokens)
            #expect(told.filter { $0.hasPrefix("SUB-") }.count == 1)
            let reference = try #require(told.first { $0.hasPrefix("SUB-") })
            #expect(told.filter { $0.contains("sous la référence \(reference)") }.count == 11)
            // Withdrawn, the first leaves the way free.
            try await scene.office.write(as: maelle) { tx in
                let first = try Application.find(reference: reference, by: maelle, in: tx)
                try Application.withdraw(.agent(maelle, first.id), in: tx)
            }
            let after = try await submitted(scene, Array(tokens.prefix(2)))
            #expect(after.filter { $0.hasPrefix("SUB-") && $0 != reference }.count == 1)
        }
    }

    @Test("The rule cannot begin while an association has two requests; without it two are taken")
    func several() async throws {
        try await Scene.play { scene in
            var tokens: [String] = []
            for _ in 0..<2 { tokens.append(try #require(try await known(scene, BeginningForm()).token)) }
            #expect(try await submitted(scene, tokens).allSatisfy { $0.hasPrefix("SUB-") })
            #expect(try await refusal { try await allow(scene, one: true) } == "invalid_form")
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

    /// The same for an association of the register.
    private func known(_ scene: Scene, _ form: BeginningForm) async throws -> Application.Begun {
        try await scene.office.write(as: .applicant("Les Amis")) { tx in
            let campaign = try Campaign.find(scene.campaign, by: scene.yann, in: tx)
            return try Application.begin(
                campaign: campaign, association: scene.association, form: form, at: Scene.now, in: tx)
        }
    }

    private func allow(_ scene: Scene, one: Bool) async throws {
        let maelle = scene.maelle
        try await scene.office.write(as: maelle) { tx in
            let campaign = try Campaign.find(scene.campaign, by: maelle, in: tx)
            var input = campaign.input(try Envelope.all(of: campaign.id, in: tx))
            input["one_application"] = one ? "1" : nil
            try Campaign.save(campaign.id, version: campaign.version, input, by: maelle, in: tx)
        }
    }

    /// Fills in drafts and submits them all at once: the reference of each, or why not.
    private func submitted(_ scene: Scene, _ tokens: [String]) async throws -> [String] {
        for token in tokens {
            try await scene.office.write(as: .applicant("Les Amis")) { tx in
                guard try Application.find(token: token, in: tx).state == .draft else { return }
                _ = try Application.save(.link(token), step: nil, version: nil, Scene.goodInput(), in: tx)
            }
        }
        return try await withThrowingTaskGroup(of: String.self) { group in
            for token in tokens {
                group.addTask {
                    do {
                        return try await scene.office.write(as: .applicant("Les Amis")) { tx in
                            try Application.submit(.link(token), at: Scene.now, in: tx).reference
                        }
                    } catch let refusal as any Refusal {
                        return refusal.message
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
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

    /// What was begun by several at once.
    private func together(
        _ scene: Scene, _ count: Int, _ form: @escaping @Sendable (Int) -> BeginningForm
    ) async throws -> [Application.Begun] {
        try await withThrowingTaskGroup(of: Application.Begun.self) { group in
            for number in 0..<count { group.addTask { try await begin(scene, form(number)) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    private func counts(_ scene: Scene) async throws -> [Int] {
        try await scene.office.read { tx in
            [
                try tx.one("SELECT count(*) AS n FROM association WHERE provisional")["n"],
                try tx.one("SELECT count(*) AS n FROM application")["n"],
            ]
        }
    }
}
