import PostgreSQL

/// What a file brings, on its way into the catalogue: what is new goes straight in, what is known is compared field by
/// field with what stands.
struct AidStage {
    /// The columns a source fills, in the order of COPY, with their types.
    static let columns: [(name: String, type: String)] = [
        ("funder_id", "bigint"), ("other_funders", "text"), ("instructor", "text"), ("programs", "text"),
        ("name", "text"), ("short_name", "text"), ("description", "text"), ("eligibility", "text"),
        ("examples", "text"), ("contact", "text"), ("documents", "text"), ("website", "text"),
        ("application_url", "text"), ("is_call", "boolean"), ("themes", "text[]"), ("source_themes", "text[]"),
        ("unknown_themes", "text[]"), ("audiences", "text[]"), ("kinds", "text[]"), ("expenses", "text[]"),
        ("stages", "text[]"), ("perimeter_id", "bigint"), ("perimeter_text", "text"), ("rate_min_bp", "integer"),
        ("rate_max_bp", "integer"), ("rate_note", "text"), ("floor_cents", "bigint"), ("ceiling_cents", "bigint"),
        ("recurrence", "text"), ("opens_on", "date"), ("predeposit_on", "date"), ("closes_on", "date"),
        ("source_url", "text"), ("source_updated_on", "date"),
    ]

    /// Bounds that only stand in order: one corrected here keeps the other, and what the source says of either is shown
    /// and taken with both.
    static let bounds: [[String]] = [
        ["rate_min_bp", "rate_max_bp"], ["floor_cents", "ceiling_cents"], ["opens_on", "closes_on"],
    ]

    /// Columns of which one corrected here keeps the other.
    private static let pairs = bounds + [["perimeter_id", "perimeter_text"], ["themes", "unknown_themes"]]

    /// The columns that are given back to their source with one.
    static func together(with column: String) -> [String] { bounds.first { $0.contains(column) } ?? [column] }

    /// Those whose change alone is not worth telling.
    private static let quiet: Set<String> = ["source_updated_on"]

    let source: String
    let run: ImportRun.ID
    let today: Day
    let tx: Transaction
    var funders: FunderBook
    var perimeters: PerimeterBook
    let themes: AidThemes
    /// What is known of the words of the texts so far.
    private(set) var words = TextWords()
    /// The newest aid, before those that are next.
    private var lastID: Int
    private var themesOf: [String: [String]] = [:]
    /// Words and territories that nothing here answers to, with how often they came.
    private(set) var unknownThemes: [String: Int] = [:]
    private(set) var unknownPerimeters: [String: Int] = [:]

    init(source: String, run: ImportRun.ID, today: Day, tx: Transaction) throws {
        self.source = source
        self.run = run
        self.today = today
        self.tx = tx
        funders = try FunderBook(in: tx)
        perimeters = try PerimeterBook(in: tx)
        themes = AidThemes(try tx.query("SELECT code, name FROM theme").map { (try $0["code"], try $0["name"]) })
        lastID = try tx.one("SELECT coalesce(max(id), 0) AS id FROM aid")["id"]
        // The words come with the aids: see add(_:_:).
        try tx.execute("SELECT set_config('kevre.words', 'brought', true)")
        let list = Self.columns.map { "\($0.name) \($0.type)" }.joined(separator: ", ")
        try tx.execute(
            "CREATE TEMPORARY TABLE aid_stage (source_key text PRIMARY KEY, source_digest text, \(trusted: list)) ON COMMIT DROP"
        )
    }

    /// One record made ready: keys in place of names.
    private struct Line: Sendable {
        let record: AidRecord
        let funder: Int
        let perimeter: Int?
        let themes: [String]
        let unknownThemes: [String]
    }

