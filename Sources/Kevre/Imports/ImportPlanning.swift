import Spreadsheet

extension ImportPlan {
    /// Looks at a file and proposes how to read it.
    ///
    /// The header is the row, among the first forty of each sheet, that names the most fields; the sheet is the
    /// one whose header names the most (the first of equals, hidden ones last). Sheets with another header are
    /// left out: in real workbooks they hold totals or the same lines again.
    ///
    /// - Throws: `SpreadsheetError`, `ImportRefusal`.
    public static func propose(for source: TableSource, fileName: String) throws -> ImportPlan {
        let recognition = HeaderRecognition<Field>()
        if let sent = try SentFile.found(in: source) {
            return try sentBack(sent, in: source, fileName: fileName, recognition)
        }
        var surveys: [Survey] = []
        for index in source.sheets.indices {
            let survey = try Survey(of: source, sheet: index, recognition)
            if !survey.rows.isEmpty { surveys.append(survey) }
        }
        func rank(_ survey: Survey) -> (Int, Int) {
            (survey.score, source.sheets[survey.sheet].isHidden ? 0 : 1)
        }
        let best = surveys.max { rank($0) < rank($1) }
        guard let best else { throw ImportRefusal.noLine }
        var plan = ImportPlan(best, among: surveys, in: source, fileName: fileName, recognition)
        guard best.own == nil, best.header != nil, best.score >= 2 else { return plan }
        let others = surveys.filter { $0.sheet != best.sheet && $0.header != nil && $0.own == nil }
            .filter { !source.sheets[$0.sheet].isHidden }
            .map { ImportPlan($0, among: [], in: source, fileName: fileName, recognition) }
        // The tabs of a workbook stand in their order, whichever of them names the most.
        plan.alike = others.filter { $0.fingerprint == plan.fingerprint }
        for index in plan.alike.indices { plan.alike[index].mapping = plan.mapping }
        let read = Set(plan.alike.map(\.sheetName))
        plan.otherSheets.removeAll(where: read.contains)
        return plan
    }

    private static func sentBack(
        _ sent: SentFile, in source: TableSource, fileName: String, _ recognition: HeaderRecognition<Field>
    ) throws -> ImportPlan {
        var plans: [ImportPlan] = []
        for part in sent.parts {
            guard let index = source.sheets.firstIndex(where: { $0.name == part.title }) else { continue }
            let survey = try Survey(sentBack: source, sheet: index)
            guard !survey.rows.isEmpty else { continue }
            var plan = ImportPlan(survey, among: [], in: source, fileName: fileName, recognition)
            try plan.take(sent, part)
            plans.append(plan)
        }
        guard var plan = plans.first else { throw ImportRefusal.noLine }
        plan.alike = Array(plans.dropFirst())
        return plan
    }

    /// The first rows of a sheet and what they say.
    struct Survey {
        let sheet: Int
        var rows: [SourceRow] = []
        /// The last row of the titles, from 0.
        var header: Int?
        /// Its titles, those of two rows read together.
        var titles: SourceRow?
        /// The rows of which they were read together; empty when they stand on one.
        var titleRows: [SourceRow] = []
        var score = 0
        var own: OwnHeader?
        /// Whether the rows are all that the sheet has.
        var isWhole = false

        init(of source: TableSource, sheet: Int, _ recognition: HeaderRecognition<Field>) throws {
            self.sheet = sheet
            var rows: [SourceRow] = []
            var size = 0
            try source.rows(sheet: sheet) { row in
                rows.append(row)
                // Lines of a few megabytes each say no more than the first of them.
                size += row.cells.reduce(0) { $0 + $1.text.utf8.count }
                return rows.count < 240 && size < 4 << 20
            }
            self.rows = rows
            isWhole = rows.count < 240
            for (index, row) in rows.prefix(40).enumerated() {
                if let own = OwnHeader(row, of: Field.listed, sheet: source.sheets[sheet].name) {
                    (self.own, header, titles, titleRows) = (own, index, row, [])
                    score = 1_000 + own.columns.count
                    return
                }
                let found = recognition.headerScore(of: row)
                if found > score, found >= 2 { (header, score, titles, titleRows) = (index, found, row, []) }
            }
            try joinTitles(source, recognition)
            if header == nil {
                header = Self.plainHeader(rows)
                titles = header.map { rows[$0] }
            }
        }

