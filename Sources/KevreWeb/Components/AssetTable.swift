import Foundation
import HTTPTypes
import Hummingbird

/// The stylesheet, the script, the logo and the fonts, held in memory and served under `/assets/`.
///
/// An address carries a hash of the content (`/assets/kevre.css?v=…`): a browser keeps it for a year, and a new
/// version has a new address.
public struct AssetTable: Sendable {
    private struct Asset: Sendable {
        var version: String
        var type: String
        var body: [UInt8]
    }

    private let directory: URL
    private let fonts: URL
    private let assets: [String: Asset]

    /// Reads the folder of assets, and the fonts that the stylesheet names and that are there.
    ///
    /// - Throws: the file system's error when an asset can't be read.
    public init(directory: URL, fonts: URL) throws {
        self.directory = directory
        self.fonts = fonts
        var assets: [String: Asset] = [:]
        for weight in ["Regular", "Medium", "SemiBold"] {
            let file = fonts.appending(path: "Inter-\(weight).otf")
            // Fonts are a comfort: without the Debian package, pages fall back to the system's own.
            guard let data = try? Data(contentsOf: file) else { continue }
            assets["inter/Inter-\(weight).otf"] = Self.asset([UInt8](data), named: file.lastPathComponent)
        }
        for name in try FileManager.default.contentsOfDirectory(atPath: directory.path) where !name.hasPrefix(".") {
            var body = [UInt8](try Data(contentsOf: directory.appending(path: name)))
            if name.hasSuffix(".css") {
                var sheet = String(decoding: body, as: UTF8.self)
                for (font, asset) in assets where font.hasPrefix("inter/") {
                    sheet = sheet.replacingOccurrences(
                        of: "/assets/\(font)", with: "/assets/\(font)?v=\(asset.version)")
                }
                body = Array(sheet.utf8)
            }
            assets[name] = Self.asset(body, named: name)
        }
        self.assets = assets
    }

    /// The same folders, read again.
    public func reloaded() throws -> AssetTable { try AssetTable(directory: directory, fonts: fonts) }

    /// The address of an asset, with the hash of its content.
    public func address(of name: String) -> String {
        guard let asset = assets[name] else { return "/assets/\(name)" }
        return "/assets/\(name)?v=\(asset.version)"
    }

    /// Answers `/assets/<name>`: 200, 304 when the browser has it, 404 when there is none.
    ///
    /// A versioned address may be kept for a year (`immutable`), any other is asked about each time.
    public func response(to request: Request) -> Response {
        let name = String(request.uri.path.dropFirst("/assets/".count))
        guard let asset = assets[name] else { return Response(status: .notFound) }
        let isCurrent = request.uri.queryParameters["v"].map(String.init) == asset.version
        var headers: HTTPFields = [
            .contentType: asset.type,
            .eTag: "\"\(asset.version)\"",
            .cacheControl: isCurrent ? "public, max-age=31536000, immutable" : "no-cache",
        ]
        if request.headers[.ifNoneMatch] == "\"\(asset.version)\"" {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentLength] = String(asset.body.count)
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: asset.body)))
    }

    private static func asset(_ body: [UInt8], named name: String) -> Asset {
        let types = [
            "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
            "otf": "font/otf", "woff2": "font/woff2", "png": "image/png",
        ]
        let suffix = name.split(separator: ".").last.map(String.init) ?? ""
        // FNV-1a: tells two versions apart; nobody has to be kept from forging one.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in body { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Asset(
            version: String(hash, radix: 36), type: types[suffix] ?? "application/octet-stream", body: body)
    }
}
