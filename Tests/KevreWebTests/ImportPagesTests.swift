import Foundation
import HTTPTypes
import Hummingbird
import Kevre
import Logging
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

    @Test("A file of grants that names no funder asks who granted; another funder is named")
    func funder() async throws {
        try await WebOffice.with { web in
            let officer = try await web.signIn(.maelle)
            func page(_ header: String, _ line: String) async throws -> (token: String, answer: Answer) {
                let answer = try await Self.upload("\(header)\n\(line)\n", named: "aides.csv", by: officer)
                let address = try #require(answer.location)
                return (String(address.split(separator: "/").last ?? ""), try await officer.get(address))
            }
            let named = try await page("annee;collectivité;beneficiaire;montant", "2020;Lannion;Ar Vro;10")
            #expect(!named.answer.text.contains("Qui a accordé"))
            let bare = try await page("annee;beneficiaire;montant", "2020;Ar Vro;10")
            #expect(bare.answer.text.contains("Qui a accordé"))
            let nameless = try await officer.post(
                "/imports/fichier/\(bare.token)", ["verb": "import", "funder": "other", "funder_name": " "])
            #expect(nameless.status == 200)
            #expect(nameless.text.contains("Indiquez le nom du financeur"))
            let missing = try await page("nomBeneficiaire,dateConvention,objet", "Ar Vro,2024-03-01,Fête")
            #expect(missing.answer.text.contains("Aucune colonne ne donne le montant"))
        }
    }

    /// Sends a form of the waiting file and follows the import to the page of what came of it.
    private static func run(
        _ address: String, _ form: [String: String], by browser: Browser
    ) async throws -> (address: String, page: Answer) {
        _ = try await browser.post(address, form)
        while true {
            let answer = try await browser.get("\(address)/suivi")
            if let next = answer.location { return (next, try await browser.get(next)) }
            try #require(answer.text.contains("Import en cours"), "\(answer.text)")
        }
    }

    @Test("A year delivered again is held back by a question; answered, it goes in, line by line, and may be undone")
    func secondDelivery() async throws {
        try await WebOffice.with { web in
            let officer = try await web.signIn(.maelle)
            let text = "année;association;objet;montant\n2024;Club;Voiles;100\n"
            let first = try #require(try await Self.upload(text, named: "a.csv", by: officer).location)
            _ = try await Self.run(first, ["verb": "import", "funder": "own"], by: officer)
            let corrected = text.replacing(";100", with: ";120") + "2024;Foyer;Fête;50\n"
            let second = try #require(try await Self.upload(corrected, named: "b.csv", by: officer).location)
            let held = try await Self.run(second, ["verb": "import", "funder": "own"], by: officer)
            #expect(held.page.text.contains("1\u{a0}ligne ressemble à des subventions déjà inscrites"))
            #expect(held.page.text.contains("Attend une réponse"))
            let done = try await Self.run(second, ["verb": "answer", "again": "update"], by: officer)
            #expect(done.page.text.contains("Corrigée"))
            let lines = try await officer.get("\(done.address)/lignes")
            #expect(lines.text.contains("Mise à jour") && lines.text.contains("Fiche créée"))
            let exported = try await officer.get("\(done.address)/lignes?format=csv")
            #expect(exported.text.contains("Foyer"))
            _ = try await officer.post("\(done.address)/annulation", [:])
            let undone = try await officer.get(done.address)
            #expect(undone.text.contains("Annulé") && !undone.text.contains("Annuler cet import"))
            let amounts = try await web.test.office.read { tx in
                try tx.query("SELECT amount_cents FROM grant_record").map { try $0["amount_cents"] as Int }
            }
            #expect(amounts == [100_00])
        }
    }

    private static func upload(
        _ text: String, named name: String, as kind: ImportKind? = nil, by browser: Browser
    ) async throws -> Answer {
        let form = try await browser.get("/imports/nouveau")
        let boundary = "limite"
        let said =
            kind.map { ["--\(boundary)", "Content-Disposition: form-data; name=\"kind\"", "", $0.rawValue] } ?? []
        let body =
            ["--\(boundary)", "Content-Disposition: form-data; name=\"csrf\"", "", try #require(form.csrf)] + said + [
                "--\(boundary)", "Content-Disposition: form-data; name=\"file\"; filename=\"\(name)\"",
                "Content-Type: text/csv", "", text, "--\(boundary)--", "",
            ]
        return try await browser.send(
            .post, "/imports/nouveau", [.contentType: "multipart/form-data; boundary=\(boundary)"],
            ByteBuffer(string: body.joined(separator: "\r\n")))
    }

    @Test(
        "A csv of empty cells alone is refused by name, sent with its kind or without, and whenever its page is asked")
    func emptyCells() async throws {
        try await WebOffice.with { web in
            let officer = try await web.signIn(.maelle)
            let guessed = try await Self.upload(";;\n;;\n", named: "vide.csv", by: officer)
            #expect(guessed.status == 422)
            #expect(guessed.text.contains("«\u{a0}vide.csv\u{a0}»\u{a0}: Le fichier ne contient aucune ligne"))
            for kind in [ImportKind.grant, .association] {
                let sent = try await Self.upload(";;\n;;\n", named: "vide.csv", as: kind, by: officer)
                let address = try #require(sent.location)
                for _ in 0..<2 {
                    let page = try await officer.get(address)
                    #expect(page.status == 422)
                    #expect(page.text.contains("Le fichier ne contient aucune ligne à importer."))
                }
            }
        }
    }

    @Test("The answer to who granted is the authority or a name")
    func funderAnswer() {
        #expect(FunderAnswer(FormInput(["verb": ["try"]])) == nil)
        #expect(FunderAnswer(FormInput(["funder": ["own"], "funder_name": ["Lannion"]]))?.funder == .own)
        #expect(
            FunderAnswer(FormInput(["funder": ["other"], "funder_name": [" Ville de Lannion "]]))?.funder
                == .named("Ville de Lannion"))
        #expect(FunderAnswer(ImportFunder.named("Lannion")) == FunderAnswer("Lannion"))
        #expect(FunderAnswer(FormInput(["funder": ["other"]]))?.problem != nil)
    }

    private static var worker: Worker { Worker(logger: Logger(label: "test")) }

    @Test("A file in whose reading a process ended is not read again")
    func endedBy() async throws {
        try await WebOffice.with { web in
            let officer = try await web.signIn(.maelle)
            let sent = try await Self.upload(
                "Année;Association;Montant\n2024;Ar Vro;10\n", named: "aides.csv", as: .grant, by: officer)
            let address = try #require(sent.location)
            #expect(try await officer.get(address).status == 200)
            // What a process that broke off leaves behind.
            let token = try #require(address.split(separator: "/").last)
            let mark = web.office.documents.appending(path: "imports/attente-\(token).lecture")
            try Data("un autre processus".utf8).write(to: mark)
            for _ in 0..<2 {
                let page = try await officer.get(address)
                #expect(page.status == 422)
                #expect(page.text.contains("ce fichier n’est plus lu"))
                let run = try await officer.post(address, ["verb": "import", "funder": "own"])
                #expect(run.status == 404)
            }
            let runs = try await web.office.read { try ImportRun.recent(in: $0) }
            #expect(runs.isEmpty)
        }
    }

    @Test("A file that waits is found again after a restart, by who sent it and nobody else")
    func restart() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "kevre-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // A leftover in the temporary directory harms nobody.
        defer { try? FileManager.default.removeItem(at: folder) }
        let sent = folder.appending(path: "reçu")
        try Data("Nom\nAr Vro\n".utf8).write(to: sent)
        let agent = Agent(id: Agent.ID(7), name: "Maëlle", email: "", roles: [], rights: [], services: nil)
        let other = Agent(id: Agent.ID(8), name: "Yann", email: "", roles: [], rights: [], services: nil)
        let token = try ImportDesk(Self.worker).take(
            UploadedFile(field: "file", name: "liste.csv", type: nil, url: sent, size: 12), as: .association,
            for: agent,
            in: folder)
        let desk = ImportDesk(Self.worker)
        #expect(try desk.waiting(token, for: agent, in: folder).name == "liste.csv")
        #expect(throws: NotFound.self) { try desk.waiting(token, for: other, in: folder) }
        #expect(throws: NotFound.self) { try desk.waiting("../" + token, for: agent, in: folder) }
    }
}
