import Foundation
import Spreadsheet

@testable import Kevre

/// A file in memory, under a path of its own: the readers open what they read.
struct MemoryFile {
    private static let descriptor: Int32 = {
        // Gone from its folder as soon as it is made, it lives as long as it is open.
        let name = "/dev/shm/kevre-fuzz-\(getpid())"
        let opened = open(name, O_RDWR | O_CREAT | O_EXCL, 0o600)
        precondition(opened >= 0, "no memory file")
        unlink(name)
        return opened
    }()
    static let path = "/proc/self/fd/\(descriptor)"

    static func hold(_ bytes: [UInt8]) {
        ftruncate(descriptor, 0)
        bytes.withUnsafeBytes { bytes in
            let written = pwrite(descriptor, bytes.baseAddress, bytes.count, 0)
            precondition(written == bytes.count)
        }
    }
}

/// Tables as an import reads them, from the bytes of the file to the last cell of each line.
enum Tables {
    static func read(_ bytes: [UInt8]) {
        MemoryFile.hold(bytes)
        // What is refused is refused in words.
        do {
            let source = try TableSource.open(path: MemoryFile.path)
            for sheet in source.sheets.indices.prefix(4) {
                _ = try source.mergedRanges(sheet: sheet)
                try source.rows(sheet: sheet) { row in
                    for cell in row.cells { _ = cell.text }
                    return true
                }
            }
        } catch { say(error) }
        read(as: GrantField.self) { plan, source in _ = try plan.read(source) { _ in } }
        read(as: AssociationField.self) { plan, source in _ = try plan.read(source) { _ in } }
    }

    private static func read<Field: ImportField>(
        as field: Field.Type, _ body: (ImportPlan<Field>, TableSource) throws -> Void
    ) {
        do {
            let source = try TableSource.open(path: MemoryFile.path)
            let plan = try FileImport.plan(field, source: source, fileName: "essai 2024.csv", map: [], in: nil)
            _ = plan.doubleColumns
            try body(plan, source)
        } catch { say(error) }
    }

    static func say(_ error: any Error) {
        guard let refusal = error as? any Refusal else { fatalError("no refusal: \(error)") }
        precondition(!refusal.message.isEmpty)
    }
}
