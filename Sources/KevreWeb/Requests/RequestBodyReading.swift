import Foundation
import HTTPTypes
import Hummingbird
import Kevre

/// A file that came with a form. It is deleted when the answer is made: move it to keep it.
public struct UploadedFile: Sendable {
    /// Name of the form's field.
    public let field: String
    /// Name on the visitor's machine; never a path.
    public let name: String
    /// What the browser takes it for; not to be trusted.
    public let type: String?
    /// Where it is.
    public let url: URL
    /// In bytes.
    public let size: Int
}

/// A body that is not taken.
enum BodyRefusal: Refusal, Equatable {
    case tooLarge(limit: Int)
    case unreadable
    case noFilesHere
    case interrupted
    case forged

    var message: String {
        switch self {
        case .tooLarge(let limit):
            "L’envoi dépasse la taille permise\u{a0}: \(limit / 1_048_576)\u{a0}Mo. Rien n’a été enregistré."
        case .unreadable: "L’envoi n’est pas lisible. Rechargez la page, puis recommencez."
        case .noFilesHere: "Cette page ne reçoit pas de fichier."
        case .interrupted: "L’envoi a été interrompu avant la fin. Recommencez."
        case .forged:
            "Cette page est restée ouverte trop longtemps, ou l’envoi ne vient pas d’une page de Kevre. Rien n’a été enregistré."
        }
    }

    var code: String {
        switch self {
        case .tooLarge: "body_too_large"
        case .unreadable: "body_unreadable"
        case .noFilesHere: "no_files_here"
        case .interrupted: "body_interrupted"
        case .forged: "forged"
        }
    }

    var field: String? { nil }
}

/// The fields and files of a POST.
struct ReceivedBody: Sendable {
    var fields = FormInput()
    var files: [UploadedFile] = []

    /// Deletes the files that nobody moved.
    func discardFiles() {
        for file in files {
            // Moved by whom it was for: nothing left to delete.
            try? FileManager.default.removeItem(at: file.url)
        }
    }

    /// Reads the body of a request.
    ///
    /// - Parameters:
    ///   - folder: where files go.
    ///   - isGenuine: whether the fields read so far prove that the form is ours. Asked before the first byte of
    ///     a file is kept, so that nobody fills the disk from elsewhere: the token stands first in our forms.
    static func read(
        _ request: Request, limit: BodyLimit, folder: URL, isGenuine: @Sendable (FormInput) -> Bool
    ) async throws -> ReceivedBody {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit.bytes {
            throw BodyRefusal.tooLarge(limit: limit.bytes)
        }
        let type = request.headers[.contentType] ?? ""
        if type.lowercased().hasPrefix("multipart/form-data") {
            return try await readParts(
                request, type: type, limit: limit, folder: folder, isGenuine: isGenuine)
        }
        var bytes: [UInt8] = []
        for try await chunk in request.body {
            bytes.append(contentsOf: chunk.readableBytesView)
            guard bytes.count <= BodyLimit.fields.bytes else {
                throw BodyRefusal.tooLarge(limit: BodyLimit.fields.bytes)
            }
        }
        guard let pairs = FormText.pairs(bytes) else { throw BodyRefusal.unreadable }
        return ReceivedBody(fields: FormText.input(pairs))
    }

    private static func readParts(
        _ request: Request, type: String, limit: BodyLimit, folder: URL,
        isGenuine: @Sendable (FormInput) -> Bool
    ) async throws -> ReceivedBody {
        var collection: PartCollection
        do {
            collection = PartCollection(
                reader: try MultipartReader(contentType: type), limit: limit, folder: folder)
        } catch is MultipartReader.Failure {
            throw BodyRefusal.unreadable
        }
        do {
            for try await chunk in request.body {
                try collection.take(chunk.readableBytesView, isGenuine: isGenuine)
            }
            return try collection.finish()
        } catch let failure as MultipartReader.Failure {
            collection.abandon()
            throw failure == .truncated ? BodyRefusal.interrupted : BodyRefusal.unreadable
        } catch {
            collection.abandon()
            throw error
        }
    }
}

/// Parts on their way to fields and files.
private struct PartCollection {
    private var reader: MultipartReader
    private let limit: BodyLimit
    private let folder: URL
    private var body = ReceivedBody()
    private var received = 0
    private var textBytes = 0
    private var fields = 0
    private var name = ""
    private var text: [UInt8] = []
    private var file: (handle: FileHandle, file: UploadedFile, size: Int)?

    init(reader: MultipartReader, limit: BodyLimit, folder: URL) {
        self.reader = reader
        self.limit = limit
        self.folder = folder
    }

    mutating func take(_ bytes: some Collection<UInt8>, isGenuine: (FormInput) -> Bool) throws {
        received += bytes.count
        guard received <= limit.bytes + 65_536 else { throw BodyRefusal.tooLarge(limit: limit.bytes) }
        for event in try reader.feed(bytes) {
            switch event {
            case .part(let name, let fileName, let type):
                self.name = name
                text = []
                fields += 1
                guard fields <= FormText.maxFields else { throw BodyRefusal.unreadable }
                // An empty file field comes with an empty name.
                if let fileName, !fileName.isEmpty { try open(fileName, type, isGenuine) }
            case .content(let bytes):
                if file != nil {
                    try file?.handle.write(contentsOf: Data(bytes))
                    file?.size += bytes.count
                } else {
                    textBytes += bytes.count
                    guard textBytes <= BodyLimit.fields.bytes else {
                        throw BodyRefusal.tooLarge(limit: BodyLimit.fields.bytes)
                    }
                    text += bytes
                }
            case .endOfPart: try close()
            }
        }
    }

    private mutating func open(_ fileName: String, _ type: String?, _ isGenuine: (FormInput) -> Bool) throws {
        guard case .files = limit else { throw BodyRefusal.noFilesHere }
        guard isGenuine(body.fields) else { throw BodyRefusal.forged }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let url = folder.appending(path: Secrets.token())
        try Data().write(to: url)
        let handle = try FileHandle(forWritingTo: url)
        file = (handle, UploadedFile(field: name, name: fileName, type: type, url: url, size: 0), 0)
    }

    private mutating func close() throws {
        if let (handle, file, size) = file {
            try handle.close()
            body.files.append(
                UploadedFile(field: file.field, name: file.name, type: file.type, url: file.url, size: size))
            self.file = nil
        } else {
            guard let value = String(validating: text, as: UTF8.self), !text.contains(0) else {
                throw BodyRefusal.unreadable
            }
            body.fields.values[name, default: []].append(value)
        }
    }

    func finish() throws -> ReceivedBody {
        try reader.finish()
        return body
    }

    /// Leaves nothing on the disk.
    func abandon() {
        if let (handle, file, _) = file {
            // The file goes away next; what closing it might say does not matter any more.
            try? handle.close()
            // It may not have been made.
            try? FileManager.default.removeItem(at: file.url)
        }
        body.discardFiles()
    }
}
