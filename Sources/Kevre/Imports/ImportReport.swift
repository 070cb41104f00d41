import Foundation
import PostgreSQL

/// What a file is imported as.
public enum ImportKind: String, Sendable, CaseIterable, Codable, SQLValue {
    case association, grant, aid

    public var label: String {
        switch self {
        case .association: "Associations"
        case .grant: "Subventions"
        case .aid: "Aides"
        }
    }
}

/// A file to import and how.
public struct ImportRequest: Sendable {
    public var kind: ImportKind
    /// Where the file is.
    public var path: String
    /// Its name for people; the year of a file without dates is looked for in it.
    public var fileName: String
    /// `--map` options: `column=field`, applied in order over what was remembered or guessed.
    public var map: [String]
    /// Says what would happen, and changes nothing.
    public var isDryRun: Bool
    /// Takes the good lines in although others are refused.
    public var skipInvalid: Bool
    /// Who granted what the file names no funder for; nil when nobody said it.
    public var funder: ImportFunder?
    /// What to do with lines that look like grants that are in already; nil: nothing goes in while there are some.
    public var again: AgainAnswer?
    /// What to do with lines alike in all within the file; nil: nothing goes in while there are some.
    public var twins: TwinAnswer?

    public init(
        _ kind: ImportKind, path: String, fileName: String? = nil, map: [String] = [], isDryRun: Bool = false,
        skipInvalid: Bool = false, funder: ImportFunder? = nil, again: AgainAnswer? = nil, twins: TwinAnswer? = .count
    ) {
        self.kind = kind
        self.path = path
        self.fileName = fileName ?? URL(filePath: path).lastPathComponent
        self.map = map
        self.isDryRun = isDryRun
        self.skipInvalid = skipInvalid
        self.funder = funder
        self.again = again
        self.twins = twins
    }
}

/// What to do with a line that looks like a grant recorded before: a second delivery, completed or corrected.
public enum AgainAnswer: String, Sendable, CaseIterable, Codable {
    /// The grant takes what the line says.
    case update
    /// It is another grant.
    case add
    /// The line is left aside.
    case skip

    public var label: String {
        switch self {
        case .update: "Les mettre à jour d’après le fichier"
        case .add: "Les ajouter\u{a0}: ce sont d’autres subventions"
        case .skip: "Les laisser comme elles sont"
        }
    }
}

/// What to do with lines of one file that are alike in all.
public enum TwinAnswer: String, Sendable, CaseIterable, Codable {
    /// Each is a grant.
    case count
    /// One of them is.
    case once

    public var label: String {
        switch self {
        case .count: "Les compter toutes\u{a0}: chacune est une subvention"
        case .once: "N’en compter qu’une\u{a0}: les autres sont des doublons"
        }
    }
}

/// Who granted the lines that name no funder.
public enum ImportFunder: Hashable, Sendable {
    /// The authority itself.
    case own
    /// Another public body, by its name.
    case named(String)
}

/// What an import did, or would do.
///
/// Each line is counted once: `lines = created + linked + unchanged + refused + setAside`; of aids,
/// `lines = created + changed + unchanged + refused`, those closed being in no line.
public struct ImportReport: Sendable, Codable, Equatable {
    /// Lines of the file that say something.
    public var lines = 0
    /// Lines for which an association was recorded.
    public var created = 0
    /// Lines that brought something to an association known before, or recorded by an earlier line.
    public var linked = 0
    /// Lines that brought nothing new: they were in already.
    public var unchanged = 0
    /// Lines on which something was put right; they are also among the others.
    public var repaired = 0
    public var refused = 0
    /// Records whose values the file replaced, corrected in an export of ours; of these kinds they are among `linked`.
    /// Of aids, those of which the file says something new.
    public var changed = 0
    /// Aids that their source no longer has.
    public var closed = 0
    /// Lines that are totals of others, left aside.
    public var setAside = 0
    /// The amounts of what goes in as grants: the refused lines and the totals left aside excepted. Together with
    /// `setAsideCents`, it is what the file's columns add up to.
    public var amountCents = 0
    public var setAsideCents = 0
    /// The total that the file itself writes; nil when it writes none.
    public var fileTotalCents: Int?
    /// Lines that look like grants recorded before.
    public var again = 0
    /// Lines alike in all to an earlier one of the file, and what they come to.
    public var twins = 0
    public var twinCents = 0
    /// Pairs of records newly proposed as possible duplicates.
    public var duplicates = 0
    /// Associations two numbers of which do not agree, for an officer to settle.
    public var conflicts = 0
    /// The workbook of refused lines and of what was repaired; nil when there is nothing to say.
    public var report: String?
    /// What looks wrong with the file as a whole.
    public var warnings: [String] = []
    /// Nothing was kept: it says what would be done.
    public var isDryRun = false
    /// Whether the file went in.
    public var isDone = false
    /// The run's key in the history.
    public var run = 0

