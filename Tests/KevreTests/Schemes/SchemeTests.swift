import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite struct SchemeTests {
    @Test("A scheme keeps its documents in order and its conditions one by one")
    func kept() async throws {
        try await Scene.play { scene in
            let scheme = try await scene.office.read { tx in try Scheme.find(scene.scheme, by: scene.yann, in: tx) }
            #expect(scheme.documents.map(\.label) == ["RIB", "Comptes 2025", "Rapport d’activité"])
            #expect(scheme.documents.map(\.mandatory) == [true, true, false])
            #expect(scheme.conditions == ["Siège sur le territoire", "Plus d’un an d’existence"])
        }
    }

    @Test(
        "The members' names can be asked by no scheme",
        arguments: ["Liste nominative des membres", "Liste des adhérents", "Fichier des adhérents"])
    func members(_ label: String) async throws {
        try await Scene.play { scene in
            let code = try await refusal {
                try await scene.office.write(as: scene.maelle) { tx in
                    let scheme = try Scheme.find(scene.scheme, by: scene.maelle, in: tx)
                    var input = scheme.input
                    input.values["document_label"] = [label]
                    _ = try Scheme.save(scheme.id, version: scheme.version, input, by: scene.maelle, in: tx)
                }
            }
            #expect(code == "invalid_form")
        }
    }

    @Test("Two schemes never bear one code")
    func codes() async throws {
        try await Scene.play { scene in
            let code = try await refusal {
                try await scene.office.write(as: scene.maelle) { tx in
                    let scheme = try Scheme.find(scene.scheme, by: scene.maelle, in: tx)
                    _ = try Scheme.save(nil, version: nil, scheme.input, by: scene.maelle, in: tx)
                }
            }
            #expect(code == "invalid_form")
        }
    }
}
