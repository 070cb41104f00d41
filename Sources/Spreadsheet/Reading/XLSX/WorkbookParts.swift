/// `xl/workbook.xml`: the sheets, the epoch.
final class WorkbookContent: XMLContent {
    struct Sheet {
        let name: String
        let relation: String
        let isHidden: Bool
    }

    private(set) var sheets: [Sheet] = []
    private(set) var from1904 = false
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    override func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) throws {
        if localName(name, is: "sheet") {
            guard sheets.count < limit else {
                throw SpreadsheetError.tooLarge(.sheets, found: limit + 1, allowed: limit)
            }
            let state = attributes["state"] ?? "visible"
            // "r:id", where the plain "sheetId" has another name.
            sheets.append(
                Sheet(
                    name: attributes["name"] ?? "", relation: attributes["id"] ?? "",
                    isHidden: state != "visible"))
        } else if localName(name, is: "workbookPr") {
            from1904 = attributes.boolean("date1904")
        }
    }
}

/// A `.rels` part: what the identifiers lead to.
final class RelationsContent: XMLContent {
    struct Relation {
        let type: String
        let target: String
    }

    private(set) var relations: [String: Relation] = [:]

    /// A part has one for each sheet, picture or link.
    private static let most = 100_000

    override func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) throws {
        guard localName(name, is: "Relationship"), let id = attributes["Id"],
            let target = attributes["Target"]
        else { return }
        guard relations.count < Self.most else {
            throw SpreadsheetError.tooLarge(.entries, found: relations.count + 1, allowed: Self.most)
        }
        // The last word of the type: "worksheet", "sharedStrings"; strict files have other addresses before it.
        let type = attributes["Type"]?.split(separator: "/").last.map(String.init) ?? ""
        relations[id] = Relation(type: type, target: target)
    }

    func target(ofType type: String) -> String? { relations.values.first { $0.type == type }?.target }
}

/// `xl/sharedStrings.xml`.
final class SharedStringsContent: XMLContent {
    private(set) var table: TextTable
    private var isText = false
    private var phonetic = 0

    init(limits: ReadLimits) {
        table = TextTable(limits: limits)
    }

    override func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) throws {
        if localName(name, is: "t") {
            isText = phonetic == 0
        } else if localName(name, is: "rPh") {
            phonetic += 1
        }
    }

    override func end(_ name: UnsafePointer<CChar>) throws {
        if localName(name, is: "t") {
            isText = false
        } else if localName(name, is: "rPh") {
            phonetic -= 1
        } else if localName(name, is: "si") {
            try table.endText()
        }
    }

    override func text(_ piece: UnsafeBufferPointer<UInt8>) throws {
        if isText { try table.append(piece) }
    }
}

/// `xl/styles.xml`: which cells show their number as a day or a time.
final class StylesContent: XMLContent {
    /// By cell style (the `s` of a cell).
    private(set) var shows: [NumberFormat.Shows] = []
    private var custom: [Int: NumberFormat.Shows] = [:]
    private var isCellStyles = false
    /// Excel itself stops at 64 000.
    private static let most = 200_000

    override func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) throws {
        if localName(name, is: "numFmt") {
            if let id = attributes.integer("numFmtId"), let code = attributes["formatCode"] {
                custom[id] = NumberFormat.shows(code: code)
                if custom.count > Self.most {
                    throw SpreadsheetError.damaged(part: "xl/styles.xml", reason: "numFmts")
                }
            }
        } else if localName(name, is: "cellXfs") {
            isCellStyles = true
        } else if isCellStyles, localName(name, is: "xf") {
            let id = attributes.integer("numFmtId") ?? 0
            shows.append(custom[id] ?? NumberFormat.shows(builtIn: id))
            if shows.count > Self.most {
                throw SpreadsheetError.damaged(part: "xl/styles.xml", reason: "cellXfs")
            }
        }
    }

    override func end(_ name: UnsafePointer<CChar>) {
        if localName(name, is: "cellXfs") { isCellStyles = false }
    }
}
