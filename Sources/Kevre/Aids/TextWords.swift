import PostgreSQL

/// The words of texts, exactly as `to_tsvector('french_words', …)` finds them, for thousands of texts that use the same
/// words again and again: what stands between two blanks is asked of PostgreSQL once, and remembered.
///
/// Its parser begins afresh at each blank, save inside a tag, and a text that starts with a dot or a tilde may be a path:
/// such texts are asked for whole.
struct TextWords: Sendable {
    /// What is asked for at once: between blanks, or a whole text, after a NUL.
    typealias Piece = [UInt8]

    private struct Found: Sendable {
        let hash: UInt64
        /// Its bytes in `spelling`, its lexemes in `lexemes`.
        let bytes: Range<Int>
        let lexemes: Range<Int>
        /// Places that the piece takes, those of words too common to be kept as well.
        let span: Int
    }

    private struct Lexeme: Sendable {
        /// As PostgreSQL writes it, quoted, in `quoted`.
        let bytes: Range<Int>
        /// Where it stands in its piece, from 1.
        let place: Int
    }

    /// Follows a piece to tell where it ends.
    private static let mark = "zzkevrezz"
    /// As PostgreSQL limits places.
    private static let lastPlace = 16_383
    /// Pieces remembered at most: a text of words without end must not fill the memory.
    private static let most = 300_000

    private var pieces: [Found] = []
    private var spelling: [UInt8] = []
    private var lexemes: [Lexeme] = []
    private var quoted: [UInt8] = []
    /// Where a piece of some hash is among `pieces`, or in the next slot that is not free; -1 where there is none.
    private var slots = [Int32](repeating: -1, count: 1 << 10)
    private let seed = UInt64.random(in: 0 ... .max)
    /// How often all was forgotten.
    private(set) var beginnings = 0

    var isFull: Bool { pieces.count > Self.most }

    /// Forgets all: what was said to be known before is not any more.
    mutating func begin() {
        let next = beginnings + 1
        self = TextWords()
        beginnings = next
    }

    // MARK: - Asking

    /// Those pieces of texts that were not asked for yet.
    func unknown(in texts: [[UInt8]], into found: inout Set<Piece>) {
        for text in texts {
            eachPiece(of: text) { bytes, hash in
                if !Self.isNumber(bytes), known(bytes, hash) == nil { found.insert(Array(bytes)) }
                return true
            }
        }
    }

    /// Asks for pieces.
    mutating func learn(_ asked: Set<Piece>, in tx: Transaction) throws {
        let list = asked.filter { piece in piece.withUnsafeBufferPointer { known($0, hash($0)) == nil } }
        guard !list.isEmpty else { return }
        let texts = list.map { String(decoding: $0.first == 0 ? $0.dropFirst() : $0[...], as: UTF8.self) }
        let rows = try tx.query(
            """
            SELECT (CASE WHEN p.whole THEN to_tsvector('french_words', p.piece)
                    ELSE to_tsvector('french_words', ' ' || p.piece || ' ' || \(Self.mark)) END)::text AS words
              FROM unnest(\(texts)::text[], \(list.map { $0.first == 0 })::boolean[])
                   WITH ORDINALITY p (piece, whole, number)
             ORDER BY p.number
            """)
        for (piece, row) in zip(list, rows) { remember(piece, Array((try row["words"] as String).utf8)) }
    }

