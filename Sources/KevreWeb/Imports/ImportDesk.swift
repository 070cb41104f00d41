import Foundation
import Kevre
import Synchronization

/// Files waiting to be imported and imports under way, by the secret in their address. Work goes on when its page
/// is left; the history in the database keeps what came of it.
final class ImportDesk: Sendable {
    /// A file that was sent and not yet imported.
    struct Waiting: Sendable, Codable {
        let kind: ImportKind
        let name: String
        let file: URL
        /// The key of who sent it.
        let agent: Int?

        /// What is known of the file, kept beside it for the server's next start.
        var note: URL { file.appendingPathExtension("json") }
        /// Stands beside it while it is read.
        var mark: URL { file.appendingPathExtension("lecture") }
    }

    /// How far an import has come.
    enum Course: Sendable {
        case running(share: Double)
        case done(ImportReport)
        case failed(String)
    }

    private struct State {
        var waiting: [String: Waiting] = [:]
        var courses: [String: Course] = [:]
        /// What each was last asked with: a trial's answers stand until the import.
        var asked: [String: ImportRequest] = [:]
        /// Imports that ended, the oldest first.
        var ended: [String] = []
    }

    /// Ended imports remembered; the history in the database keeps them all.
    private let capacity = 200

    private let state = Mutex(State())
    private let worker: Worker
    /// Marks what this process reads: a mark of another is that of a process which is gone.
    private let process = Secrets.token()

    init(_ worker: Worker) {
        self.worker = worker
    }

    /// Takes a file in charge: it is moved out of the place that is emptied after the answer.
    ///
    /// - Returns: the secret of its address.
    func take(_ upload: UploadedFile, as kind: ImportKind, for agent: Agent, in folder: URL) throws -> String {
        let token = Secrets.token()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        dropForgotten(in: folder)
        let file = folder.appending(path: "attente-\(token)")
        try FileManager.default.moveItem(at: upload.url, to: file)
        let waiting = Waiting(kind: kind, name: upload.name, file: file, agent: agent.id?.number)
        try JSONEncoder().encode(waiting).write(to: waiting.note)
        state.withLock { $0.waiting[token] = waiting }
        return token
    }

    /// Removes files nobody came back for within a day.
    private func dropForgotten(in folder: URL) {
        let keys: Set<URLResourceKey> = [.contentModificationDateKey]
        // A folder that cannot be read has nothing to tidy.
        let files =
            (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: Array(keys))) ?? []
        for file in files where file.lastPathComponent.hasPrefix("attente-") {
            let age = (try? file.resourceValues(forKeys: keys))?.contentModificationDate?.timeIntervalSinceNow ?? 0
            // Another request may have removed it first.
            if age < -86_400 { try? FileManager.default.removeItem(at: file) }
        }
        state.withLock { state in
            state.waiting = state.waiting.filter { FileManager.default.fileExists(atPath: $0.value.file.path) }
        }
    }

    /// The file behind an address, for the agent who sent it; found again after a restart.
    func waiting(_ token: String, for agent: Agent, in folder: URL) throws -> Waiting {
        let found = state.withLock { $0.waiting[token] } ?? kept(token, in: folder)
        guard let found, found.agent == agent.id?.number else {
            throw NotFound("Ce fichier n’attend plus\u{a0}: envoyez-le de nouveau.")
        }
        return found
    }

    /// Does what reads a file that waits. A process that ended meanwhile may have ended by it: then the file is not
    /// read again, so that nobody stops the server by coming back to its page.
    func reading<Value>(_ waiting: Waiting, _ body: () async throws -> Value) async throws -> Value {
        try checkMark(waiting)
        // Without a mark the file can still be read; a disk that takes none has its own trouble.
        try? Data(process.utf8).write(to: waiting.mark)
        defer {
            // Another page of the same file may have removed it.
            try? FileManager.default.removeItem(at: waiting.mark)
        }
        return try await body()
    }

    private func checkMark(_ waiting: Waiting) throws {
        // No mark: it is read nowhere.
        guard let mark = try? Data(contentsOf: waiting.mark), mark != Data(process.utf8) else { return }
        throw NotFound(
            "Le serveur s’est arrêté pendant la lecture de «\u{a0}\(waiting.name)\u{a0}»\u{a0}: ce fichier n’est plus lu. "
                + "Envoyez-le de nouveau\u{a0}; si cela se répète, enregistrez-le d’abord dans un tableur.")
    }

    private func kept(_ token: String, in folder: URL) -> Waiting? {
        guard Secrets.isToken(token) else {
            return nil
        }
        let note = folder.appending(path: "attente-\(token).json")
        // Without a note that can be read, the file waits no more, and is to be sent again.
        guard let found = try? JSONDecoder().decode(Waiting.self, from: Data(contentsOf: note)),
            FileManager.default.fileExists(atPath: found.file.path)
        else { return nil }
        state.withLock { $0.waiting[token] = found }
        return found
    }

    func course(_ token: String) -> Course? { state.withLock { $0.courses[token] } }

    /// How a file was last tried or imported; nil when it was not, or the server started again since.
    func asked(_ token: String) -> ImportRequest? { state.withLock { $0.asked[token] } }

    /// Runs an import apart from the request that asked for it. A trial keeps the file, to be imported for good.
    ///
    /// - Throws: ``NotFound`` when the process that read it last ended by it.
    func start(_ request: ImportRequest, _ waiting: Waiting, _ token: String, in office: Office, by agent: Agent) throws
    {
        try checkMark(waiting)
        let begun = state.withLock { state -> Bool in
            if case .running? = state.courses[token] { return false }
            state.courses[token] = .running(share: 0)
            state.asked[token] = request
            return true
        }
        guard begun else { return }
        let isTaken = worker.begin("import de \(request.fileName)") {
            do {
                let report = try await self.reading(waiting) {
                    try await FileImport.run(request, in: office.onward, by: agent) { share in
                        self.state.withLock { $0.courses[token] = .running(share: share) }
                    }
                }
                self.finish(token, .done(report), keepsFile: !report.isDone || report.isDryRun)
            } catch {
                if !(error is any Refusal) { self.worker.note(error, in: "import") }
                let message = (error as? any Refusal)?.message ?? "L’import a échoué\u{a0}: rien n’a été enregistré."
                self.finish(token, .failed(message), keepsFile: true)
            }
        }
        if !isTaken {
            finish(token, .failed("Le serveur s’arrête\u{a0}: l’import n’a pas commencé."), keepsFile: true)
        }
    }

    private func finish(_ token: String, _ course: Course, keepsFile: Bool) {
        let waiting = state.withLock { state -> Waiting? in
            state.courses[token] = course
            state.ended.removeAll { $0 == token }
            state.ended.append(token)
            if state.ended.count > capacity {
                let oldest = state.ended.removeFirst()
                // One that was begun again is at work, and ends later.
                if case .running? = state.courses[oldest] {
                } else {
                    state.courses[oldest] = nil
                    state.asked[oldest] = nil
                }
            }
            return keepsFile ? nil : state.waiting.removeValue(forKey: token)
        }
        // It has gone in: that its copy is already gone is no trouble.
        for file in [waiting?.file, waiting?.note, waiting?.mark].compactMap(\.self) {
            try? FileManager.default.removeItem(at: file)
        }
    }
}
