extension Database {
    /// The data of a `COPY … TO STDOUT` in chunks of about 64 KiB, as fast as they are taken.
    ///
    /// The statement begins with the iteration and holds a connection until it ends; giving the iterator up cancels
    /// it.
    /// - Parameters:
    ///   - preamble: trusted SQL sent together with BEGIN.
    ///   - sql: without values, which COPY can't take.
    public func copyOut(preamble: String = "", _ sql: SQL) -> CopyOut {
        CopyOut(database: self, preamble: preamble, sql: sql)
    }

    /// Runs `COPY … FROM STDIN` with the chunks of a sequence, in a transaction of its own; nothing is kept when
    /// the sequence throws.
    /// - Returns: the rows copied.
    @discardableResult
    public func copyIn<Chunks: AsyncSequence & Sendable>(
        preamble: String = "", _ sql: SQL, from chunks: Chunks
    ) async throws -> Int where Chunks.Element == [UInt8] {
        let channel = Channel()
        let feeding = Task {
            do {
                for try await chunk in chunks {
                    guard await channel.send(chunk) else { return }
                }
                channel.finish()
            } catch {
                channel.finish(error)
            }
        }
        defer {
            feeding.cancel()
            channel.finish()
        }
        return try await withTaskCancellationHandler {
            // The chunks can be had once: an attempt that has taken some can't be repeated.
            try await attemptOnce(preamble: preamble) { transaction in
                try transaction.copyIn(sql) { writer in
                    while let chunk = try channel.receiveBlocking() { try writer.write(chunk) }
                }
            }
        } onCancel: {
            channel.finish(CancellationError())
        }
    }

    /// The data of a `COPY … TO STDOUT`; see ``Database/copyOut(preamble:_:)``.
    public struct CopyOut: AsyncSequence, Sendable {
        /// Bytes as the server sends them: whole rows in the text format.
        public typealias Element = [UInt8]
        let database: Database
        let preamble: String
        let sql: SQL

        /// Begins the copy: a connection is held until the end is reached or the iterator is let go.
        public func makeAsyncIterator() -> Iterator { Iterator(Flow(self)) }

        /// Waits for one chunk after the other.
        public struct Iterator: AsyncIteratorProtocol {
            private let flow: Flow

            fileprivate init(_ flow: Flow) { self.flow = flow }

            /// The next chunk; nil at the end.
            public mutating func next() async throws -> [UInt8]? {
                let channel = flow.channel
                return try await withTaskCancellationHandler {
                    try await channel.receive()
                } onCancel: {
                    channel.finish(CancellationError())
                }
            }
        }

        /// The transaction that feeds an iterator, for as long as that one lives.
        fileprivate final class Flow: Sendable {
            let channel: Channel
            private let task: Task<Void, Never>

            init(_ copy: CopyOut) {
                let channel = Channel()
                self.channel = channel
                task = Task {
                    do {
                        try await copy.database.attemptOnce(.readOnly, preamble: copy.preamble) {
                            transaction in
                            var chunk: [UInt8] = []
                            try transaction.copyOut(copy.sql) { bytes in
                                chunk.append(contentsOf: bytes)
                                guard chunk.count >= 1 << 16 else { return }
                                guard channel.sendBlocking(chunk) else { throw CancellationError() }
                                chunk.removeAll(keepingCapacity: true)
                            }
                            if !chunk.isEmpty { _ = channel.sendBlocking(chunk) }
                        }
                        channel.finish()
                    } catch {
                        channel.finish(error)
                    }
                }
            }

            deinit {
                channel.finish()
                task.cancel()
            }
        }
    }
}
