import CLibPQ

extension Transaction {
    /// Runs `COPY … FROM STDIN`: `body` writes the rows.
    /// - Parameter sql: without values, which COPY can't take.
    /// - Returns: the rows copied.
    @discardableResult
    public func copyIn(_ sql: SQL, _ body: (inout CopyWriter) throws -> Void) throws -> Int {
        let text = try copyText(sql)
        try begun()
        return try guarded {
            let opened = try session.runSimple(text)
            guard PQresultStatus(opened.handle) == PGRES_COPY_IN else {
                throw PostgreSQLError(.misuse, "not a COPY … FROM STDIN", statement: text)
            }
            session.isStreaming = true
            defer { session.isStreaming = false }
            var writer = CopyWriter(session: session, statement: text)
            do {
                try body(&writer)
                try writer.flush()
            } catch {
                PQputCopyEnd(session.handle, "the program gave up")
                while let result = PQgetResult(session.handle) { PQclear(result) }
                throw error
            }
            guard PQputCopyEnd(session.handle, nil) == 1 else { throw session.lost(text) }
            return try finishCopy(text)
        }
    }

    /// Runs `COPY … TO STDOUT`; `body` gets the data as the server cuts it, mostly one row at a time.
    public func copyOut(_ sql: SQL, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let text = try copyText(sql)
        try begun()
        try guarded {
            let opened = try session.runSimple(text)
            guard PQresultStatus(opened.handle) == PGRES_COPY_OUT else {
                throw PostgreSQLError(.misuse, "not a COPY … TO STDOUT", statement: text)
            }
            session.isStreaming = true
            defer { session.isStreaming = false }
            var failure: (any Error)?
            while true {
                var data: UnsafeMutablePointer<CChar>?
                let count = PQgetCopyData(session.handle, &data, 0)
                guard count > 0, let data else { break }
                defer { PQfreemem(data) }
                // The rest is read even after a failure, so that the transaction stays usable.
                guard failure == nil else { continue }
                do { try body(UnsafeRawBufferPointer(start: data, count: Int(count))) } catch {
                    failure = error
                }
            }
            _ = try finishCopy(text)
            if let failure { throw failure }
        }
    }

    private func copyText(_ sql: SQL) throws -> String {
        guard sql.parameters.isEmpty else {
            throw PostgreSQLError(.misuse, "COPY takes no values", statement: sql.text)
        }
        return sql.text
    }

    private func finishCopy(_ text: String) throws -> Int {
        var affected = 0
        var failure: (any Error)?
        while let result = PQgetResult(session.handle) {
            do { affected = try session.checked(result, text).affectedRows } catch {
                failure = failure ?? error
            }
        }
        if session.isLost { throw failure ?? session.lost(text) }
        if let failure { throw failure }
        return affected
    }
}

/// Writes the rows of a `COPY … FROM STDIN`, in PostgreSQL's text format or as raw bytes.
///
/// ```swift
/// try tx.copyIn("COPY person (id, name) FROM STDIN") { writer in
///     for person in people {
///         try writer.field(person.id)
///         try writer.field(person.name)
///         try writer.endRow()
///     }
/// }
/// ```
public struct CopyWriter {
    let session: Session
    let statement: String
    private var buffer: [UInt8] = []
    private var isRowOpen = false

    init(session: Session, statement: String) {
        self.session = session
        self.statement = statement
        buffer.reserveCapacity(1 << 16)
    }

    /// A value's text, escaped; nil is NULL.
    /// - Throws: ``PostgreSQLError`` of kind `invalidValue` for text that holds NUL.
    public mutating func field(_ text: String?) throws {
        guard var text else { return null() }
        separate()
        let holdsNUL = text.withUTF8 { bytes in
            // Most text needs no escape: it is taken in stretches.
            var start = 0
            for index in bytes.indices {
                let escape: StaticString
                switch bytes[index] {
                case UInt8(ascii: "\\"): escape = "\\\\"
                case UInt8(ascii: "\n"): escape = "\\n"
                case UInt8(ascii: "\r"): escape = "\\r"
                case UInt8(ascii: "\t"): escape = "\\t"
                case 0: return true
                default: continue
                }
                buffer.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
                escape.withUTF8Buffer { buffer.append(contentsOf: $0) }
                start = index + 1
            }
            buffer.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start...]))
            return false
        }
        guard !holdsNUL else {
            throw PostgreSQLError(
                .invalidValue, "a value holds the character NUL, which PostgreSQL can't store",
                statement: statement)
        }
    }

    /// An integer.
    public mutating func field(_ number: Int) {
        separate()
        buffer.append(contentsOf: String(number).utf8)
    }

    /// Any other value; an optional's nil is NULL.
    public mutating func field<Value: SQLEncodable>(_ value: Value) throws {
        try field(value.sqlEncoded())
    }

    /// NULL.
    public mutating func null() {
        separate()
        buffer.append(contentsOf: "\\N".utf8)
    }

    /// Ends the row.
    public mutating func endRow() throws {
        buffer.append(UInt8(ascii: "\n"))
        isRowOpen = false
        if buffer.count >= 1 << 16 { try flush() }
    }

    /// Data already in the format that the COPY statement names.
    public mutating func write(_ bytes: some Sequence<UInt8>) throws {
        buffer.append(contentsOf: bytes)
        if buffer.count >= 1 << 16 { try flush() }
    }

    private mutating func separate() {
        if isRowOpen { buffer.append(UInt8(ascii: "\t")) }
        isRowOpen = true
    }

    mutating func flush() throws {
        guard !buffer.isEmpty else { return }
        guard !Task.isCancelled else { throw CancellationError() }
        let answer = buffer.withUnsafeBytes {
            PQputCopyData(
                session.handle, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32($0.count))
        }
        guard answer == 1 else { throw session.lost(statement) }
        buffer.removeAll(keepingCapacity: true)
    }
}