    /// - Parameter words: `'mot':1,3 'l''eau':2`.
    private mutating func remember(_ piece: Piece, _ words: [UInt8]) {
        var found: [(quoted: Range<Int>, place: Int)] = []
        var index = 0
        while index < words.count {
            let start = index
            index += 1
            // A quote is doubled inside.
            while index < words.count, words[index] != 0x27 || index + 1 < words.count && words[index + 1] == 0x27 {
                index += words[index] == 0x27 ? 2 : 1
            }
            index += 1
            let lexeme = start..<min(index, words.count)
            while index < words.count, words[index] != 0x20 {
                index += 1
                var place = 0
                while index < words.count, case 0x30...0x39 = words[index] {
                    place = place * 10 + Int(words[index] - 0x30)
                    index += 1
                }
                found.append((lexeme, place))
            }
            index += 1
        }
        var span = found.map(\.place).max() ?? 0
        if piece.first != 0 {
            // The mark is the last.
            found.removeAll { $0.place == span }
            span -= 1
        }
        let first = lexemes.count
        for lexeme in found {
            lexemes.append(
                Lexeme(bytes: quoted.count..<quoted.count + lexeme.quoted.count, place: lexeme.place))
            quoted += words[lexeme.quoted]
        }
        let digest = piece.withUnsafeBufferPointer { hash($0) }
        pieces.append(
            Found(
                hash: digest, bytes: spelling.count..<spelling.count + piece.count, lexemes: first..<lexemes.count,
                span: span))
        spelling += piece
        if pieces.count * 2 > slots.count {
            slots = [Int32](repeating: -1, count: slots.count * 4)
            for index in pieces.indices { place(index) }
        } else {
            place(pieces.count - 1)
        }
    }

    private mutating func place(_ index: Int) {
        var slot = Int(truncatingIfNeeded: pieces[index].hash) & (slots.count - 1)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = Int32(index)
    }

    // MARK: - Telling

    /// The words of texts put together, the first with weight A, the next with B and C, as PostgreSQL reads a `tsvector`;
    /// as `setweight(to_tsvector(…), 'A') || setweight(to_tsvector(…), 'B')` would give. Nil when a piece was not asked for.
    func vector(_ texts: [[UInt8]]) -> String? {
        var output: [UInt8] = []
        output.reserveCapacity(texts.reduce(0) { $0 + $1.count } * 2)
        var highest = 0
        for (text, weight) in zip(texts, "ABC".utf8) {
            var base = highest
            let isKnown = eachPiece(of: text) { bytes, hash in
                if Self.isNumber(bytes) {
                    output.append(0x27)
                    output.append(contentsOf: bytes)
                    output.append(0x27)
                    base += 1
                    highest = max(highest, Self.write(base, weight, to: &output))
                    return true
                }
                guard let found = known(bytes, hash) else { return false }
                for lexeme in lexemes[found.lexemes] {
                    output.append(contentsOf: quoted[lexeme.bytes])
                    highest = max(highest, Self.write(base + lexeme.place, weight, to: &output))
                }
                base += found.span
                return true
            }
            guard isKnown else { return nil }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Writes where a lexeme stands, and its weight.
    private static func write(_ place: Int, _ weight: UInt8, to output: inout [UInt8]) -> Int {
        let place = min(place, lastPlace)
        output.append(UInt8(ascii: ":"))
        var unit = 1
        while unit * 10 <= place { unit *= 10 }
        while unit > 0 {
            output.append(UInt8(0x30 + place / unit % 10))
            unit /= 10
        }
        output.append(weight)
        output.append(0x20)
        return place
    }

    /// A number is its own word: years and amounts, each another, are not asked for.
    private static func isNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.count <= 18 && bytes.allSatisfy { (0x30...0x39).contains($0) }
    }

    private func known(_ bytes: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Found? {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let found = pieces[Int(slots[slot])]
            if found.hash == hash, found.bytes.count == bytes.count, spelling[found.bytes].elementsEqual(bytes) {
                return found
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash = seed
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return hash ^ hash >> 29
    }

    /// - Parameter body: false ends it.
    /// - Returns: whether it came to the end.
    @discardableResult
    private func eachPiece(of text: [UInt8], _ body: (UnsafeBufferPointer<UInt8>, UInt64) -> Bool) -> Bool {
        if text.first == UInt8(ascii: ".") || text.first == UInt8(ascii: "~") || text.contains(UInt8(ascii: "<")) {
            return ([0] + text).withUnsafeBufferPointer { body($0, hash($0)) }
        }
        return text.withUnsafeBufferPointer { bytes in
            var start = 0
            while start < bytes.count {
                var end = start
                while end < bytes.count, !Self.isBlank(bytes[end]) { end += 1 }
                if end > start {
                    let piece = UnsafeBufferPointer(rebasing: bytes[start..<end])
                    guard body(piece, hash(piece)) else { return false }
                }
                start = end + 1
            }
            return true
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D
    }
}
