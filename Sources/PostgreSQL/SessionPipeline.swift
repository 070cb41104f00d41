import CLibPQ

extension Session {
    private enum Expected {
        case command(String)
        case prepared(StatementCache.Key, StatementCache.Statement)
        case rows(String, StatementCache.Statement?)
    }

    /// Sends everything at once and returns the results of `statements`; the first failure stops the rest.
    func pipeline(
        prelude: [String], _ statements: [SQL], epilogue: [String] = []
    ) throws -> [ResultSet] {
        try requireFree()
        guard PQenterPipelineMode(handle) == 1 else { throw lost(nil) }
        var expected: [Expected] = []
        var underWay: [StatementCache.Key: StatementCache.Statement] = [:]
        var refusal: (any Error)?
        func send(command text: String) throws {
            try refuseNUL(text)
            try sent(PQsendQueryParams(handle, text, 0, nil, nil, nil, nil, 0), text)
            expected.append(.command(text))
        }
        do {
            for text in prelude + (prelude.isEmpty ? [] : cache.takeEvicted().map { "DEALLOCATE \($0)" }) {
                try send(command: text)
            }
            for sql in statements {
                let text = sql.text
                guard prepares else {
                    try sent(
                        withValues(sql, text) {
                            PQsendQueryParams(handle, text, $0, types(sql), $1, nil, nil, 0)
                        }, text)
                    expected.append(.rows(text, nil))
                    continue
                }
                let key = key(sql, text)
                // Values are looked at before anything is sent, or a refusal would leave a statement half sent.
                try withValues(sql, text) { count, values in
                    let statement: StatementCache.Statement
                    if let known = cache.find(key) ?? underWay[key] {
                        statement = known
                    } else {
                        statement = cache.newStatement()
                        try sent(PQsendPrepare(handle, statement.name, text, count, types(sql)), text)
                        expected.append(.prepared(key, statement))
                        underWay[key] = statement
                    }
                    try sent(PQsendQueryPrepared(handle, statement.name, count, values, nil, nil, 0), text)
                    expected.append(.rows(text, statement))
                }
            }
            for text in epilogue { try send(command: text) }
        } catch {
            refusal = error
        }
        guard !isLost, PQpipelineSync(handle) == 1 else { throw refusal ?? lost(nil) }
        let results = try collect(expected)
        if let refusal { throw refusal }
        return results
    }

    private func collect(_ expected: [Expected]) throws -> [ResultSet] {
        var results: [ResultSet] = []
        var failure: PostgreSQLError?
        for expectation in expected {
            let text: String
            switch expectation {
            case .command(let sent): text = sent
            case .prepared(let key, _): text = key.text
            case .rows(let sent, _): text = sent
            }
            guard let result = PQgetResult(handle) else { throw failure ?? lost(text) }
            if PQresultStatus(result) == PGRES_PIPELINE_ABORTED {
                PQclear(result)
            } else {
                do {
                    switch expectation {
                    case .command: _ = try checked(result, text)
                    case .prepared(let key, let statement):
                        _ = try checked(result, text)
                        cache.insert(statement, for: key)
                    case .rows(_, let statement):
                        results.append(remember(try checked(result, text, statement?.columns), statement))
                    }
                } catch let error as PostgreSQLError {
                    failure = failure ?? error
                }
            }
            if isLost { throw failure ?? lost(text) }
            // Each statement's results end with a null.
            while let extra = PQgetResult(handle) { PQclear(extra) }
        }
        if let synchronized = PQgetResult(handle) { PQclear(synchronized) }
        guard PQexitPipelineMode(handle) == 1 else { throw failure ?? lost(nil) }
        if let failure { throw failure }
        return results
    }
}
