/// How a grant is paid, as the national schema has it published. Somebody typed it, on the grant, its line of the
/// agenda, its campaign or at the closing of its session; nothing is ever supplied in its place.
///
/// - SeeAlso: scdl/subventions v2.1.1, « conditionsVersement » and « datesPeriodeVersement ».
public struct PaymentTerms: Sendable, Equatable {
    /// `unique`, `échelonné`, or a few words for anything else; nil when unknown.
    public var conditions: String?
    /// A day, or the first and the last of a period: `2026-04-01/2026-12-31`; nil when unknown.
    public var period: String?

    /// What nobody said anything of.
    public static let none = PaymentTerms()

    /// Terms as given; empty texts are nil.
    public init(conditions: String? = nil, period: String? = nil) {
        self.conditions = conditions.flatMap { $0.isEmpty ? nil : $0 }
        self.period = period.flatMap { $0.isEmpty ? nil : $0 }
    }

    public var isEmpty: Bool { conditions == nil && period == nil }
    /// Whether a grant with them lacks none of them.
    public var isWhole: Bool { conditions != nil && period != nil }

    /// What is said here, and where nothing is said, what is said there.
    public func completed(by other: PaymentTerms) -> PaymentTerms {
        PaymentTerms(conditions: conditions ?? other.conditions, period: period ?? other.period)
    }

    /// `unique, du 1er avril 2026 au 31 décembre 2026`; nil for none.
    public var words: String? {
        isEmpty ? nil : [conditions, period.map(Self.words(ofPeriod:))].compactMap(\.self).joined(separator: ", ")
    }

    /// `2025-05-02/2025-12-31` in words; a period written in another way stays as it is.
    public static func words(ofPeriod text: String) -> String {
        let days = text.split(separator: "/").map { Day(iso: $0) }
        switch (days.first ?? nil, days.dropFirst().first ?? nil) {
        case (let start?, let end?): return "du \(start.long) au \(end.long)"
        case (let day?, nil) where days.count == 1: return day.long
        default: return text
        }
    }

    // MARK: - Typing them

    private static let conditionsLabel = "Conditions de versement"
    private static let wordsLabel = "Si autre, en quelques mots"
    private static let endLabel = "Versement\u{a0}: fin de la période"
    /// What the schema names itself; anything else is told in words.
    private static let ways = [("unique", "Unique"), ("échelonné", "Échelonné"), ("autre", "Autre")]

    /// The fields by which they are typed, all optional.
    public static func fields(group: String? = nil) -> [Field] {
        [
            Field(
                "payment_way", conditionsLabel,
                .choice([Choice("", "Pas encore connues")] + ways.map { Choice($0.0, $0.1) }),
                help: "En une fois, ou en plusieurs (avance, acomptes, solde).", group: group),
            Field("payment_words", wordsLabel, maxLength: 256, group: group),
            Field("payment_start", "Versement\u{a0}: date, ou début de la période", .day, group: group),
            Field("payment_end", endLabel, .day, help: "À laisser vide pour une seule date.", group: group),
        ]
    }

    /// What the fields show of these terms.
    public var input: FormInput {
        var input = FormInput(["payment_way": [""]])
        if let conditions {
            let isNamed = conditions != "autre" && Self.ways.contains { $0.0 == conditions }
            input["payment_way"] = isNamed ? conditions : "autre"
            input["payment_words"] = isNamed ? nil : conditions
        }
        let days = (period ?? "").split(separator: "/").map { Day(iso: $0) }
        input["payment_start"] = days.first.flatMap { $0?.short }
        input["payment_end"] = days.dropFirst().first.flatMap { $0?.short }
        return input
    }

    /// The terms of a form with ``fields(group:)``; what does not fit is added to its problems.
    public static func read(_ reading: inout FormReading) -> PaymentTerms {
        let way = reading.text("payment_way")
        let words = reading.text("payment_words")?.singleSpaced
        let (start, end) = (reading.day("payment_start"), reading.day("payment_end"))
        if way == "autre", words == nil {
            reading.refuse("payment_words", wordsLabel, "Dites comment la subvention est versée.")
        }
        if let way, way != "autre", words != nil {
            reading.refuse("payment_words", wordsLabel, "Choisissez «\u{a0}Autre\u{a0}», ou laissez vide.")
        }
        if let end, start == nil || start.map({ end < $0 }) == true {
            reading.refuse("payment_end", endLabel, "La fin vient après le début\u{a0}: \(end.short).")
        }
        let period = start.map { start in end.map { "\(start.iso)/\($0.iso)" } ?? start.iso }
        return PaymentTerms(conditions: way == nil || way == "autre" ? words : way, period: period)
    }

    /// The terms of a form that asks nothing else.
    ///
    /// - Throws: ``FormRefusal``.
    public init(_ input: FormInput) throws {
        var reading = Form(Self.fields()).read(input)
        self = Self.read(&reading)
        _ = try reading.validated()
    }

    /// Terms as a command gives them.
    ///
    /// - Parameters:
    ///   - conditions: `unique`, `échelonné` or words.
    ///   - period: a day, or two with a slash between.
    /// - Throws: ``FormRefusal``.
    public init(typed conditions: String?, period: String?) throws {
        var input = FormInput()
        let words = (conditions ?? "").trimmed
        if !words.isEmpty {
            let folded = FrenchText.folded(words)
            let named = Self.ways.dropLast().first { FrenchText.folded($0.0) == folded }?.0
            input["payment_way"] = named ?? "autre"
            input["payment_words"] = named == nil ? words : nil
        }
        let days = (period ?? "").split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        // 01/04/2026 has slashes of its own.
        if days.count == 2 {
            input["payment_start"] = days[0]
            input["payment_end"] = days[1]
        } else {
            input["payment_start"] = period
        }
        try self.init(input)
    }
}
