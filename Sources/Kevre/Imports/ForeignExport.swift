import Spreadsheet

/// The export of another list of ours: of files, of aids, of participants. Its columns bear the names of associations and
/// amounts, and would be taken for what they are not.
enum ForeignExport {
    /// The list's title, nil when the file is no such export.
    static func title<Field: ImportField>(
        _ rows: some Sequence<SourceRow>, sheet: String, in source: TableSource, for field: Field.Type
    ) -> String? {
        let isExplained = source.sheets.contains { $0.name == Listing.explanationTitle }
        for row in rows.prefix(10) {
            guard let last = row.cells.last(where: { !$0.isBlank }), case .text(let text) = last,
                HeaderName.key(text) == HeaderName.key(Listing.identifierTitle)
            else { continue }
            let other = Field.self == GrantField.self ? AssociationField.listed : GrantField.listed
            if OwnHeader(row, of: other, sheet: sheet) != nil { return other.title }
            if isExplained, !sheet.isEmpty { return sheet }
            let titles = row.cells.map(\.text.trimmed)
            if files.filter(titles.contains).count >= 3 { return "Dossiers" }
        }
        return nil
    }

    /// Titles of the list of files, which a csv does not name.
    private static let files = [
        "Intitulé", "Campagne", "Demandé", "Proposé", "Accordé l’an dernier", "Hors délai", "Échéance", "Suivi par",
        "Déposé le", "Avis", "Décidé le",
    ]
}
