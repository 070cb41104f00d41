import Foundation

/// What is tried: each target reads bytes as the product would, and must answer or refuse, never break off.
enum Target: String {
    case csv, xlsx, xls, aids, multipart, query

    /// Chosen from outside, so that one program serves all.
    static let chosen: Target = {
        guard let target = ProcessInfo.processInfo.environment["KEVRE_FUZZ"].flatMap(Target.init) else {
            fatalError("KEVRE_FUZZ: csv, xlsx, xls, aids, multipart, query")
        }
        return target
    }()

    func read(_ bytes: UnsafeBufferPointer<UInt8>) {
        switch self {
        case .csv: Tables.read(Array(bytes))
        case .xlsx: Tables.read(Workbooks.archive(of: bytes))
        case .xls: Tables.read(Workbooks.compoundFile(of: bytes))
        case .aids: Aids.read(bytes)
        case .multipart: Bodies.readParts(bytes)
        case .query: Bodies.readFields(bytes)
        }
    }
}

/// What libFuzzer calls, some thousand times a second.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    Target.chosen.read(UnsafeBufferPointer(start: start, count: count))
    return 0
}
