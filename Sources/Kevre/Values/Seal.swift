import CSodium
import Foundation

/// Texts that go through a browser which may neither read nor change them: the key of an association on a public page,
/// the moment a form was shown. libsodium's secretbox, by a secret of the installation.
public struct Seal: Sendable {
    private let key: [UInt8]

    /// A secret of its own, for as long as the process lives.
    public init() { key = Self.random(Int(crypto_secretbox_KEYBYTES)) }

    /// The secret kept in a file, made at the first use: what was sealed before a restart is read after it.
    ///
    /// - Throws: CocoaError when the file can be neither read nor written.
    public init(file: URL) throws {
        let count = Int(crypto_secretbox_KEYBYTES)
        if let known = try? Data(contentsOf: file), known.count == count {
            key = Array(known)
            return
        }
        let made = Self.random(count)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(made).write(to: file, options: .atomic)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
        key = made
    }

    /// The text, sealed, in letters that need no escaping in an address. The same text gives the same seal: its nonce
    /// follows from it and from the secret.
    public func seal(_ text: String) -> String {
        let message = Array(text.utf8)
        var nonce = [UInt8](repeating: 0, count: Int(crypto_secretbox_NONCEBYTES))
        crypto_generichash(&nonce, nonce.count, message, UInt64(message.count), key, key.count)
        var box = [UInt8](repeating: 0, count: message.count + Int(crypto_secretbox_MACBYTES))
        crypto_secretbox_easy(&box, message, UInt64(message.count), nonce, key)
        return Data(nonce + box).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }

    /// What was sealed; nil for anything that this installation has not sealed.
    public func open(_ sealed: String) -> String? {
        var text = sealed.replacing("-", with: "+").replacing("_", with: "/")
        text += String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        let nonces = Int(crypto_secretbox_NONCEBYTES)
        guard let bytes = Data(base64Encoded: text).map({ Array($0) }),
            bytes.count >= nonces + Int(crypto_secretbox_MACBYTES)
        else { return nil }
        let box = Array(bytes[nonces...])
        var message = [UInt8](repeating: 0, count: box.count - Int(crypto_secretbox_MACBYTES))
        guard crypto_secretbox_open_easy(&message, box, UInt64(box.count), Array(bytes[..<nonces]), key) == 0 else {
            return nil
        }
        return String(validating: message, as: UTF8.self)
    }

    private static func random(_ count: Int) -> [UInt8] {
        precondition(sodium_init() >= 0, "libsodium could not be initialised")
        var bytes = [UInt8](repeating: 0, count: count)
        randombytes_buf(&bytes, bytes.count)
        return bytes
    }
}
