import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

/// Lists that are exported, corrected and imported again.
@Suite struct ReturnedExportTests {
    private static let columns = [
        "name", "rna", "siret", "theme", "commune", "postcode", "email", "phone", "members", "granted_this_year",
        "identity",
    ]

    @discardableResult
    private func association(_ fields: [String: String], in test: TestOffice) async throws -> Association.ID {
        let maelle = try await test.agent(.maelle)
        let input = FormInput(fields.mapValues { [$0] })
        return try await test.office.write(as: maelle) {
            try Association.save(nil, version: nil, input, by: maelle, in: $0)
        }
    }

    private func find(_ id: Association.ID, in test: TestOffice) async throws -> Association {
        try await test.office.read { try Association.find(id, in: $0) }
    }

    /// Three associations; the first is returned.
    private func lay(_ test: TestOffice) async throws -> Association.ID {
        let first = try await association(
            [
                "name": "Harmonie de Paimpol", "rna": "W222001234", "siret": "38047555800058", "commune": "Paimpol",
                "postcode": "22500", "phone": "02 96 00 00 00", "email": "harmonie@exemple.bzh", "member_count": "42",
            ], in: test)
        try await association(["name": "Les Ajoncs du Trieux", "commune": "Pontrieux", "postcode": "22260"], in: test)
        try await association(["name": "=Cercle", "phone": "+33 (0)2 96 11 11 11"], in: test)
        return first
    }

    func export(
        _ listing: Listing = Association.listing(today: Day(2026, 3, 12)), _ columns: [String] = Self.columns,
        as format: ExportFormat = .csv, in test: TestOffice
    ) async throws -> TemporaryFile {
        let file = try TemporaryFile("liste.\(format.rawValue)", "")
        var query = ListingQuery()
        query.columns = columns
        try await test.office.export(listing, query, as: format, for: try await test.agent(.maelle), to: file.url)
        return file
    }

    func text(_ file: TemporaryFile) throws -> String { try String(contentsOf: file.url, encoding: .utf8) }

    func run(
        _ text: String, as kind: ImportKind = .association, dryRun: Bool = false, skipInvalid: Bool = false,
        by cast: Cast = .maelle, in test: TestOffice
    ) async throws -> (ImportReport, [LineIssue]) {
        try await run(
            TemporaryFile("liste.csv", text), as: kind, dryRun: dryRun, skipInvalid: skipInvalid, by: cast, in: test)
    }

    func run(
        _ file: TemporaryFile, as kind: ImportKind = .association, dryRun: Bool = false, skipInvalid: Bool = false,
        by cast: Cast = .maelle, in test: TestOffice
    ) async throws -> (ImportReport, [LineIssue]) {
        let agent = try await test.agent(cast)
        let report = try await FileImport.run(
            ImportRequest(kind, path: file.path, isDryRun: dryRun, skipInvalid: skipInvalid), in: test.office, by: agent
        )
        let issues = try await test.office.read { try ImportRun.issues(of: ImportRun.ID(report.run), in: $0) }
        let counted = report.created + report.linked + report.unchanged + report.refused + report.setAside
        #expect(report.lines == counted || !report.isDone)
        return (report, issues)
    }

    @Test("An export taken back as it is changes nothing", arguments: [ExportFormat.csv, .xlsx])
    func untouched(format: ExportFormat) async throws {
        try await TestOffice.with { test in
            let id = try await lay(test)
            let version = try await find(id, in: test).version
            let file = try await export(as: format, in: test)
            let path = file.path
            let kind = try await test.office.read { try FileSurvey(path: path, fileName: "liste").kind(in: $0) }
            #expect(kind == .association)
            let (report, issues) = try await run(file, in: test)
            #expect(report.isDone && report.lines == 3 && report.unchanged == 3)
            #expect(issues.isEmpty && report.warnings.isEmpty && report.report == nil)
            #expect(try await find(id, in: test).version == version)
        }
    }

