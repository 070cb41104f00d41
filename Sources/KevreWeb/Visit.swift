import Foundation
import HTTPTypes
import Hummingbird
import Kevre
import PostgreSQL

/// What a handler receives: who asks for what, of which authority, and what was typed.
public struct Visit: Sendable {
    /// The authority visited.
    public let office: Office
    /// Who visits; on pages for everybody, someone without any right unless signed in.
    public let agent: Agent
    /// The request, its body already read.
    public let request: Request
    /// Without the query, as it came.
    public let path: String
    /// Names and values of the query, in order.
    public let query: [(name: String, value: String)]
    /// Values of the route's `:names`.
    public internal(set) var parameters: [String: String] = [:]
    /// What was posted, `csrf` included.
    public internal(set) var form = FormInput()
    /// Files that came along; deleted after the answer unless moved.
    public internal(set) var files: [UploadedFile] = []
    /// On pages for everybody: whom to ask, service by service.
    var contacts: [ServiceContact] = []
    /// The token for this page's forms.
    public let csrf: String
    /// Stands in the log and on error pages.
    public let number: String
    let origin: Origin
    let site: Site
    let session: SessionMemory.Session?
    /// A cookie to be given to a browser that has none yet, for forms of pages for everybody.
    let newBrowserSecret: String?
    /// What was done just before, as ``Flash`` wrote it.
    let sealedNotice: String?

    /// Where the visitor comes from, for limits.
    public var address: String { origin.address }

    /// The host asked for, with its port.
    var host: String { origin.host }
    var isSecure: Bool { origin.isSecure }

    /// A path of ours with this visit's query.
    func address(of path: String) -> String { path + (request.uri.query.map { "?\($0)" } ?? "") }

    /// The moment of the visit: its page, its rules and its database read one clock.
    public var now: Date { office.now() }

    /// Today in Europe/Paris.
    public var today: Day { office.today() }

    /// Whom a public page says to ask about a service's affairs, or about anything.
    func contact(_ service: Service.ID? = nil) -> ServiceContact? { ServiceContact.of(service, among: contacts) }

    /// The first value of a parameter of the address's query; nil when absent or empty.
    public func query(_ name: String) -> String? {
        query.first { $0.name == name && !$0.value.isEmpty }?.value
    }

    /// The record's version that a form was filled in from.
    public var version: Int? { form["version"].flatMap { Int($0) } }

    /// A key from the path.
    ///
    /// - Throws: ``NotFound`` when it is not a key.
    public func identifier<Subject>(
        _ name: String = "id", _ type: Identifier<Subject>.Type = Identifier<Subject>.self
    ) throws -> Identifier<Subject> {
        guard let id = parameters[name].flatMap(Identifier<Subject>.init) else {
            throw NotFound("Cette page n’existe pas.")
        }
        return id
    }

    /// A key from a posted field.
    ///
    /// - Throws: ``NotFound`` when it is not a key.
    public func posted<Subject>(_ name: String, _ type: Identifier<Subject>.Type) throws -> Identifier<
        Subject
    > {
        guard let id = form[name].flatMap(Identifier<Subject>.init) else {
            throw NotFound("Cette valeur n’existe pas\u{a0}: rechargez la page.")
        }
        return id
    }

    /// The file that came in a field.
    public func file(_ field: String) -> UploadedFile? { files.first { $0.field == field } }

    /// Reads in one transaction.
    public func read<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        try await office.read(body)
    }

    /// Writes in one transaction, in the agent's name.
    @discardableResult
    public func write<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        try await office.write(as: agent, body)
    }

    /// Whether the script asks, for an answer in JSON.
    public var wantsJSON: Bool { request.headers[.accept]?.hasPrefix("application/json") ?? false }
}
