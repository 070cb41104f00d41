import Foundation
import Hummingbird
import Kevre
import Synchronization

/// A file that is sent while it is being written: whoever writes goes at its own speed and then lets its connection to
/// the database go, whoever reads follows.
final class GrowingFile: Sendable {
    private struct State {
        var length = 0
        var outcome: Result<Void, any Error>?
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let writer: FileHandle
    private let reader: FileHandle
    private let state = Mutex(State())

    /// A file without a name in the folder: nothing is left behind, whatever happens.
    init(in folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: Secrets.token())
        guard FileManager.default.createFile(atPath: file.path, contents: nil) else {
            throw CocoaError(.fileWriteUnknown)
        }
        writer = try FileHandle(forWritingTo: file)
        reader = try FileHandle(forReadingFrom: file)
        try FileManager.default.removeItem(at: file)
    }

    func append(_ bytes: [UInt8]) throws {
        try writer.write(contentsOf: bytes)
        wake { $0.length += bytes.count }
    }

    func end(_ outcome: Result<Void, any Error>) { wake { $0.outcome = outcome } }

    private func wake(_ change: (inout State) -> Void) {
        let waiting = state.withLock { state in
            change(&state)
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }

    /// Waits until more is there than `length`, or the end.
    ///
    /// - Returns: how much is there.
    /// - Throws: what ended the writing before its time.
    private func grown(beyond length: Int) async throws -> Int {
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                if state.length > length || state.outcome != nil { return true }
                state.waiting = continuation
                return false
            }
            if goesOn { continuation.resume() }
        }
        let (now, outcome) = state.withLock { ($0.length, $0.outcome) }
        if now <= length { try outcome?.get() }
        return now
    }

    /// Waits for the first bytes; what fails before them can still be told on a page.
    func begun() async throws { _ = try await grown(beyond: 0) }

    /// Sends it all.
    func send(_ writer: inout any ResponseBodyWriter) async throws {
        var sent = 0
        while true {
            let there = try await grown(beyond: sent)
            guard there > sent else { return }
            while sent < there, let piece = try reader.read(upToCount: min(1 << 16, there - sent)), !piece.isEmpty {
                try await writer.write(ByteBuffer(bytes: piece))
                sent += piece.count
            }
        }
    }
}

extension Visit {
    /// A file that begins to go out with its first bytes, while `write` goes on.
    func stream(
        type: String, named name: String,
        _ write: @escaping @Sendable (_ sink: @escaping @Sendable ([UInt8]) throws -> Void) async throws -> Void
    ) async throws -> Response {
        let file = try GrowingFile(in: site.settings.incoming)
        Task {
            do {
                try await write { try file.append($0) }
                file.end(.success(()))
            } catch {
                file.end(.failure(error))
            }
        }
        try await file.begun()
        return download(name, type: type) { writer in
            try await file.send(&writer)
            try await writer.finish(nil)
        }
    }
}