    /// How the file was read, for the workbook to correct; no part of the history.
    var sent: SentFile?

    /// Whether it is about aids.
    public var isAids = false
    /// What the places of issues count: the entries of a JSON text, which may all stand on one line, else lines.
    public var countsEntries = false

    public init() {}

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func number(_ key: CodingKeys) throws -> Int {
            try container.decodeIfPresent(Int.self, forKey: key) ?? 0
        }
        lines = try number(.lines)
        created = try number(.created)
        linked = try number(.linked)
        unchanged = try number(.unchanged)
        repaired = try number(.repaired)
        refused = try number(.refused)
        changed = try number(.changed)
        closed = try number(.closed)
        setAside = try number(.setAside)
        amountCents = try number(.amountCents)
        setAsideCents = try number(.setAsideCents)
        fileTotalCents = try container.decodeIfPresent(Int.self, forKey: .fileTotalCents)
        again = try number(.again)
        twins = try number(.twins)
        twinCents = try number(.twinCents)
        duplicates = try number(.duplicates)
        conflicts = try number(.conflicts)
        report = try container.decodeIfPresent(String.self, forKey: .report)
        warnings = try container.decodeIfPresent([String].self, forKey: .warnings) ?? []
        isDryRun = try container.decodeIfPresent(Bool.self, forKey: .isDryRun) ?? false
        isDone = try container.decodeIfPresent(Bool.self, forKey: .isDone) ?? false
        run = try number(.run)
        isAids = try container.decodeIfPresent(Bool.self, forKey: .isAids) ?? false
        countsEntries = try container.decodeIfPresent(Bool.self, forKey: .countsEntries) ?? false
    }

    enum CodingKeys: String, CodingKey {
        case lines, created, linked, unchanged, repaired, refused, changed, closed
        case setAside = "set_aside"
        case amountCents = "amount_cents"
        case setAsideCents = "set_aside_cents"
        case fileTotalCents = "file_total_cents"
        case again
        case twins = "equal_lines"
        case twinCents = "equal_lines_cents"
        case duplicates, conflicts, report, warnings
        case isDryRun = "dry_run"
        case isDone = "done"
        case run
        case isAids = "aids"
        case countsEntries = "entries"
    }

    /// One line of JSON, as `kevre aid import --format json` prints it.
    public var aidJSON: String {
        JSONValue.object([
            ("lines", .integer(lines)), ("created", .integer(created)), ("changed", .integer(changed)),
            ("unchanged", .integer(unchanged)), ("closed", .integer(closed)), ("refused", .integer(refused)),
            ("report", report.map { .string($0) } ?? .null),
        ]).text
    }

    /// One line of JSON, as `kevre … import --format json` prints it; `report` is always there.
    public var json: String {
        JSONValue.object([
            ("lines", .integer(lines)), ("created", .integer(created)), ("linked", .integer(linked)),
            ("unchanged", .integer(unchanged)), ("repaired", .integer(repaired)),
            ("refused", .integer(refused)), ("changed", .integer(changed)),
            ("amount_cents", .integer(amountCents)), ("report", report.map { .string($0) } ?? .null),
            ("set_aside", .integer(setAside)), ("set_aside_cents", .integer(setAsideCents)),
            ("file_total_cents", fileTotalCents.map { .integer($0) } ?? .null),
            ("again", .integer(again)), ("equal_lines", .integer(twins)), ("equal_lines_cents", .integer(twinCents)),
            ("duplicates", .integer(duplicates)), ("conflicts", .integer(conflicts)),
            ("warnings", .array(warnings.map { .string($0) })), ("dry_run", .boolean(isDryRun)),
            ("done", .boolean(isDone)), ("run", .integer(run)),
        ]).text
    }
}
