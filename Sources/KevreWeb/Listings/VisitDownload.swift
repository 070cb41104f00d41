import Foundation
import Hummingbird
import Kevre

extension Visit {
    /// A file made for this visit by `write`, sent and then gone.
    func download(
        type: String, named name: String, _ write: (URL) async throws -> Void
    ) async throws -> Response {
        let folder = site.settings.incoming
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: Secrets.token())
        try await write(file)
        return try download(file, as: name, type: type)
    }
}
