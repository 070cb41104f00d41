import Spreadsheet

extension SCDLReport {
    /// Writes what could not be published and what each grant lacks, as a workbook to work through.
    public func writeLeftOut(origin: ExportOrigin, to path: String) throws {
        let workbook = try WorkbookWriter(
            path: path, properties: origin.properties(title: "Subventions à compléter avant publication"))
        var options = SheetOptions()
        options.landscape = true
        let sheet = try workbook.addSheet(
            "À compléter",
            columns: [
                SheetColumn("Bénéficiaire", width: 40), SheetColumn("Année", .year),
                SheetColumn("Montant", .money, totals: true), SheetColumn("Ce qui manque", .longText, width: 70),
                SheetColumn(Listing.identifierTitle, .year, width: 12),
            ], options: options)
        for grant in leftOut {
            try sheet.append([
                .text(grant.beneficiary), .integer(grant.year), .money(cents: grant.amount.cents),
                .text(grant.lacks.joined(separator: "\u{a0}; ")), .integer(grant.grant.number),
            ])
        }
        try sheet.finish()
        try workbook.close()
    }

    /// One French sentence: how many are published, how many are not.
    public var sentence: String {
        let out =
            leftOut.isEmpty
            ? "" : "\u{a0}; \(FrenchText.count(leftOut.count, "subvention laissée", "subventions laissées")) de côté"
        return "\(FrenchText.count(published, "subvention publiée", "subventions publiées")), \(amount.short)\(out)."
    }
}
