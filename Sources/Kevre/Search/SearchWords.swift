import PostgreSQL

/// What was typed, in the forms in which each kind of thing is compared, and the statements that compare it.
struct SearchWords {
    /// Words of a name, comparable with `name_key`.
    private let nameWords: [String]
    private let nameKey: String
    /// Words in lower case without accents, comparable with `fold(…)`.
    private let plainWords: [String]
    private let plain: String
    /// The text without blanks, in capitals: numbers and references.
    private let compact: String

    init(_ text: String) {
        // A box for words, not for pages: the rest is left out.
        let text = String(text.trimmed.prefix(120))
        nameKey = AssociationName.normalized(text)
        nameWords = nameKey.split(separator: " ").prefix(8).map(String.init)
        plain = FrenchText.folded(text)
        plainWords = plain.split(separator: " ").prefix(8).map(String.init)
        compact = text.withoutSpaces.uppercased()
    }

    var isEmpty: Bool { compact.count < 2 || (plain.isEmpty && nameKey.isEmpty) }
    var hasLetters: Bool { compact.contains { $0.isLetter } }

    /// Digits of a SIREN (9) or SIRET (14).
    private var number: String? {
        let digits = compact.filter { $0 != "." && $0 != "-" }
        guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), [9, 14].contains(digits.count) else {
            return nil
        }
        return digits
    }

    private var rna: String? { compact.count == 10 && compact.first == "W" ? compact : nil }

    func associations(_ limit: Int) -> SQL {
        let condition: SQL
        if let number {
            condition = "a.siren = \(String(number.prefix(9)))"
        } else if let rna {
            condition = "a.rna = \(rna)"
        } else {
            let words = SQL.joined(
                nameWords.map { "a.name_key LIKE \(like($0))" as SQL }, separator: " AND ")
            condition =
                nameWords.isEmpty
                ? "fold(a.short_name) LIKE \(like(plain))"
                : "((\(words)) OR fold(a.short_name) LIKE \(like(plain)))"
        }
        return """
            SELECT \(Self.association)
              FROM (SELECT * FROM association a
                     WHERE a.in_register AND \(condition) LIMIT 300) a
              LEFT JOIN shared.commune c ON c.code = a.commune_code
             ORDER BY a.name_key LIKE \(escaped(nameKey) + "%") DESC, length(a.name), a.name LIMIT \(limit)
            """
    }

    /// nil for numbers, which are right or wrong.
    func associationsAlike(_ limit: Int) -> SQL? {
        guard hasLetters, rna == nil, nameKey.count >= 3 else { return nil }
        let words = Self.alike(nameWords, "a.name_key")
        return """
            SELECT \(Self.association)
              FROM association a
              LEFT JOIN shared.commune c ON c.code = a.commune_code
             WHERE a.in_register AND \(words)
             ORDER BY \(nameKey)::text <<-> a.name_key, length(a.name) LIMIT \(limit)
            """
    }

    private static let association: SQL = """
        a.name AS title, '/associations/' || a.id AS address,
        concat_ws(' · ', coalesce(c.name, a.locality), coalesce(a.siret, a.siren, a.rna)) AS detail
        """

    /// - Parameter reach: which files `p` the agent may see. It narrows before the limit: one that came after it
    ///   would leave nothing to who serves one service among many.
    func applications(_ limit: Int, _ reach: SQL) -> SQL {
        var choices: [SQL] = []
        if compact.contains(where: \.isNumber), compact.count >= 3, number == nil {
            choices.append("p.reference LIKE \(like(compact))")
        }
        if hasLetters, !plainWords.isEmpty {
            let title = plainWords.map { "fold(p.title) LIKE \(like($0))" as SQL }
            choices.append("(\(SQL.joined(title, separator: " AND ")))")
        }
        let condition: SQL = choices.isEmpty ? "false" : SQL.joined(choices, separator: " OR ")
        return """
            SELECT \(Self.application)
              FROM (SELECT * FROM application p WHERE (\(condition)) AND \(reach) LIMIT 300) p
              \(Self.applicationJoins)
             ORDER BY (p.reference = \(compact)) IS TRUE DESC, p.id DESC LIMIT \(limit)
            """
    }

    func applicationsAlike(_ limit: Int, _ reach: SQL) -> SQL? {
        guard hasLetters, plain.count >= 4 else { return nil }
        return """
            SELECT \(Self.application)
              FROM (SELECT * FROM application p
                     WHERE \(Self.alike(plainWords, "fold(p.title)")) AND \(reach) LIMIT 300) p
              \(Self.applicationJoins)
             ORDER BY \(plain)::text <<-> fold(p.title), p.id DESC LIMIT \(limit)
            """
    }

    private static let application: SQL = """
        coalesce(nullif(p.title, ''), 'Brouillon') AS title,
        '/dossiers/' || coalesce(p.reference, p.id::text) AS address,
        concat_ws(' · ', p.reference, a.name, k.name) AS detail
        """
    private static let applicationJoins: SQL = """
        JOIN association a ON a.id = p.association_id
        JOIN campaign k ON k.id = p.campaign_id
        """

    func campaigns(_ limit: Int, _ reach: SQL) -> SQL {
        let words = plainWords.map { "fold(k.name || ' ' || s.name) LIKE \(like($0))" as SQL }
        return """
            SELECT k.name AS title, '/campagnes/' || k.id AS address, s.name AS detail
              FROM campaign k JOIN scheme s ON s.id = k.scheme_id
             WHERE \(SQL.joined(words.isEmpty ? ["false"] : words, separator: " AND ")) AND \(reach)
             ORDER BY k.year DESC, k.name LIMIT \(limit)
            """
    }

    func projects(_ limit: Int) -> SQL {
        let words = plainWords.map { "fold(p.title) LIKE \(like($0))" as SQL }
        return """
            SELECT p.title, '/financements/projets/' || p.id AS address, a.name AS detail
              FROM project p JOIN association a ON a.id = p.association_id
             WHERE \(SQL.joined(words.isEmpty ? ["false"] : words, separator: " AND "))
             ORDER BY p.id DESC LIMIT \(limit)
            """
    }

    func aids(_ limit: Int) -> SQL {
        let words = plainWords.map { "fold(a.name) LIKE \(like($0))" as SQL }
        return """
            SELECT a.name AS title, f.name AS detail, '/financements/aides/' || a.id AS address
              FROM aid a JOIN funder f ON f.id = a.funder_id
             WHERE a.closed_on IS NULL AND \(SQL.joined(words.isEmpty ? ["false"] : words, separator: " AND "))
             ORDER BY fold(a.name), a.id LIMIT \(limit)
            """
    }

    /// Funders of the catalogue, by any of their names.
    func followedFunders(_ limit: Int) -> SQL {
        let words = plainWords.map {
            """
            (fold(f.name) LIKE \(like($0)) OR EXISTS (SELECT FROM funder_alias l
                WHERE l.funder_id = f.id AND fold(l.name) LIKE \(like($0))))
            """ as SQL
        }
        return """
            SELECT f.name AS title, (SELECT count(*) FROM aid a WHERE a.funder_id = f.id AND a.closed_on IS NULL)
                   || ' aides suivies' AS detail, '/financements/financeurs/' || f.id AS address
              FROM funder f WHERE \(SQL.joined(words.isEmpty ? ["false"] : words, separator: " AND "))
             ORDER BY fold(f.name) LIMIT \(limit)
            """
    }

    func funders(_ limit: Int) -> SQL {
        let words = plainWords.map { "fold(g.funder_name) LIKE \(like($0))" as SQL }
        return """
            SELECT g.funder_name AS title, count(*) || ' subventions connues' AS detail,
                   '/subventions?origin=other&funder=' AS address
              FROM (SELECT funder_name FROM grant_record g
                     WHERE NOT g.own AND \(SQL.joined(words.isEmpty ? ["false"] : words, separator: " AND "))
                     LIMIT 5000) g
             GROUP BY g.funder_name ORDER BY count(*) DESC LIMIT \(limit)
            """
    }

    /// Editions by name, year or place, and registrations by the code at the door.
    func editions(_ limit: Int) -> SQL {
        let words = plainWords.map {
            "fold(e.name || ' ' || e.year || ' ' || e.place) LIKE \(like($0))" as SQL
        }
        let codes = [ParticipantCode(compact)?.text ?? ""] + plainWords.compactMap { ParticipantCode($0)?.text }
        return """
            (SELECT e.name || ' ' || e.year AS title, '/rencontres/' || e.year AS address, e.place AS detail
               FROM edition e WHERE \(SQL.joined(words.isEmpty ? ["false"] : words, separator: " AND "))
              ORDER BY e.year DESC LIMIT \(limit))
            UNION ALL
            (SELECT a.name, '/rencontres/' || e.year || '/inscriptions/' || r.id, 'inscription ' || e.year || ' · '
                    || overlay(translate(r.code, 'OIL', '011') placing '-' from 5 for 0)
               FROM registration r JOIN association a ON a.id = r.association_id JOIN edition e ON e.id = r.edition_id
              WHERE translate(r.code, 'OIL', '011') = ANY(\(codes)) LIMIT \(limit))
            """
    }

    /// People who registered for the Rencontres, by name or code, and sessions of a programme.
    func participants(_ limit: Int) -> SQL {
        let names = plainWords.map { "p.search_text LIKE \(like($0))" as SQL }
        let titles = plainWords.map { "fold(s.title) LIKE \(like($0))" as SQL }
        let nothing: [SQL] = ["false"]
        return """
            (SELECT p.name AS title, '/rencontres/' || e.year || '/participants/' || p.id AS address,
                    'participant ' || e.year || ' · ' || overlay(p.code placing '-' from 5 for 0) AS detail
               FROM participant p JOIN edition e ON e.id = p.edition_id
              WHERE (\(SQL.joined(names.isEmpty ? nothing : names, separator: " AND ")))
                 OR p.code = \(ParticipantCode(compact)?.text ?? "")
              ORDER BY e.year DESC, p.search_text LIMIT \(limit))
            UNION ALL
            (SELECT s.title, '/rencontres/' || e.year || '/programme/' || s.id, 'programme ' || e.year
               FROM programme_session s JOIN edition e ON e.id = s.edition_id
              WHERE \(SQL.joined(titles.isEmpty ? nothing : titles, separator: " AND "))
              ORDER BY e.year DESC, s.starts_at LIMIT \(limit))
            """
    }

    /// How like a word `<%` wants the text to be, for this transaction: « teatre » is like « théâtre » by 0,57,
    /// while unlike words stay below 0,4.
    static let likeness: SQL = "SELECT set_config('pg_trgm.word_similarity_threshold', '0.45', true)"

    /// Each word is like some part of the text.
    /// Word by word, since « handball » is like « hand ball » while whole names that differ so are not alike.
    private static func alike(_ words: [String], _ text: SQL) -> SQL {
        let telling = words.filter { $0.count >= 3 }
        return SQL.joined(
            (telling.isEmpty ? words : telling).map { "\($0)::text <% \(text)" }, separator: " AND ")
    }

    private func like(_ word: String) -> String { "%\(escaped(word))%" }

    /// `%` and `_` stand for themselves.
    private func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
    }
}