    private mutating func resolve(_ record: inout AidRecord) throws -> Line {
        var codes: [String] = []
        var unknown: [String] = []
        for word in record.themes {
            let found = themesOf[word] ?? themes.codes(word)
            themesOf[word] = found
            if found.isEmpty {
                unknown.append(word)
                record.note("categories", word.shown, "Thème sans équivalent ici\u{a0}: gardé tel quel.")
                unknownThemes[word, default: 0] += 1
            }
            for code in found where !codes.contains(code) { codes.append(code) }
        }
        let perimeter = try perimeters.id(record.perimeters, in: tx)
        if perimeter == nil, !record.perimeters.isEmpty {
            let name = record.perimeters.joined(separator: ", ")
            unknownPerimeters[name, default: 0] += 1
            record.note("perimeter", name.shown, "Territoire inconnu\u{a0}: gardé tel quel, à rattacher à la main.")
        }
        guard let funder = funders[funderName(record)] else { throw NotFound("Ce financeur n’existe plus.") }
        return Line(record: record, funder: funder, perimeter: perimeter, themes: codes, unknownThemes: unknown)
    }

    private func funderName(_ record: AidRecord) -> String {
        record.funders.first ?? "Financeur à préciser (\(source))"
    }

    /// Sends records to their place.
    ///
    /// - Parameter isKnown: whether the catalogue has an aid under the key; the words of the others were learnt.
    mutating func take(_ records: inout [AidRecord], isKnown: (String) -> Bool) throws {
        let accepted = records.filter { !$0.isRefused }
        try funders.learn(accepted.map(funderName), source: source, in: tx)
        var new: [Line] = []
        var known: [Line] = []
        for index in records.indices where !records[index].isRefused {
            let line = try resolve(&records[index])
            if isKnown(line.record.key) { known.append(line) } else { new.append(line) }
        }
        let names = Self.columns.map(\.name).joined(separator: ", ")
        if !new.isEmpty { try add(new, names) }
        if !known.isEmpty {
            try tx.copyIn("COPY aid_stage (source_key, source_digest, \(trusted: names)) FROM STDIN") { copy in
                for line in known {
                    try write(line, to: &copy)
                    try copy.endRow()
                }
            }
        }
    }

    /// Asks for the words of new aids.
    ///
    /// - Parameter part: what they were read with.
    mutating func learn(of records: [AidRecord], _ part: AidReader.Part) throws {
        var unasked = part.unasked
        if words.isFull { words.begin() }
        if words.beginnings != part.beginnings {
            for record in records where record.words == nil {
                words.unknown(in: record.indexedTexts, into: &unasked)
            }
        }
        try words.learn(unasked, in: tx)
    }

    /// Writes new aids, and their words, of which those not found before are put together meanwhile.
    private mutating func add(_ new: [Line], _ names: String) throws {
        let vectors = Ahead { [words] in
            try new.map { line in
                guard let vector = line.record.words ?? words.vector(line.record.indexedTexts) else {
                    throw NotFound("Les mots d’une aide manquent.")
                }
                return vector
            }
        }
        defer { vectors.cancel() }
        try tx.copyIn(
            "COPY aid (source_key, source_digest, \(trusted: names), source, import_run_id) FROM STDIN"
        ) { copy in
            for line in new {
                try write(line, to: &copy)
                try copy.field(source)
                copy.field(run.number)
                try copy.endRow()
            }
        }
        var ids: [String: Int] = [:]
        for row in try tx.query("SELECT id, source_key FROM aid WHERE import_run_id = \(run) AND id > \(lastID)") {
            ids[try row["source_key"]] = try row["id"]
        }
        lastID = ids.values.max() ?? lastID
        let found = try vectors.wait()
        try tx.copyIn("COPY aid_words (aid_id, words) FROM STDIN") { copy in
            for (line, vector) in zip(new, found) {
                guard let id = ids[line.record.key.withoutNUL] else { throw NotFound("Une aide n’a pas été créée.") }
                copy.field(id)
                try copy.field(vector)
                try copy.endRow()
            }
        }
    }

