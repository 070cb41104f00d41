import Foundation
import Spreadsheet

/// A file of aids: what it is and where its records stand, known without reading them all.
struct AidFile: Sendable {
    /// One record, not read yet.
    struct Place: Sendable {
        let range: Range<Int>
        let line: Int
        /// Among the aids of the file, from 1.
        let rank: Int
    }

    let shape: AidRecordReading.Shape
    /// Host of the site the aids come from: what is missing in its next file is gone.
    let source: String
    let places: [Place]
    /// How many aids the file says its source has.
    let announced: Int?
    /// Whether it says that it is one page of several, or that its source has more than it holds.
    let isPage: Bool

    /// Reads the structure of a JSON text.
    ///
    /// - Throws: ``AidFileRefusal``.
    init(json bytes: UnsafeBufferPointer<UInt8>) throws {
        do {
            try self.init(scanning: bytes)
        } catch let flaw as JSONScan.Flaw {
            throw flaw.isTruncated ? AidFileRefusal.truncated(line: flaw.line) : .malformed(line: flaw.line)
        }
    }

    private init(scanning bytes: UnsafeBufferPointer<UInt8>) throws {
        var scan = JSONScan(bytes)
        var places: [Place] = []
        var line = 1
        var counted = 0
        func elements(_ scan: inout JSONScan) throws {
            try scan.expect(UInt8(ascii: "["))
            if scan.take(UInt8(ascii: "]")) { return }
            repeat {
                let range = try scan.skip()
                line += bytes[counted..<range.lowerBound].count { $0 == 0x0A }
                counted = range.lowerBound
                places.append(Place(range: range, line: line, rank: places.count + 1))
            } while scan.take(UInt8(ascii: ","))
            try scan.expect(UInt8(ascii: "]"))
        }
        var members: [String: JSONScan.Value] = [:]
        var listName: String?
        if scan.peek() == UInt8(ascii: "[") {
            try elements(&scan)
        } else {
            try scan.expect(UInt8(ascii: "{"))
            if !scan.take(UInt8(ascii: "}")) {
                repeat {
                    let name = try scan.string()
                    try scan.expect(UInt8(ascii: ":"))
                    if scan.peek() == UInt8(ascii: "["), listName == nil {
                        listName = name
                        try elements(&scan)
                    } else {
                        members[name] = try scan.value()
                    }
                } while scan.take(UInt8(ascii: ","))
                try scan.expect(UInt8(ascii: "}"))
            }
        }
        guard scan.peek() == nil else { throw AidFileRefusal.malformed(line: scan.line(of: scan.position)) }
        let first = try places.first.map { place -> JSONScan.Value in
            var scan = JSONScan(bytes, from: place.range.lowerBound)
            return try scan.value()
        }
        guard let first, let shape = Self.shape(of: first, in: listName) else {
            if listName != nil || members.isEmpty, places.isEmpty { throw AidFileRefusal.noAid }
            throw AidFileRefusal.unknownFormat
        }
        self.shape = shape
        self.places = places
        announced = members["count"]?.text.flatMap { Int($0) }
        isPage =
            members["next"]?.text != nil || members["previous"]?.text != nil || (announced ?? 0) > places.count
        source = try Self.source(shape, first, places, bytes)
    }

    private static func shape(of value: JSONScan.Value, in list: String?) -> AidRecordReading.Shape? {
        if value["publicsBeneficiaire"] != nil || value["tenant"] != nil { return .regional }
        if value["eztag_theme"] != nil || value["eztag_region"] != nil { return .ministry }
        guard value["name"] != nil else { return nil }
        return list == "aides" ? .guide : .interface
    }

    private static func source(
        _ shape: AidRecordReading.Shape, _ first: JSONScan.Value, _ places: [Place],
        _ bytes: UnsafeBufferPointer<UInt8>
    ) throws -> String {
        switch shape {
        case .regional: return "iledefrance.fr"
        case .ministry: return "culture.gouv.fr"
        case .template: return "csv"
        case .interface, .guide: break
        }
        if first["slug"]?.text != nil || first["url"]?.text?.contains("/aides/") == true {
            return "aides-territoires.beta.gouv.fr"
        }
        var counts: [String: Int] = [:]
        for place in places.prefix(40) {
            var scan = JSONScan(bytes, from: place.range.lowerBound)
            let value = try scan.value()
            if let host = value["origin_url"]?.text.flatMap(host) { counts[host, default: 0] += 1 }
        }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? "json"
    }

    /// `https://www.ladrome.fr/aides` gives `ladrome.fr`.
    static func host(_ address: String) -> String? {
        guard let address = MarkupText.webAddress(address), let url = URL(string: address), let host = url.host() else {
            return nil
        }
        return host.hasPrefix("www.") ? String(host.dropFirst(4)) : host
    }
}

/// Why a file of aids cannot be taken.
public enum AidFileRefusal: Refusal, Equatable {
    case truncated(line: Int)
    case malformed(line: Int)
    case notUTF8(line: Int)
    case unknownFormat
    case noAid

    public var message: String {
        switch self {
        case .truncated(let line):
            "Le fichier est tronqué\u{a0}: il s’arrête à la ligne \(line), au milieu d’une aide. Rien n’a été importé\u{a0}; téléchargez-le de nouveau."
        case .malformed(let line):
            "Le fichier n’est pas un JSON bien formé\u{a0}: erreur à la ligne \(line). Rien n’a été importé."
        case .notUTF8(let line):
            "Le fichier n’est pas en UTF-8, seul encodage d’un JSON\u{a0}: voyez l’aide de la ligne \(line). Rien n’a été importé\u{a0}; enregistrez-le en UTF-8."
        case .unknownFormat:
            "Ce fichier n’a la forme d’aucun catalogue d’aides connu (Aides-territoires, guides de la Manche et d’Île-de-France, ministère de la Culture, modèle csv d’Aides-territoires)."
        case .noAid: "Le fichier ne contient aucune aide."
        }
    }

    public var code: String {
        switch self {
        case .truncated: "aid_file.truncated"
        case .malformed: "aid_file.malformed"
        case .notUTF8: "aid_file.not_utf8"
        case .unknownFormat: "aid_file.unknown_format"
        case .noAid: "aid_file.empty"
        }
    }
}
