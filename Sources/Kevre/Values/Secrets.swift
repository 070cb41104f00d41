import CSodium

/// Passwords and tokens, by libsodium.
public enum Secrets {
    /// Whether libsodium is ready; it says so once for the process.
    private static let ready: Bool = sodium_init() >= 0

    /// argon2id string of a password: 19 MiB, two passes (OWASP's minimum), salt included.
    public static func hash(password: String) -> String {
        precondition(ready, "libsodium could not be initialised")
        var output = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
        let outcome = password.withCString { text in
            crypto_pwhash_str_alg(
                &output, text, UInt64(password.utf8.count), 2, 19_456 * 1_024, crypto_pwhash_ALG_ARGON2ID13)
        }
        precondition(outcome == 0, "not enough memory to hash a password")
        return output.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    /// Whether a password is the one that was hashed. Takes the same time for a wrong one.
    public static func verify(password: String, against hash: String) -> Bool {
        precondition(ready, "libsodium could not be initialised")
        return password.withCString { text in
            crypto_pwhash_str_verify(hash, text, UInt64(password.utf8.count)) == 0
        }
    }

    /// Signs of a secret: 128 bits, five by sign.
    public static let length = 26

    /// 128 random bits as ``length`` characters of a–z and 2–7, to be put in a cookie or an address.
    public static func token() -> String {
        precondition(ready, "libsodium could not be initialised")
        var bytes = [UInt8](repeating: 0, count: 16)
        randombytes_buf(&bytes, bytes.count)
        return token(of: bytes)
    }

    /// The secret that follows from another one and tells nothing of it: of the same form, hence masked as it is.
    public static func token(from text: String) -> String { token(of: digest(text).prefix(16)) }

    /// Whether a text has the form of our secrets: the only definition of it.
    public static func isToken(_ text: String) -> Bool { text.utf8.count == length && text.utf8.allSatisfy(isSign) }

    private static func isSign(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x32...0x37).contains(byte) }

    private static func token(of bytes: some Sequence<UInt8>) -> String {
        func sign(_ number: UInt32) -> UInt8 { UInt8(number < 26 ? 0x61 + number : 0x32 + number - 26) }
        var result: [UInt8] = []
        result.reserveCapacity(length)
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                result.append(sign(buffer >> bits & 31))
            }
        }
        if bits > 0 { result.append(sign(buffer << (5 - bits) & 31)) }
        return String(decoding: result, as: UTF8.self)
    }

    /// A text of an address as a log may hold it: a secret, or most of one (a link cut by a mail, with a full stop
    /// behind it), becomes `…`. No word of an address is as long.
    public static func masked(_ text: String) -> String {
        var result = ""
        var run = ""
        func end() {
            result += run.utf8.count >= length - 6 ? "…" : run
            run = ""
        }
        for sign in text {
            if sign.isASCII, sign.isLetter || sign.isNumber {
                run.append(sign)
            } else {
                end()
                result.append(sign)
            }
        }
        end()
        return result
    }

    /// SHA-256: what the database keeps of a token.
    public static func digest(_ text: String) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
        let bytes = Array(text.utf8)
        crypto_hash_sha256(&output, bytes, UInt64(bytes.count))
        return output
    }

    /// SHA-256 in hexadecimal.
    public static func hexDigest(_ text: String) -> String {
        digest(text).map { byte in
            let hex = String(byte, radix: 16)
            return hex.count == 1 ? "0" + hex : hex
        }.joined()
    }

    /// Whether two tokens are equal, in a time that does not tell where they differ.
    public static func areEqual(_ a: String, _ b: String) -> Bool {
        let left = digest(a)
        let right = digest(b)
        return sodium_memcmp(left, right, left.count) == 0
    }
}
