import HTTPTypes
import Hummingbird
import Kevre
import PostgreSQL

extension Site {
    /// `/health`: 200 when the database takes a new connection, answers, and no migration is waiting, else 503.
    func health() async -> Response {
        do {
            let waiting = try await offices.waitingMigrations()
            guard waiting == 0 else {
                return plain(.serviceUnavailable, "\(waiting) migrations are waiting\n")
            }
            return plain(.ok, "ok\n")
        } catch let error as PostgreSQLError where error.kind == .server {
            // Such as a library it can't load, because its package was upgraded while it ran.
            return plain(.serviceUnavailable, "the database answers but can't work: restart it\n")
        } catch {
            return plain(.serviceUnavailable, "the database does not answer\n")
        }
    }

    /// `/metrics`, for this machine or for who has the token.
    func metricsPage(_ request: Request, _ context: SiteContext) -> Response {
        let allowed =
            settings.metricsToken.map { request.headers[.authorization] == "Bearer \($0)" }
            ?? (context.isLocal && request.headers[.forwardedFor] == nil)
        guard allowed else { return plain(.forbidden, "not allowed\n") }
        var answer = plain(.ok, metrics.text)
        answer.headers[.contentType] = "text/plain; version=0.0.4"
        return answer
    }

    /// A short answer for machines.
    func plain(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
