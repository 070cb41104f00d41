import Foundation

/// Reads a JSON file of aids part by part, on all cores, ahead of the transaction that takes them in: cleaning texts takes
/// as long as recording them.
struct AidReader: Sendable {
    /// Records taken together.
    static let batch = 4_000
    /// Records read by one task.
    private static let share = 250

    let data: Data
    let file: AidFile
    let known: AidCatalogue
    let reading: AidRecordReading
    /// The territory where a record says none.
    let guide: String?
    let today: Day

    /// What stands at one place of a file.
    enum Piece: Sendable {
        /// The same bytes as last time: nothing was read.
        case same(key: String, line: Int, rank: Int?)
        case record(AidRecord)
    }

    /// Records that are taken together.
    struct Part: Sendable {
        var pieces: [Piece] = []
        /// Of the texts of those that are new, what was not asked for yet.
        var unasked: Set<TextWords.Piece> = []
        /// Of what was known of words then: ``TextWords/beginnings``.
        var beginnings = 0
    }

    /// Reads the batch that begins at a record.
    ///
    /// - Parameter words: what is known of words.
    /// - Throws: ``AidFileRefusal``.
    func part(from start: Int, _ words: TextWords) async throws -> Part {
        let end = min(start + Self.batch, file.places.count)
        let shares = await withTaskGroup(of: (Int, Result<Part, any Error>).self) { group in
            for first in stride(from: start, to: end, by: Self.share) {
                group.addTask { (first, Result { try read(first..<min(first + Self.share, end), words) }) }
            }
            var shares: [(Int, Result<Part, any Error>)] = []
            for await share in group { shares.append(share) }
            return shares.sorted { $0.0 < $1.0 }
        }
        do {
            return try shares.reduce(into: Part(beginnings: words.beginnings)) { part, share in
                let read = try share.1.get()
                part.pieces += read.pieces
                part.unasked.formUnion(read.unasked)
            }
        } catch let flaw as JSONScan.Flaw {
            throw AidFileRefusal.malformed(line: flaw.line)
        }
    }

    private func read(_ range: Range<Int>, _ words: TextWords) throws -> Part {
        var part = Part()
        try AidImport.withBytes(data) { bytes in
            for place in file.places[range] {
                let digest = Secrets.fingerprint(UnsafeBufferPointer(rebasing: bytes[place.range]))
                if let key = known.keyOfDigest[digest] {
                    part.pieces.append(.same(key: key, line: place.line, rank: place.rank))
                    continue
                }
                // RFC 8259, 8.1. Read with repairs, it would write damaged texts over good ones.
                guard String(validating: bytes[place.range], as: UTF8.self) != nil else {
                    throw AidFileRefusal.notUTF8(line: place.line)
                }
                var scan = JSONScan(bytes, from: place.range.lowerBound)
                var record = reading.record(try scan.value(), at: place)
                record.digest = digest
                if record.perimeters.isEmpty, let guide { record.perimeters = [guide] }
                part.add(record, known, words, today)
            }
        }
        return part
    }
}

extension AidReader.Part {
    /// Adds a record that was read, looked at for what cannot stand.
    mutating func add(_ record: AidRecord, _ known: AidCatalogue, _ words: TextWords, _ today: Day) {
        var record = record
        record.check(today: today)
        if known.aids[record.key] == nil {
            let texts = record.indexedTexts
            record.words = words.vector(texts)
            if record.words == nil { words.unknown(in: texts, into: &unasked) }
        }
        pieces.append(.record(record))
    }
}

/// What the catalogue has of a source.
struct AidCatalogue: Sendable {
    /// An aid of this source as the catalogue has it.
    struct Known: Sendable {
        let id: Int
        let digest: String?
        let isOpen: Bool
        let isGone: Bool
    }

    let aids: [String: Known]
    /// Keys by the fingerprint of their bytes.
    let keyOfDigest: [String: String]
}
