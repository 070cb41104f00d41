import CSodium
import Foundation

extension Secrets {
    /// SHA-256 of what comes in pieces.
    struct RunningDigest {
        private var state = crypto_hash_sha256_state()

        init() { crypto_hash_sha256_init(&state) }

        mutating func add(_ piece: Data) {
            piece.withUnsafeBytes { bytes in
                guard let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
                crypto_hash_sha256_update(&state, start, UInt64(bytes.count))
            }
        }

        /// The digest in hexadecimal.
        var hex: String {
            var copy = state
            var output = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
            crypto_hash_sha256_final(&copy, &output)
            return Hexadecimal.text(output)
        }
    }

    /// 128 bits that name a text among others (BLAKE2b): no secret, only speed.
    static func fingerprint(_ bytes: [UInt8]) -> String {
        var output = [UInt8](repeating: 0, count: 16)
        crypto_generichash(&output, output.count, bytes, UInt64(bytes.count), nil, 0)
        return Hexadecimal.text(output)
    }
}

enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    static func text(_ bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { text in
            for (index, byte) in bytes.enumerated() {
                text[2 * index] = digits[Int(byte >> 4)]
                text[2 * index + 1] = digits[Int(byte & 15)]
            }
            return bytes.count * 2
        }
    }
}
