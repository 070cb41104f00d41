/// The files in which any list is handed out.
public enum ExportFormat: String, CaseIterable, Sendable {
    case xlsx, csv, json

    /// What menus and help call it.
    public var label: String {
        switch self {
        case .xlsx: "Classeur (xlsx)"
        case .csv: "Texte (csv)"
        case .json: "Données (JSON)"
        }
    }

    /// The media type, for `Content-Type`.
    public var mediaType: String {
        switch self {
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        case .csv: "text/csv; charset=utf-8; header=present"
        case .json: "application/json"
        }
    }

    /// Without a dot.
    public var fileExtension: String { rawValue }

    /// `associations-2026-03-12.xlsx`: ASCII only, so that every browser and disk takes it as it is.
    public func fileName(_ subject: String, _ day: Day) -> String {
        let words = FrenchText.folded(subject).split(separator: " ")
        return (words + [Substring(day.iso)]).joined(separator: "-") + "." + fileExtension
    }
}
