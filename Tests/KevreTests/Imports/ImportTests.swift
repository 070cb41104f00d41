import Foundation
import Kevre
import PostgreSQL
import Spreadsheet
import TestSupport
import Testing

@Suite struct ImportTests {
    private func run(
        _ kind: ImportKind, _ text: String, name: String = "fichier.csv", map: [String] = [],
        dryRun: Bool = false,
        skipInvalid: Bool = false, in office: TestOffice
    ) async throws -> ImportReport {
        let file = try TemporaryFile(name, text)
        let report = try await FileImport.run(
            ImportRequest(kind, path: file.path, map: map, isDryRun: dryRun, skipInvalid: skipInvalid),
            in: office.office, by: try await office.agent(.maelle))
        #expect(
            report.lines == report.created + report.linked + report.unchanged + report.refused
                + report.setAside
                || !report.isDone)
        return report
    }

    private func count(_ table: String, in office: TestOffice) async throws -> Int {
        try await office.office.read { try $0.one("SELECT count(*) AS n FROM \(identifier: table)")["n"] }
    }

    static let associations = """
        RNA;SIRET;Nom;Code postal;Ville;Thème
        W222001234;38047555800058;Ar Vro;22200;Guingamp;Sport
        W222001235;;Les Amis du Trieux;22200;Guingamp;Culture
        ;;Comité des fêtes;22500;Paimpol;Animation
        ;;Comité des fêtes;22140;Bégard;Animation

        """

    @Test("Associations go in once, whatever the number of times their file is imported")
    func twice() async throws {
        try await TestOffice.with { office in
            let first = try await run(.association, Self.associations, in: office)
            #expect(first.isDone && first.lines == 4 && first.created == 4 && first.refused == 0)
            let second = try await run(.association, Self.associations, in: office)
            #expect(second.unchanged == 4 && second.created == 0 && second.linked == 0)
            #expect(try await count("association", in: office) == 4)
            let name = try await office.office.read { tx in
                try Association.find(identifier: "380475558", in: tx)?.commune
            }
            #expect(name == "Guingamp")
        }
    }

    @Test("Short themes are those of the authority’s list, of associations and of grants, and what was read is said")
    func shortThemes() async throws {
        try await TestOffice.with { office in
            let lists = "Nom;Ville;Thème\nClub;Paimpol;Cult.\nAmicale;Pabu;Jeun.\nRadio;Bégard;Voile\n"
            let associations = try await run(.association, lists, in: office)
            #expect(associations.created == 3)
            let grants =
                "annee;beneficiaire;montant;thème\n2020;Club;10;Cult.\n2020;Amicale;5;Jeunesse\n2020;Radio;2;Voile\n"
            let report = try await run(.grant, grants, in: office)
            #expect(report.warnings.contains { $0.contains("«\u{a0}Cult.\u{a0}» → «\u{a0}Culture\u{a0}»") })
            let rows = try await office.office.read { tx in
                try tx.query(
                    """
                    SELECT a.name, theme.code, g.theme FROM grant_record g JOIN association a ON a.id = g.association_id
                      LEFT JOIN theme ON theme.id = a.theme_id ORDER BY g.amount_cents DESC
                    """
                ).map { (try $0["code"] as String?, try $0["theme"] as String?) }
            }
            #expect(rows.map(\.0) == ["culture", "jeunesse", nil])
            #expect(rows.map(\.1) == ["Culture", "Enfance et jeunesse", "Voile"])
            // The same file again brings nothing.
            #expect(try await run(.grant, grants, in: office).unchanged == 3)
        }
    }

    @Test("What cannot follow a file that went in is said with it: what it recorded stays, and is said to be done")
    func afterwards() async throws {
        try await TestOffice.with { office in
            // Where the workbook to read again would go, something else stands.
            let documents = office.office.documents
            try FileManager.default.createDirectory(at: documents, withIntermediateDirectories: true)
            try Data().write(to: documents.appending(path: "imports"))
            let report = try await run(
                .grant, "Année;Association;SIRET;Montant\n2024;Ar Vro;12;10\n", skipInvalid: true, in: office)
            #expect(report.isDone && report.report == nil)
            #expect(report.warnings.contains { $0.hasPrefix("L’import est fait, mais le classeur à relire manque.") })
            let noted = try await office.office.read { try ImportRun.recent(in: $0) }
            #expect(noted.map(\.state) == [.done])
            #expect(noted.first?.report?.warnings == report.warnings)
        }
    }

    @Test("A run that was killed is said to be interrupted; one at work is left alone")
    func interrupted() async throws {
        try await TestOffice.with { office in
            let living = try await office.office.write(as: .system) { tx -> ImportRun.ID in
                for name in ["tué.csv", "vivant.csv"] {
                    try tx.execute(
                        """
                        INSERT INTO import_run (kind, file_name, file_sha256, agent_name, started_at)
                        VALUES ('grant', \(name), '', 'Maëlle', moment() - interval '1 hour')
                        """)
                }
                return try tx.one("SELECT max(id) AS id FROM import_run")["id"]
            }
            // The living one holds its lock, as the transaction of an import does.
            let (locked, tell) = AsyncStream.makeStream(of: Void.self)
            let release = DispatchSemaphore(value: 0)
            async let work: Void = office.office.database.transaction { tx in
                try tx.execute(
                    """
                    SELECT pg_advisory_xact_lock(hashtext('kevre import run ' || current_schema()), \(living)::integer)
                    """)
                tell.yield()
                release.wait()
            }
            for await _ in locked { break }
            // To show the runs nothing is written, and the killed one is shown as it is.
            let shown = try await office.office.read { tx in
                (
                    try ImportRun.recent(in: tx),
                    try tx.one("SELECT count(*) AS n FROM import_run WHERE finished_at IS NULL")["n"] as Int
                )
            }
            #expect(shown.0.map(\.state) == [.running, .failed])
            #expect(shown.0.last?.message?.contains("rien n’a été importé") == true)
            #expect(shown.1 == 2)
            let ended = try await office.office.write(as: .system) { try ImportRun.noteInterrupted(in: $0) }
            let runs = try await office.office.read { try ImportRun.recent(in: $0) }
            release.signal()
            try await work
            #expect(ended == 1)
            #expect(runs.map(\.state) == [.running, .failed])
            #expect(runs.last?.message?.hasPrefix("Interrompu avant la fin") == true)
        }
    }

    @Test("Everybody sees how many lines of a running import are read")
    func progress() async throws {
        try await TestOffice.with { office in
            let maelle = try await office.agent(.maelle)
            let lines = (1...6_000).map { "Association n° \($0);22200;Guingamp\n" }.joined()
            let file = try TemporaryFile("longue.csv", "Nom;Code postal;Ville\n" + lines)
            let (halfway, tell) = AsyncStream.makeStream(of: Void.self)
            let release = DispatchSemaphore(value: 0)
            async let report = FileImport.run(
                ImportRequest(.association, path: file.path), in: office.office, by: maelle
            ) { share in
                guard share > 0.3, share < 0.7 else { return }
                tell.yield()
                release.wait()
            }
            for await _ in halfway { break }
            // The note is written on a connection of its own, soon.
            var seen = 0
            while seen == 0 {
                seen = try await office.office.read { try ImportRun.recent(in: $0).first?.linesDone ?? 0 }
            }
            #expect((500..<6_000).contains(seen))
            for _ in 1...20 { release.signal() }
            #expect(try await report.isDone)
            let run = try await office.office.read { try #require(ImportRun.recent(in: $0).first) }
            #expect(run.state == .done && run.linesDone == 6_000)
        }
    }

    @Test("A dry run says what would happen and changes nothing")
    func dryRun() async throws {
        try await TestOffice.with { office in
            let report = try await run(.association, Self.associations, dryRun: true, in: office)
            #expect(report.created == 4 && report.isDryRun)
            #expect(try await count("association", in: office) == 0)
            #expect(try await count("import_run", in: office) == 1)
            #expect(try await count("import_mapping", in: office) == 0)
        }
    }

    @Test("One refused line keeps the whole file out, unless the good lines are asked for")
    func refused() async throws {
        let text = Self.associations + "W222009998;;;22200;Guingamp;\n"
        try await TestOffice.with { office in
            let all = try await run(.association, text, in: office)
            #expect(!all.isDone && all.refused == 1 && all.lines == 5 && all.created == 0)
            #expect(try await count("association", in: office) == 0)
            let path = try #require(all.report)
            let workbook = try TableSource.open(path: path)
            #expect(workbook.sheets.map(\.name) == ["Lignes refusées", "À relire", "Kevre"])
            #expect(workbook.sheets.map(\.isHidden) == [false, false, true])
            var cells: [String] = []
            try workbook.rows(sheet: 0) { row in
                cells.append(row.cells.map(\.text).joined(separator: "|"))
                return true
            }
            #expect(cells.count == 2)
            #expect(cells[1].hasPrefix("W222009998|||22200|Guingamp||"))

            let good = try await run(.association, text, skipInvalid: true, in: office)
            #expect(good.isDone && good.created == 4 && good.refused == 1)
            // Corrected in the workbook's shape, the line goes in alone.
            let corrected =
                "RNA;SIRET;Nom;Code postal;Ville;Thème;Erreurs\nW222009999;;Faux numéro;22200;Guingamp;;vu\n"
            #expect(try await run(.association, corrected, in: office).created == 1)
            let history = try await office.office.read { try ImportRun.recent(in: $0) }
            #expect(history.map(\.state) == [.done, .done, .refused])
        }
    }

    @Test("A body is found by its RNA number, else its SIREN, else its name; what it lacks is filled")
    func matching() async throws {
        try await TestOffice.with { office in
            _ = try await run(.association, Self.associations, in: office)
            let report = try await run(
                .association,
                """
                RNA;SIREN;Nom;Code postal;Ville;E-mail
                W222001235;552100554;AMIS DU TRIEUX;22200;Guingamp;amis@exemple.bzh
                ;380475558;Association Ar Vro;;;
                ;;ASSOC. "LES AMIS DU TRIEUX";22200;GUINGAMP;
                ;;Comité des fêtes;22500;Paimpol;
                ;;Comité des fêtes;;;
                """, in: office)
            #expect(report.created == 1)
            #expect(report.linked == 2)
            #expect(report.unchanged == 2)
            #expect(try await count("association", in: office) == 5)
            let filled = try await office.office.read {
                try Association.find(identifier: "W222001235", in: $0)
            }
            #expect(filled?.siren == "552100554")
            #expect(filled?.email == "amis@exemple.bzh")
            #expect(filled?.name == "Les Amis du Trieux")
        }
    }

    @Test("Two SIREN for one RNA number, or the reverse, is a doubt noted once for an officer to settle")
    func conflicts() async throws {
        try await TestOffice.with { office in
            _ = try await run(.association, Self.associations, in: office)
            let text = "RNA;SIREN;Nom\nW222001234;552100554;Ar Vro\nW222001235;380475558;Les Amis du Trieux\n"
            #expect(try await run(.association, text, in: office).conflicts == 2)
            #expect(try await run(.association, text, in: office).conflicts == 0)
            #expect(try await count("association", in: office) == 4)
            let kinds = try await office.office.read { tx in
                try tx.query(
                    "SELECT kind, value, other_association_id IS NOT NULL AS other FROM identity_conflict ORDER BY id"
                )
                .map { "\(try $0["kind"] as String) \(try $0["value"] as String) \(try $0["other"] as Bool)" }
            }
            #expect(kinds == ["siren 552100554 false", "siren 380475558 true"])
        }
    }

    @Test("A file that names no funder says so, unless it is said for the whole file")
    func unsaidFunder() async throws {
        try await TestOffice.with { office in
            func run(_ line: String, _ funder: ImportFunder?) async throws -> ImportReport {
                let file = try TemporaryFile("fichier.csv", "annee;beneficiaire;montant\n\(line)\n")
                return try await FileImport.run(
                    ImportRequest(.grant, path: file.path, funder: funder), in: office.office,
                    by: try await office.agent(.maelle))
            }
            let silent = try await run("2020;A;10", nil)
            #expect(silent.warnings.contains { $0.contains("par la collectivité elle-même") })
            #expect(try await run("2020;B;20", .own).warnings.isEmpty)
            #expect(try await run("2020;C;30", .named("Ville de Lannion")).warnings.isEmpty)
            // Said once, it is not taken for granted of the next file.
            #expect(try await run("2020;D;40", nil).warnings.count == 1)
            let rows = try await office.office.read { tx in
                try tx.query("SELECT own, funder_name, amount_cents FROM grant_record ORDER BY amount_cents").map {
                    "\(try $0["own"] as Bool) \(try $0["amount_cents"] as Int)"
                }
            }
            #expect(rows == ["true 1000", "true 2000", "false 3000", "true 4000"])
            let other = try await office.office.read { tx -> String in
                try tx.one("SELECT funder_name FROM grant_record WHERE NOT own")["funder_name"]
            }
            #expect(other == "Ville de Lannion")
        }
    }

    @Test("Likely duplicates are found right after a great import, nothing being known of the table yet")
    func duplicatesByIndex() async throws {
        try await TestOffice.with { office in
            let lines = (1...3_000).map { "Club de quilles n° \($0) de Kerlouan;Paimpol" }
            _ = try await run(.association, "Nom;Ville\n" + lines.joined(separator: "\n"), in: office)
            let text = """
                annee;beneficiaire;montant
                2020;Amicale laïque de Ploubazlanec;1
                2020;Amicale laïc de Ploubazlanec;2

                """
            let report = try await run(.grant, text, in: office)
            #expect(report.duplicates == 1)
        }
    }

    static let grants = """
        nomAttribuant;idAttribuant;dateConvention;nomBeneficiaire;idBeneficiaire;objet;montant;nature
        Guingamp-Paimpol Agglomération;20006798100012;2024-03-12;AR VRO;38047555800058;Festival;1000;aide en numéraire
        Guingamp-Paimpol Agglomération;20006798100012;2024-03-12;AR VRO;38047555800058;Festival;1000;aide en numéraire
        Région Bretagne;23350001600040;2024-05-01;Ar Vro;38047555800058;Création;2500.50;aide en numéraire
        Guingamp-Paimpol Agglomération;20006798100012;2024-03-12;Nouvelle;;Achat;0;aide en numéraire

        """

    @Test(
        "Grants are attached to their association, other funders’ are kept apart, equal lines are two grants")
    func grants() async throws {
        try await TestOffice.with { office in
            _ = try await run(.association, Self.associations, in: office)
            let first = try await run(.grant, Self.grants, in: office)
            #expect(first.lines == 4 && first.created == 1 && first.linked == 3)
            #expect(first.amountCents == 4_500_50)
            let second = try await run(.grant, Self.grants, in: office)
            #expect(second.unchanged == 4 && second.created == 0)
            #expect(second.amountCents == 4_500_50)
            let rows = try await office.office.read { tx in
                try tx.query(
                    "SELECT own, sum(amount_cents)::bigint AS sum, count(*) AS n, bool_or(refused) AS refused FROM grant_record GROUP BY own ORDER BY own"
                ).map {
                    "\(try $0["own"] as Bool) \(try $0["sum"] as Int) \(try $0["n"] as Int) \(try $0["refused"] as Bool)"
                }
            }
            #expect(rows == ["false 250050 1 false", "true 200000 3 true"])
            #expect(try await count("association", in: office) == 5)
        }
    }

    @Test("A record renamed or merged since is found again by the lines it had")
    func renamed() async throws {
        try await TestOffice.with { office in
            let text = "année;association;montant\n2020;Ancien nom;10\n"
            _ = try await run(.grant, text, in: office)
            try await office.office.write(as: .system) { tx in
                try tx.execute("UPDATE association SET name = 'Tout autre nom'")
            }
            let again = try await run(.grant, text + "2021;Ancien nom;20\n", in: office)
            #expect(again.unchanged == 1 && again.linked == 1 && again.created == 0)
            #expect(try await count("association", in: office) == 1)
        }
    }

    @Test("A body known by its SIREN alone gets its name from the first file that gives it")
    func nameless() async throws {
        try await TestOffice.with { office in
            _ = try await run(.grant, "siren;year;amount_eur\n380475558;2018;10\n", in: office)
            let report = try await run(
                .grant, "siren;nom;year;amount_eur\n380475558;Ar Vro;2019;20\n", in: office)
            #expect(report.linked == 1)
            let name = try await office.office.read {
                try Association.find(identifier: "380475558", in: $0)?.name
            }
            #expect(name == "Ar Vro")
            // What says nothing of its beneficiary is kept together, in one place.
            let unknown = try await run(
                .grant, "nom;siren;year;amount_eur\n;;2019;20\n;;2018;30\nX;;2019;1\n", in: office)
            #expect(unknown.created == 2 && unknown.linked == 1)
        }
    }

    @Test("A mapping is remembered for the next file with the same header")
    func remembered() async throws {
        try await TestOffice.with { office in
            let text = "Qui;Combien;Quand\nAr Vro;12;2024\n"
            await #expect(throws: ImportRefusal.self) { try await run(.grant, text, in: office) }
            _ = try await run(
                .grant, text, map: ["Qui=beneficiary_name", "Combien=amount", "Quand=year"], in: office)
            let next = try await run(.grant, "Qui;Combien;Quand\nAr Vro;13;2025\n", in: office)
            #expect(next.isDone && next.linked == 1)
            let states = try await office.office.read { try ImportRun.recent(in: $0).map(\.state) }
            #expect(states == [.done, .done, .failed])
        }
    }

    @Test("The year said of one file is not said of the next of the same form: its name gives it, or it is asked")
    func yearOfOneFile() async throws {
        try await TestOffice.with { office in
            let first = "Association;Objet;Montant voté\nClub;Régate;4 200,00 €\nFoyer;Fonctionnement;1 500,00 €\n"
            let second = "Association;Objet;Montant voté\nClub;Régate;4 500,00 €\nFoyer;Fonctionnement;1 500,00 €\n"
            _ = try await run(.grant, first, name: "versements.csv", map: ["=2023=year"], in: office)
            let next = try await run(.grant, second, name: "subventions-2024.csv", in: office)
            #expect(next.isDone && next.warnings.contains { $0.hasPrefix("Exercice 2024 pour 2\u{a0}lignes, d’après") })
            let unsaid = try await run(.grant, second, name: "versements.csv", in: office)
            #expect(!unsaid.isDone && unsaid.refused == 2)
            #expect(unsaid.warnings.contains { $0.contains("2023") && $0.contains("ne vaut pas pour") })
            let sums = try await office.office.read { tx in
                try tx.query(
                    "SELECT year, sum(amount_cents)::bigint AS sum FROM grant_record GROUP BY year ORDER BY year"
                )
                .map { "\(try $0["year"] as Int) \(try $0["sum"] as Int)" }
            }
            #expect(sums == ["2023 570000", "2024 600000"])
        }
    }

    @Test("Another funder said of one file, or named above the table, is asked of the next, never taken as one’s own")
    func funderOfOneFile() async throws {
        try await TestOffice.with { office in
            let text = "annee;beneficiaire;montant\n2020;A;10\n"
            _ = try await run(.grant, text, map: ["=Ville de Lannion=funder_name"], in: office)
            await #expect(throws: ImportRefusal.self) {
                try await run(.grant, text.replacing("2020", with: "2021"), in: office)
            }
            let titled = "Subventions du Département du Finistère;;\n;;\nassociation;annee;montant\nB;2020;20\n"
            await #expect(throws: ImportRefusal.self) { try await run(.grant, titled, in: office) }
            let trial = try await run(.grant, titled, dryRun: true, in: office)
            #expect(trial.warnings.contains { $0.contains("--funder \"Département du Finistère\"") })
            #expect(try await count("grant_record", in: office) == 1)
        }
    }

    @Test("A likely duplicate is proposed, with its reasons")
    func duplicates() async throws {
        try await TestOffice.with { office in
            _ = try await run(.association, Self.associations, in: office)
            let report = try await run(
                .association, "Nom;Code postal;Ville\nLes Amis du Trieu;22200;Guingamp\n", in: office)
            #expect(report.created == 1 && report.duplicates == 1)
        }
    }

    @Test("Who may not import is turned away before anything is written")
    func rights() async throws {
        try await TestOffice.with { office in
            let file = try TemporaryFile("a.csv", Self.associations)
            let nolwenn = try await office.agent(.nolwenn)
            await #expect(throws: AccessRefusal.missingRight(.importFiles)) {
                try await FileImport.run(
                    ImportRequest(.association, path: file.path), in: office.office, by: nolwenn)
            }
            #expect(try await count("import_run", in: office) == 0)
        }
    }

    @Test("The key of names is the same in Swift and in SQL")
    func nameKeys() async throws {
        let names =
            [
                "Association « Les Amis du Gouët » (loi 1901)", "ASS. AMIS DU GOUET", "A.S. Guingamp",
                "L.A.S.", "La", "",
                "Comité des fêtes de Saint-Agathon", "Sainte Thérèse & Cie", "L'AQUILONE", "asso loi de 1901",
                "L A", "D’un a l’autre",
                "Œuvre de l'Île d'Yeu n°2", "Ar Vro's 1er \u{FFFD} test", "e\u{301}te\u{301} ʼ ß Ĳ × ÷ ŉ ſ",
                "association ass assoc",
                "des de la le x", "SAINTS PERES saintexupery", "A 1 B C 2", "  loi   1901  loi 1901 ",
                "中文 ab", "l l l'eau", "d'd eau",
                "CLUB ASS'MAT", "Ö Ü Ä Å Ø", "A.B.C. des L.M.N. du x", "les l’x",
                "loi du 1er juillet 1901 asso des x",
            ] + AssociationNameCorpus.random(3_000)
        try await TestOffice.with { office in
            let keys = try await office.office.read { tx in
                try tx.query(
                    "SELECT normalize_name(name) AS key FROM unnest(\(names)::text[]) WITH ORDINALITY AS t(name, n) ORDER BY n"
                )
                .map { try $0["key"] as String }
            }
            for (name, key) in zip(names, keys) {
                try #require(AssociationName.normalized(name) == key, "\(name)")
            }
        }
    }
}

/// Invented names full of traps.
enum AssociationNameCorpus {
    static func random(_ count: Int) -> [String] {
        let pieces = [
            "association", "Assoc.", "ASSO", "ass", "loi 1901", "loi", "1901", "de", "la", "l'", "L’", "d'",
            "les", "Saint", "Sainte-",
            "saint", "A.", "B", "c", "é", "Œ", "&", "(", ")", "-", "fêtes", "Comité", "du", "1er", "juillet",
            "x", "7", "œuf", "É", "ÿ", " ",
        ]
        return (0..<count).map { _ in
            (0..<Int.random(in: 1...8)).map { _ in
                (pieces.randomElement() ?? "") + (Bool.random() ? " " : "")
            }.joined()
        }
    }
}