        /// The lines of a workbook to correct: its titles are on the first row, and nowhere else.
        init(sentBack source: TableSource, sheet: Int) throws {
            self.sheet = sheet
            var rows: [SourceRow] = []
            try source.rows(sheet: sheet) { row in
                rows.append(row)
                return rows.count < 240
            }
            self.rows = rows
            (header, titles) = (rows.isEmpty ? nil : 0, rows.first)
        }

        /// Reads the row under the titles, or above them, together with them, where it is their other part.
        private mutating func joinTitles(_ source: TableSource, _ recognition: HeaderRecognition<Field>) throws {
            guard let header else { return }
            let pairs = [(header, header + 1), (header - 1, header)].filter {
                rows.indices.contains($0.0) && rows.indices.contains($0.1)
            }
            // Merged cells are looked for once the rows may be titles at all: it reads the sheet through.
            guard pairs.contains(where: { TitleRows.joined(rows[$0.0], rows[$0.1], merged: []) != nil }) else { return }
            let merged = try source.mergedRanges(sheet: sheet)
            for (upper, lower) in pairs {
                guard let joined = TitleRows.joined(rows[upper], rows[lower], merged: merged) else { continue }
                let found = recognition.headerScore(of: joined)
                guard found >= score else { continue }
                (self.header, titles, titleRows, score) = (lower, joined, [rows[upper], rows[lower]], found)
                return
            }
        }

        /// The texts above the titles, or all of them where there are none.
        var above: [String] { Self.texts(rows.prefix(titleRows.isEmpty ? header ?? 0 : (header ?? 1) - 1)) }

        /// The lone texts under the last line.
        var below: [String] {
            guard isWhole, let header else { return [] }
            let last = rows.suffix(10).reversed().prefix { row in row.cells.count { !$0.isBlank } == 1 }
            return last.count == rows.count - header - 1 ? [] : Self.texts(last.reversed()[...])
        }

        private static func texts(_ rows: ArraySlice<SourceRow>) -> [String] {
            rows.flatMap { row in
                row.cells.compactMap { cell in
                    guard case .text(let text) = cell, !text.trimmed.isEmpty, text.utf8.count < 400 else { return nil }
                    return text.singleSpaced
                }
            }
        }

        /// A row of words above rows of something else: a header whose names say nothing yet.
        private static func plainHeader(_ rows: [SourceRow]) -> Int? {
            let widths = rows.map { row in row.cells.count { !$0.isBlank } }.sorted()
            // A sheet where nothing stands has no rows at all.
            guard !widths.isEmpty else { return nil }
            let width = widths[widths.count / 2]
            return rows.prefix(40).firstIndex { row in
                let filled = row.cells.filter { !$0.isBlank }
                return filled.count >= max(2, width * 2 / 3) && rows.count > 1
                    && filled.allSatisfy { cell in
                        guard case .text(let text) = cell else { return false }
                        return text.contains(where: \.isLetter) && Day(text) == nil && RNA(text) == nil
                    } && Set(filled.map(\.text)).count == filled.count
            }
        }
    }

