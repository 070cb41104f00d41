import Logging
import Testing

@testable import KevreWeb

@Suite("The worker") struct WorkerTests {
    private func worker(patience: Duration) -> Worker {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return Worker(patience: patience, logger: logger)
    }

    @Test("What is under way is waited for; nothing more is taken")
    func drains() async {
        let worker = worker(patience: .seconds(600))
        let (began, tellBegan) = AsyncStream.makeStream(of: Void.self)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let (ended, tellEnded) = AsyncStream.makeStream(of: String.self)
        #expect(
            worker.begin("import") {
                tellBegan.finish()
                for await _ in released {}
                tellEnded.yield("import")
            })
        for await _ in began {}
        async let left = worker.drain()
        // Refused as soon as the process stops; until then what is asked is done.
        while worker.begin("autre", {}) { await Task.yield() }
        release.finish()
        #expect(await left.isEmpty)
        tellEnded.finish()
        var names: [String] = []
        for await name in ended { names.append(name) }
        #expect(names == ["import"])
    }

    @Test("What does not end in time is named, and stops nobody")
    func bound() async {
        let worker = worker(patience: .zero)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        #expect(worker.begin("import de liste.csv") { for await _ in released {} })
        #expect(await worker.drain() == ["import de liste.csv"])
        release.finish()
    }

    @Test("Without work there is nothing to wait for")
    func idle() async {
        let worker = worker(patience: .seconds(600))
        #expect(await worker.drain().isEmpty)
        #expect(!worker.begin("import") {})
    }
}
