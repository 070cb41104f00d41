import Foundation
import Kevre
import TestSupport
import Testing

@testable import KevreWeb

@Suite("The pages of imports") struct ImportPagesTests {
    @Test("Who may not import is told so; who may sees how to begin")
    func rights() async throws {
        try await WebOffice.with { web in
            let officer = try await web.signIn(.maelle)
            let page = try await officer.get("/imports/nouveau?quoi=grant")
            #expect(page.status == 200)
            #expect(page.text.contains("Continuer"))
            let reader = try await web.signIn(.nolwenn)
            let refused = try await reader.get("/imports/nouveau")
            #expect(refused.status == 403)
        }
    }

    @Test("A form's choices empty each column before giving it its field")
    func mapping() {
        let form = FormInput(["column.A": ["name"], "column.B": [""], "verb": ["try"]])
        #expect(ImportSheet.map(from: form) == ["A=", "A=name", "B="])
    }
}