    @Test("A corrected cell replaces the value, with the file as its cause; taken back again it changes nothing")
    func corrected() async throws {
        try await TestOffice.with { test in
            let id = try await lay(test)
            let before = try await find(id, in: test)
            let corrected = try text(try await export(in: test))
                .replacing("02 96 00 00 00", with: "02 96 22 22 22").replacing("Paimpol;22500", with: "Guingamp;22200")
                .replacing(";42;", with: ";57;")
            let (trial, said) = try await run(corrected, dryRun: true, in: test)
            #expect(trial.changed == 1 && trial.linked == 1 && trial.unchanged == 2)
            #expect(said.count { $0.severity == .changed } == 4)
            #expect(try await find(id, in: test).version == before.version)

            let (report, issues) = try await run(corrected, in: test)
            #expect(report.isDone && report.changed == 1 && report.linked == 1 && report.unchanged == 2)
            #expect(report.json.contains("\"changed\":1"))
            #expect(
                issues.contains {
                    $0.column == "Téléphone" && $0.value == "02 96 22 22 22"
                        && $0.reason == "«\u{a0}02 96 00 00 00\u{a0}» remplacé." && $0.severity == .changed
                })
            let after = try await find(id, in: test)
            #expect(after.phone == "02 96 22 22 22" && after.commune == "Guingamp" && after.memberCount == 57)
            #expect(after.email == before.email && after.siret == before.siret && after.version == before.version + 1)
            let steps = try await test.office.read { try AssociationStep.of(id, in: $0) }
            #expect(steps.first?.sentences == ["Fiche modifiée par l’import de «\u{a0}liste.csv\u{a0}»"])

            let (again, nothing) = try await run(corrected, in: test)
            #expect(again.unchanged == 3 && again.changed == 0 && nothing.isEmpty)
        }
    }

    @Test("Who was editing meanwhile gets the conflict, not the file's values overwritten")
    func concurrent() async throws {
        try await TestOffice.with { test in
            let id = try await lay(test)
            let (open, maelle) = (try await find(id, in: test), try await test.agent(.maelle))
            _ = try await run(
                try text(try await export(in: test)).replacing("02 96 00 00 00", with: "02 96 22 22 22"), in: test)
            await #expect(throws: StaleVersion.self) {
                try await test.office.write(as: maelle) {
                    try Association.save(id, version: open.version, open.input, by: maelle, in: $0)
                }
            }
        }
    }

    @Test("A blank cell empties nothing and is told of; « (vide) » empties")
    func blanks() async throws {
        try await TestOffice.with { test in
            let id = try await lay(test)
            let exported = try text(try await export(in: test))
            let (kept, _) = try await run(exported.replacing("02 96 00 00 00", with: ""), in: test)
            #expect(kept.unchanged == 3 && kept.warnings.first?.contains("n’efface rien") == true)
            #expect(try await find(id, in: test).phone == "02 96 00 00 00")
            let (emptied, _) = try await run(exported.replacing("02 96 00 00 00", with: "(vide)"), in: test)
            #expect(emptied.changed == 1)
            #expect(try await find(id, in: test).phone == nil)
        }
    }

    @Test("A wrong value refuses its line by its cell, and the file with it")
    func invalid() async throws {
        try await TestOffice.with { test in
            let id = try await lay(test)
            let wrong = try text(try await export(in: test))
                .replacing("harmonie@exemple.bzh", with: "pas une adresse").replacing("Pontrieux", with: "Paimpol")
            let (report, issues) = try await run(wrong, in: test)
            #expect(!report.isDone && report.refused == 1 && report.changed == 0)
            let refused = try #require(issues.first { $0.severity == .refused })
            #expect(refused.column == "Adresse électronique" && refused.value == "pas une adresse")
            let (skipped, _) = try await run(wrong, skipInvalid: true, in: test)
            #expect(skipped.isDone && skipped.changed == 1 && skipped.refused == 1 && skipped.unchanged == 1)
            #expect(try await find(id, in: test).email == "harmonie@exemple.bzh")
        }
    }

    @Test("An identifier of nobody, one given twice and one of another list are refused")
    func identifiers() async throws {
        try await TestOffice.with { test in
            let id = try await lay(test)
            let head = "Association;Téléphone;Identifiant\n"
            let (unknown, said) = try await run(head + "Harmonie de Paimpol;02 96 20 00 01;999999\n", in: test)
            #expect(unknown.refused == 1 && said.first?.column == "Identifiant")
            let (twice, _) = try await run(
                head + "Harmonie de Paimpol;02 96 20 00 01;\(id)\nHarmonie de Paimpol;02 96 20 00 02;\(id)\n",
                skipInvalid: true, in: test)
            #expect(twice.refused == 1 && twice.changed == 1)
            let (foreign, reasons) = try await run(head + "Vélo du Trégor;02 99 00 00 00;\(id)\n", in: test)
            #expect(foreign.refused == 1)
            #expect(reasons.first?.reason.contains("«\u{a0}Harmonie de Paimpol\u{a0}»") == true)
            #expect(try await find(id, in: test).name == "Harmonie de Paimpol")
        }
    }

    @Test("The identifier of a merged record leads to the one that was kept; a line without one is a new record")
    func merged() async throws {
        try await TestOffice.with { test in
            let kept = try await lay(test)
            let double = try await association(
                ["name": "Harmonie paimpolaise", "phone": "02 96 33 33 33"], in: test)
            let exported = try text(try await export(in: test))
            let maelle = try await test.agent(.maelle)
            try await test.office.write(as: maelle) {
                _ = try Merge.perform(keep: kept, merge: double, by: maelle, in: $0)
            }
            let (report, issues) = try await run(
                exported.replacing("02 96 33 33 33", with: "02 96 44 44 44")
                    + "Danses d’Arvor;;;;Bégard;22140;;02 96 55 55 55;12;;;\n", in: test)
            #expect(report.changed == 1 && report.created == 1 && report.unchanged == 3)
            #expect(issues.contains { $0.reason.contains("a été réunie à") })
            let after = try await find(kept, in: test)
            #expect(after.name == "Harmonie de Paimpol" && after.phone == "02 96 44 44 44")
            let made = try await test.office.read { tx in
                try tx.one("SELECT member_count AS n FROM association WHERE name = 'Danses d’Arvor'")["n"] as Int?
            }
            #expect(made == 12)
        }
    }

    @Test("What a colleague changed since the export stays, and is said")
    func colleague() async throws {
        try await TestOffice.with { test in
            let id = try await lay(test)
            let exported = try text(try await export(in: test))
            let (record, gwenael) = (try await find(id, in: test), try await test.agent(.gwenael))
            var input = record.input
            input["phone"] = "02 96 99 99 99"
            let changed = input
            try await test.office.write(as: gwenael) {
                _ = try Association.save(id, version: record.version, changed, by: gwenael, in: $0)
            }
            let (report, issues) = try await run(exported.replacing(";42;", with: ";57;"), in: test)
            #expect(report.isDone && report.changed == 1)
            let kept = try #require(issues.first { $0.severity == .kept })
            #expect(kept.column == "Téléphone" && kept.reason.contains("Gwenaël Hervé"))
            let after = try await find(id, in: test)
            #expect(after.phone == "02 96 99 99 99" && after.memberCount == 57)
        }
    }

    // MARK: - Grants

    private static let grantColumns = [
        "association", "purpose", "year", "funder_name", "amount", "outcome", "decision_date", "nature", "theme",
        "conditions", "payment_period", "share", "report_received",
    ]

    @Test("Past grants come back: none is doubled, corrected facts are written, the rest is refused with its reason")
    func grants() async throws {
        try await TestOffice.with { test in
            let id = try await PastGrant(notified: nil, share: 4_500).write(test)
            try await PastGrant(association: "Radio Kreiz", purpose: "Antenne", amount: .zero, nature: .inKind).write(
                test)
            for format in [ExportFormat.csv, .xlsx] {
                let file = try await export(Grant.listing, Self.grantColumns, as: format, in: test)
                let path = file.path
                let kind = try await test.office.read { try FileSurvey(path: path, fileName: "x").kind(in: $0) }
                #expect(kind == .grant)
                let (same, issues) = try await run(file, as: .grant, in: test)
                #expect(same.lines == 2 && same.unchanged == 2 && issues.isEmpty)
                #expect(same.amountCents == 350_000)
            }
            let exported = try text(try await export(Grant.listing, Self.grantColumns, in: test))
            let (report, _) = try await run(
                exported.replacing(";3500,00;", with: ";3650,50;").replacing("Antenne", with: "Antenne FM")
                    .replacing("2025-05-02", with: "2025-06-01/2025-07-01"), as: .grant, in: test)
            #expect(report.changed == 2 && report.isDone)
            let maelle = try await test.agent(.maelle)
            let after = try await test.office.read { try Grant.find(id, for: maelle, in: $0) }
            #expect(after.amount == Money(cents: 365_050) && after.share == 4_500 && after.notifiedToUnion == nil)
            #expect(after.paymentPeriod == "2025-06-01/2025-07-01")
            let counts = try await test.office.read { tx in
                try tx.one("SELECT count(*) AS n, count(*) FILTER (WHERE refused) AS refused FROM grant_record")
            }
            #expect(try counts["n"] == 2 && (try counts["refused"]) == 0)
            let (refused, issues) = try await run(
                exported.replacing("Guingamp-Paimpol Agglomération", with: "Autre"), as: .grant, in: test)
            #expect(!refused.isDone && refused.refused == 2)
            #expect(issues.allSatisfy { $0.column == "Financeur" && $0.reason.contains("ne se corrige pas") })
        }
    }

    @Test("A grant decided in Kevre changes by a decision, not by a file")
    func decided() async throws {
        try await TestOffice.with { test in
            let scene = try await DecisionScene.lay(test)
            let file = try await scene.propose(
                "Harmonie de Paimpol", asked: Money(euros: 900), proposed: Money(euros: 800))
            let session = try await scene.session([file])
            let line = try #require(try await scene.lines(session).first)
            try await scene.decide(line.id, .granted(amount: Money(euros: 800)))
            _ = try await scene.close(session, deliberation: "DEL-2026-1")
            let exported = try text(try await export(Grant.listing, ["association", "amount", "theme"], in: test))
            let amended = exported.replacing(";800,00;", with: ";950,00;")
            #expect(amended != exported)
            let (report, issues) = try await run(amended, as: .grant, in: test)
            #expect(report.refused == 1 && issues.first?.reason.contains("décidée dans Kevre") == true)
        }
    }

    @Test("The export of files is refused by its name, as is that of another list than the one it is imported into")
    func otherLists() async throws {
        try await TestOffice.with { test in
            _ = try await lay(test)
            for format in [ExportFormat.csv, .xlsx] {
                let files = try await export(
                    Application.listing, ["association", "title", "reference", "asked", "proposed"], as: format,
                    in: test)
                for kind in [ImportKind.association, .grant] {
                    await #expect(throws: ImportRefusal.otherExport("Dossiers")) {
                        try await run(files, as: kind, in: test)
                    }
                }
                let list = try await export(as: format, in: test)
                await #expect(throws: ImportRefusal.otherExport("Associations")) {
                    try await run(list, as: .grant, in: test)
                }
            }
        }
    }
}
