import Hummingbird
import Kevre

/// What every site for the public must say, and the authority's own colours.
enum PublicPages {
    static func add(to routes: inout Routes) {
        routes.publicGet("accessibilite", use: accessibility)
        routes.publicGet("donnees-personnelles", use: privacy)
        routes.publicGet("apparence.css", use: appearance)
    }

    @Sendable private static func accessibility(_ visit: Visit) async throws -> Response {
        try visit.publicPage(
            "public/accessibility", title: "Accessibilité", subject: "Vie associative et subventions",
            ["authority": visit.office.authority.name])
    }

    @Sendable private static func privacy(_ visit: Visit) async throws -> Response {
        try visit.publicPage(
            "public/privacy", title: "Données personnelles", subject: "Vie associative et subventions",
            ["authority": visit.office.authority.name].merging(
                visit.contact().map { ["contact": $0.line] } ?? [:]
            ) { first, _ in first })
    }

    /// The accent colour of the authority, in place of Kevre's petrol; its lighter and darker companions follow.
    @Sendable private static func appearance(_ visit: Visit) async throws -> Response {
        guard let accent = visit.office.authority.accent else { throw NotFound("Pas d’apparence propre.") }
        let sheet = """
            :root { --accent: \(accent); --accent-strong: color-mix(in srgb, \(accent) 75%, black); \
            --accent-soft: color-mix(in srgb, \(accent) 14%, white); \
            --accent-mid: color-mix(in srgb, \(accent) 50%, white); }
            @media (prefers-color-scheme: dark) { :root { --accent: color-mix(in srgb, \(accent) 55%, white); \
            --accent-strong: color-mix(in srgb, \(accent) 35%, white); \
            --accent-soft: color-mix(in srgb, \(accent) 30%, black); } }

            """
        return Response(
            status: .ok,
            headers: [.contentType: "text/css; charset=utf-8", .cacheControl: "public, max-age=86400"],
            body: .init(byteBuffer: ByteBuffer(string: sheet)))
    }
}
