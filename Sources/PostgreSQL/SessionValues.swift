import CLibPQ

extension Session {
    func key(_ sql: SQL, _ text: String) -> StatementCache.Key {
        StatementCache.Key(text: text, types: types(sql))
    }

    func types(_ sql: SQL) -> [UInt32] { sql.parameters.map(\.type) }

    func refuseNUL(_ text: String) throws {
        guard !text.utf8.contains(0) else {
            throw PostgreSQLError(.invalidValue, "the statement holds the character NUL")
        }
    }

    /// The values as libpq takes them: C strings, nil for NULL.
    func withValues<Result>(
        _ sql: SQL, _ statement: String,
        _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?) throws -> Result
    ) throws -> Result {
        try refuseNUL(statement)
        guard !sql.parameters.isEmpty else { return try body(0, nil) }
        guard sql.parameters.count <= 65_535 else {
            throw PostgreSQLError(
                .invalidValue, "more than 65 535 parameters: bind an array instead", statement: statement)
        }
        var bytes: [UInt8] = []
        var starts: [Int?] = []
        starts.reserveCapacity(sql.parameters.count)
        for (index, parameter) in sql.parameters.enumerated() {
            if let failure = parameter.failure {
                throw PostgreSQLError(
                    .invalidValue, "parameter $\(index + 1) can't be written: \(failure)",
                    statement: statement)
            }
            guard let text = parameter.text else {
                starts.append(nil)
                continue
            }
            let start = bytes.count
            bytes.append(contentsOf: text.utf8)
            if bytes[start...].contains(0) {
                throw PostgreSQLError(
                    .invalidValue,
                    "parameter $\(index + 1) holds the character NUL, which PostgreSQL can't store",
                    statement: statement)
            }
            bytes.append(0)
            starts.append(start)
        }
        return try bytes.withUnsafeBytes { buffer in
            let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            let pointers = starts.map { start in start.flatMap { base?.advanced(by: $0) } }
            return try body(Int32(pointers.count), pointers)
        }
    }
}