    private func write(_ line: Line, to copy: inout CopyWriter) throws {
        let record = line.record
        try copy.field(record.key.withoutNUL)
        try copy.field(record.digest)
        copy.field(line.funder)
        try copy.field(record.funders.dropFirst().joined(separator: ", ").withoutNUL)
        try copy.field(record.instructors.joined(separator: ", ").withoutNUL)
        try copy.field(record.programs.joined(separator: ", ").withoutNUL)
        try copy.field(record.name.withoutNUL)
        for text in [
            record.shortName, record.description, record.eligibility, record.examples, record.contact,
            record.documents,
        ] { try copy.field(text.withoutNUL) }
        try copy.field(record.website)
        try copy.field(record.applicationURL)
        try copy.field(record.isCall)
        try copy.field(line.themes)
        try copy.field(record.themes.map(\.withoutNUL))
        try copy.field(line.unknownThemes.map(\.withoutNUL))
        for list in [record.audiences, record.kinds, record.expenses, record.stages] { try copy.field(list) }
        try copy.field(line.perimeter)
        try copy.field(record.perimeters.joined(separator: ", ").withoutNUL)
        try copy.field(record.rateMin)
        try copy.field(record.rateMax)
        try copy.field(record.rateNote.withoutNUL)
        try copy.field(record.floor)
        try copy.field(record.ceiling)
        try copy.field(record.recurrence)
        for day in [record.opensOn, record.predepositOn, record.closesOn] { try copy.field(day) }
        try copy.field(record.sourceURL)
        try copy.field(record.updatedOn)
    }

    /// Compares what is staged with what stands, field by field; what was corrected here stays.
    ///
    /// - Returns: aids changed. The audit trail tells which fields, from what to what.
    func merge() throws -> Int {
        try tx.execute("ANALYZE aid_stage")
        let changed = Self.columns.map(\.name).filter { !Self.quiet.contains($0) }.map { name in
            "(NOT \(Self.isLocal(name)) AND a.\(name) IS DISTINCT FROM s.\(name))"
        }.joined(separator: " OR ")
        let held = Self.columns.map(\.name).filter { $0 != "funder_id" }.map { "'\($0)', \(Self.held($0))" }
            .joined(separator: ",\n                       ")
        let assignments = Self.columns.map(\.name).map { name in
            "\(name) = CASE WHEN \(Self.isLocal(name)) THEN a.\(name) ELSE s.\(name) END"
        }.joined(separator: ",\n                   ")
        let count = try tx.execute(
            """
            UPDATE aid a
               SET \(trusted: assignments),
                   held = h.held, source_digest = s.source_digest, version = a.version + 1, updated_at = moment(),
                   closed_on = CASE WHEN a.closed_reason = 'gone' THEN NULL ELSE a.closed_on END,
                   closed_reason = nullif(a.closed_reason, 'gone')
              FROM aid_stage s
              JOIN aid a2 ON a2.source = \(source) AND a2.source_key = s.source_key,
                   LATERAL (SELECT CASE WHEN a2.local_fields = '{}' THEN '{}'::jsonb
                       ELSE jsonb_strip_nulls(jsonb_build_object(
                       \(trusted: held.replacing("a.", with: "a2.")))) END AS held) h
             WHERE a.id = a2.id
               AND (a.closed_reason = 'gone' OR a.held IS DISTINCT FROM h.held OR \(trusted: changed))
            """)
        try tx.execute(
            """
            UPDATE aid a SET source_digest = s.source_digest FROM aid_stage s
             WHERE a.source = \(source) AND a.source_key = s.source_key
               AND a.source_digest IS DISTINCT FROM s.source_digest
            """)
        return count
    }

    /// What the source says of a column corrected here, where it says otherwise. Of a bound that it leaves open while it
    /// gives the other one: an empty text, so that both can be taken.
    private static func held(_ name: String) -> String {
        let differs = "a.\(name) IS DISTINCT FROM s.\(name)"
        guard let other = together(with: name).first(where: { $0 != name }) else {
            return "CASE WHEN '\(name)' = ANY (a.local_fields) AND \(differs) THEN to_jsonb(s.\(name)) END"
        }
        return """
            CASE WHEN \(isLocal(name)) AND \(differs) THEN coalesce(to_jsonb(s.\(name)), CASE
                 WHEN a.\(other) IS DISTINCT FROM s.\(other) AND s.\(other) IS NOT NULL THEN '""'::jsonb END) END
            """
    }

    private static func isLocal(_ name: String) -> String {
        guard let pair = pairs.first(where: { $0.contains(name) }) else { return "('\(name)' = ANY (a.local_fields))" }
        return "(a.local_fields && '{\(pair.joined(separator: ","))}')"
    }
}
