import CZlib
import Foundation

/// Packs bytes as a zip archive's entries are packed (RFC 1951). What it made up to a ``Flush/boundary`` ends on a whole
/// byte: pieces packed by several deflaters make one stream when they are put end to end.
final class Deflater {
    enum Flush: Int32 {
        case none = 0
        /// All bytes so far are out, the stream goes on.
        case boundary = 2
        /// The end of the stream.
        case end = 4
    }

    /// zlib keeps the address of its stream.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private var output = [UInt8](repeating: 0, count: 1 << 16)
    /// Checksum (CRC-32) and length of what came in, length of what went out.
    private(set) var crc: UInt = 0
    private(set) var plainCount = 0
    private(set) var packedCount = 0

    init() throws {
        stream.initialize(to: z_stream())
        // As libxlsxwriter packs: the usual level, no header.
        let answer = deflateInit2_(
            stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard answer == Z_OK else {
            stream.deallocate()
            throw SpreadsheetError.cannotWrite(path: "", reason: "deflateInit \(answer)")
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Packs bytes; `sink` takes what is ready.
    func pack(
        _ bytes: UnsafeRawBufferPointer, _ flush: Flush = .none, to sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let start = bytes.bindMemory(to: UInt8.self)
        if !start.isEmpty { crc = crc32_z(crc, start.baseAddress, start.count) }
        plainCount += start.count
        // zlib does not write into what it reads.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: start.baseAddress)
        stream.pointee.avail_in = UInt32(start.count)
        var isFull = true
        while isFull {
            try output.withUnsafeMutableBytes { room in
                stream.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
                stream.pointee.avail_out = UInt32(room.count)
                // It cannot fail: the state is sound, and no progress is no error.
                _ = deflate(stream, flush.rawValue)
                let made = room.count - Int(stream.pointee.avail_out)
                isFull = stream.pointee.avail_out == 0
                packedCount += made
                if made > 0 { try sink(UnsafeRawBufferPointer(rebasing: room[..<made])) }
            }
        }
    }

    /// The bytes that a packed stream stands for.
    static func unpack(_ packed: Data, count: Int) throws -> Data {
        var stream = z_stream()
        guard inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw SpreadsheetError.damaged(part: "zip", reason: "inflateInit")
        }
        defer { inflateEnd(&stream) }
        var plain = Data(count: count)
        let answer = packed.withUnsafeBytes { source in
            plain.withUnsafeMutableBytes { target in
                stream.next_in = UnsafeMutablePointer(
                    mutating: source.baseAddress?.assumingMemoryBound(to: UInt8.self))
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
                stream.avail_out = UInt32(target.count)
                return inflate(&stream, Z_FINISH)
            }
        }
        guard answer == Z_STREAM_END, stream.avail_out == 0 else {
            throw SpreadsheetError.damaged(part: "zip", reason: "inflate \(answer)")
        }
        return plain
    }
}