    private init(
        _ survey: Survey, among surveys: [Survey], in source: TableSource, fileName: String,
        _ recognition: HeaderRecognition<Field>
    ) {
        let headerRow = survey.titles
        let body = survey.rows.dropFirst(survey.header.map { $0 + 1 } ?? 0)
        let width = max(
            headerRow?.cells.count ?? 0, headerRow == nil ? body.map(\.cells.count).max() ?? 0 : 0)
        let headers = (0..<width).map { headerRow?[$0].text.trimmed ?? "" }
        let usual = body.filter { $0.cells.count <= width }
        let profiles = (0..<width).map { column in
            usual.prefix(200).reduce(into: ColumnProfile()) { $0.add($1[column]) }
        }
        let guesses =
            survey.own.map { Self.guesses(of: $0) } ?? recognition.guess(headers: headers, profiles: profiles)
        ownHeader = survey.own

        sheet = survey.sheet
        sheetName = source.sheets[survey.sheet].name
        otherSheets = surveys.filter { $0.sheet != survey.sheet }.map { source.sheets[$0.sheet].name }
            // The sheet that explains the columns of an export.
            .filter { survey.own == nil || $0 != Listing.explanationTitle }
        self.headerRow = headerRow?.number
        columns = headers.enumerated().map { index, header in
            let guess = guesses[index]
            return Column(
                index: index, header: header, guess: guess?.field, score: guess?.score ?? 0,
                reason: guess?.reason ?? survey.own?.columns[index].map { _ in Self.leftOut } ?? "",
                samples: profiles[index].samples)
        }
        titleRows = survey.titleRows
        var mapping = ImportMapping<Field>()
        for index in headers.indices {
            if let guess = guesses[index] { mapping.assign(.column(index), to: guess.field) }
        }
        if survey.own == nil { recognition.addOtherYears(headers: headers, profiles: profiles, to: &mapping) }
        self.mapping = mapping
        let official = Set(Field.allCases.compactMap { $0.columnNames.first.map(HeaderName.key) })
        isStandard = survey.own == nil && headers.count { official.contains(HeaderName.key($0)) } >= 8
        context = FileContext(
            above: survey.above, tab: source.sheets[survey.sheet].name, fileName: fileName, below: survey.below)
        let keys = headers.map(HeaderName.key)
        // Columns that only their year tells apart are not those of another year's file.
        let isOfYears = Set(headers.map(HeaderName.exactKey)).count > Set(keys).count
        fingerprint = (isOfYears ? headers.map(HeaderName.exactKey) : keys).joined(separator: "|")
        warnings = survey.own == nil ? Self.warnings(columns, profiles, guesses) : []
        dayColumns = DayColumns(
            profiles.map(\.days),
            days: guesses.filter { [.day, .period].contains($0.value.field.content) }.keys.filter(
                headers.indices.contains))
        looseNumbers = Set(headers.indices.filter { profiles[$0].shortNumbers.sound < profiles[$0].shortNumbers.all })
        preview = Array(body.prefix(20))
    }

    private static var leftOut: String { "laissée de côté\u{a0}: Kevre la déduit ou la compte" }

    /// Columns whose values contradict their name, with the probable cause.
    private static func warnings(
        _ columns: [Column], _ profiles: [ColumnProfile], _ guesses: [Int: HeaderRecognition<Field>.Guess]
    ) -> [String] {
        let recognition = HeaderRecognition<Field>()
        let wrong = columns.filter { column in
            guard let named = recognition.candidates(column.header).first, named.score >= 70 else {
                return false
            }
            let profile = profiles[column.index]
            return profile.filled >= 5 && (profile.fitness(for: named.field.content) ?? 1) < 0.2
        }
        return wrong.map { column in
            let other = wrong.first { other in
                guard other.index != column.index,
                    let named = recognition.candidates(other.header).first
                else { return false }
                return (profiles[column.index].fitness(for: named.field.content) ?? 0) > 0.8
            }
            let cause = other.map { " Elle semble intervertie avec «\u{a0}\($0.shown)\u{a0}»." } ?? ""
            return "Les valeurs de la colonne «\u{a0}\(column.shown)\u{a0}» ne ressemblent pas à son nom.\(cause)"
        }
    }
}
