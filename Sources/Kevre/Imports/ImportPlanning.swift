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
        return ImportPlan(best, among: surveys, in: source, fileName: fileName, recognition)
    }

    /// The first rows of a sheet and what they say.
    struct Survey {
        let sheet: Int
        var rows: [SourceRow] = []
        var header: Int?
        var score = 0
        var own: OwnHeader?

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
            for (index, row) in rows.prefix(40).enumerated() {
                if let own = OwnHeader(row, of: Field.listed, sheet: source.sheets[sheet].name) {
                    (self.own, header, score) = (own, index, 1_000 + own.columns.count)
                    return
                }
                let found = recognition.headerScore(of: row)
                if found > score, found >= 2 { (header, score) = (index, found) }
            }
            if header == nil { header = Self.plainHeader(rows) }
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
        let headerRow = survey.header.map { survey.rows[$0] }
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
        var mapping = ImportMapping<Field>()
        for index in headers.indices {
            if let guess = guesses[index] { mapping.assign(.column(index), to: guess.field) }
        }
        self.mapping = mapping
        let official = Set(Field.allCases.compactMap { $0.columnNames.first.map(HeaderName.key) })
        isStandard = survey.own == nil && headers.count { official.contains(HeaderName.key($0)) } >= 8
        yearHint = Self.year(in: headers) ?? Self.year(in: [fileName])
        fingerprint = headers.map(HeaderName.key).joined(separator: "|")
        warnings = survey.own == nil ? Self.warnings(columns, profiles, guesses) : []
        preview = Array(body.prefix(20))
    }

    private static var leftOut: String { "laissée de côté\u{a0}: Kevre la déduit ou la compte" }

    /// The only year named, nil when there are none or several.
    private static func year(in texts: [String]) -> Year? {
        let years = Set(
            texts.flatMap { text in
                text.split { !$0.isASCII || !$0.isNumber }.compactMap { Year(String($0)) }
            })
        return years.count == 1 ? years.first : nil
    }

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
