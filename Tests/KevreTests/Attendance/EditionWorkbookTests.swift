import Foundation
import Kevre
import PostgreSQL
import Spreadsheet
import TestSupport
import Testing

@Suite("The workbook of an edition") struct EditionWorkbookTests {
    @Test("has one sheet a list, and openpyxl finds its charts", .enabled(if: python != nil, "no Python with openpyxl"))
    func sheets() async throws {
        try await TestOffice.with { test in
            let scene = try await ProgrammeScene.lay(test)
            let session = try await scene.add(
                "Comptes", "10:00", "11:00", room: scene.room, speakers: "Ann, trésorière")
            let person = try await scene.register("Yann", session)
            _ = try await scene.register("Maëlle", session)
            // Who came came on the day.
            try await scene.start(in: 0)
            _ = try await scene.enter(person.code)
            try await scene.office.write(as: scene.officer) { tx in
                try tx.execute(
                    """
                    INSERT INTO edition_budget_line (edition_id, side, label, planned_cents, actual_cents)
                    VALUES (\(scene.edition.id), 'expense', 'Salle', 100000, 90000)
                    """)
                let association: Int = try tx.one("INSERT INTO association (name) VALUES ('Bagad') RETURNING id")["id"]
                let type: Int = try tx.one(
                    "INSERT INTO stand_type (edition_id, name, quota) VALUES (\(scene.edition.id), 'Stand', 9) RETURNING id"
                )["id"]
                try tx.execute("SELECT set_config('kevre.event', 'submit', true)")
                try tx.execute(
                    """
                    INSERT INTO registration (edition_id, stand_type_id, association_id, state, code, tables, watts, sockets)
                    VALUES (\(scene.edition.id), \(type), \(association), 'registered', 'ABCDEFGH', 2, 500, 1)
                    """)
            }
            try await TemporaryFolder.with { folder in
                let file = folder.appending(path: "rencontres.xlsx")
                try await scene.office.writeWorkbook(of: scene.edition, for: scene.officer, to: file)
                let said = try Self.ask(
                    """
                    import openpyxl, sys
                    w = openpyxl.load_workbook(sys.argv[1])
                    for s in w.worksheets: print(s.title, s.max_row, len(s._charts))
                    p = w['Programme']
                    print([c.value for c in p[2]][0], p['H2'].value, p['J2'].value, p['K2'].value)
                    print(w['Budget']['C2'].value, w['Inscriptions']['A2'].value, w['Participants'].max_row)
                    """, file.path)
                #expect(
                    said == """
                        Inscriptions 3 0
                        Stands 3 1
                        Emplacements 1 0
                        Circuits 1 0
                        Logistique 3 1
                        Programme 3 1
                        Participants 4 0
                        Inscrits par rendez-vous 3 0
                        Présences 3 1
                        Tâches 1 0
                        Budget 2 1
                        D’une année à l’autre 2 2
                        Comptes 2 1 1
                        1000 Bagad 4

                        """)
            }
        }
    }

    static var python: String? {
        if let given = ProcessInfo.processInfo.environment["KEVRE_PYTHON"] { return given }
        let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../..").standardized.path
        let own = root + "/var/python/bin/python"
        return FileManager.default.isExecutableFile(atPath: own) ? own : nil
    }

    /// What a script prints.
    private static func ask(_ script: String, _ argument: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(python))
        process.arguments = ["-c", script, argument]
        process.environment = ["PYTHONIOENCODING": "utf-8"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: said, as: UTF8.self)
    }
}
