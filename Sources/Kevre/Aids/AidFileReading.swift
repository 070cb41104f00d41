import Foundation
import Spreadsheet

/// Opening a file of aids: what it is, its bytes or its rows.
extension AidImport {
    /// What a file is, without taking it in: its format, its source, how many aids, the names of the first ones.
    static func describe(_ path: String) throws -> AidFileDescription {
        let data = try content(path)
        if isJSON(data) {
            return try withBytes(data) { bytes in
                let file = try AidFile(json: bytes)
                let reading = AidRecordReading(shape: file.shape, funder: nil)
                let names = try file.places.prefix(8).map { place -> String in
                    var scan = JSONScan(bytes, from: place.range.lowerBound)
                    return reading.record(try scan.value(), at: place).name
                }
                return AidFileDescription(
                    format: file.shape.label, source: file.source, count: file.places.count, names: names)
            }
        }
        var names: [String] = []
        var count = 0
        let (source, _) = try rows(path) { template, row in
            count += 1
            if names.count < 8 { names.append(template.record(row).name) }
        }
        return AidFileDescription(
            format: AidRecordReading.Shape.template.label, source: source, count: count, names: names)
    }

    /// Whether a file is a catalogue of aids in JSON.
    ///
    /// - Throws: `SpreadsheetError` when it cannot be read.
    static func isCatalogue(_ path: String) throws -> Bool { isJSON(try content(path)) }

    /// Whether a table is filled in after the template of Aides-territoires.
    static func isTemplate(_ table: TableSource) throws -> Bool {
        var isFound = false
        try table.rows { row in
            isFound = AidTemplate(row) != nil
            return !isFound && row.number < 20
        }
        return isFound
    }

    static func content(_ path: String) throws -> Data {
        do {
            return utf8(try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe))
        } catch {
            let isThere = FileManager.default.fileExists(atPath: path)
            throw SpreadsheetError.cannotRead(path: path, reason: String(cString: strerror(isThere ? EACCES : ENOENT)))
        }
    }

    /// The same text in UTF-8, when it says that it is in UTF-16, as Windows' own programs save it.
    private static func utf8(_ data: Data) -> Data {
        let isLittle = data.starts(with: [0xFF, 0xFE])
        guard isLittle || data.starts(with: [0xFE, 0xFF]) else { return data }
        let units = data.withUnsafeBytes { bytes in
            stride(from: 2, to: bytes.count - 1, by: 2).map { at in
                let (first, second) = (UInt16(bytes[at]), UInt16(bytes[at + 1]))
                return isLittle ? first | second << 8 : first << 8 | second
            }
        }
        return Data(String(decoding: units, as: UTF16.self).utf8)
    }

    static func withBytes<T>(_ data: Data, _ body: (UnsafeBufferPointer<UInt8>) throws -> T) rethrows -> T {
        try data.withUnsafeBytes { try body($0.bindMemory(to: UInt8.self)) }
    }

    static func isJSON(_ data: Data) -> Bool {
        let first = data.prefix(64).first { ![0x20, 0x0A, 0x0D, 0x09, 0xEF, 0xBB, 0xBF].contains($0) }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }

    /// The rows under the template's header, and the site they come from.
    static func rows(
        _ path: String, limit: Int = .max, _ body: (AidTemplate, SourceRow) throws -> Void
    ) throws -> (source: String, count: Int) {
        let table = try TableSource.open(path: path)
        var template: AidTemplate?
        var counts: [String: Int] = [:]
        var count = 0
        try table.rows { row in
            guard let found = template else {
                template = AidTemplate(row)
                return template != nil || row.number < 20
            }
            count += 1
            if let host = found.origin(row).flatMap(AidFile.host) { counts[host, default: 0] += 1 }
            try body(found, row)
            return count < limit
        }
        guard template != nil else { throw AidFileRefusal.unknownFormat }
        let source = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
        return (source.map { "\($0) (csv)" } ?? "csv", count)
    }
}

/// What a file of aids is taken for.
public struct AidFileDescription: Sendable {
    /// The format, in words.
    public let format: String
    /// The site it comes from.
    public let source: String
    public let count: Int
    /// The first names.
    public let names: [String]

    /// - Throws: ``AidFileRefusal``, `SpreadsheetError`.
    public static func of(_ path: String) throws -> AidFileDescription { try AidImport.describe(path) }
}

extension Secrets {
    /// The same fingerprint of bytes that stand elsewhere.
    static func fingerprint(_ bytes: UnsafeBufferPointer<UInt8>) -> String { fingerprint(Array(bytes)) }
}
