import Foundation

/// A file of a test's own, removed with the value.
final class TemporaryFile {
    let url: URL
    var path: String { url.path }

    init(_ name: String, _ bytes: some Sequence<UInt8>) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "kevre-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        url = directory.appending(path: name)
        try Data(bytes).write(to: url)
    }

    convenience init(_ name: String, _ text: String) throws {
        try self.init(name, text.utf8)
    }

    deinit {
        // A leftover in the temporary directory harms nobody.
        try? FileManager.default.removeItem(at: url.deletingLastPathComponent())
    }
}
