import HTTPTypes
import Hummingbird

/// Finds the route of a path. Our own rather than the framework's router, because it must also say which methods
/// a path has (405), and because a route carries its right, checked in one place before any handler runs.
struct RouteTable: Sendable {
    /// What a path leads to.
    enum Match {
        case route(Route, parameters: [String: String])
        /// The path exists, for these methods only.
        case otherMethods([HTTPRequest.Method])
        case nothing
    }

    private struct Node {
        var literals: [Substring: Int] = [:]
        /// Where any segment leads.
        var parameter: Int?
        var routes: [HTTPRequest.Method: (route: Route, names: [String])] = [:]
    }

    private var nodes = [Node()]

    /// - Precondition: no path and method twice.
    init(_ routes: [Route]) {
        for route in routes {
            var place = 0
            for segment in route.path.split(separator: "/") {
                place = segment.first == ":" ? parameterNode(at: place) : literalNode(segment, at: place)
            }
            precondition(
                nodes[place].routes[route.method] == nil, "\(route.method) \(route.path) is there twice")
            let names = route.path.split(separator: "/").filter { $0.first == ":" }.map { String($0.dropFirst()) }
            nodes[place].routes[route.method] = (route, names)
        }
    }

    private mutating func literalNode(_ segment: Substring, at place: Int) -> Int {
        if let known = nodes[place].literals[segment] { return known }
        nodes.append(Node())
        nodes[place].literals[segment] = nodes.count - 1
        return nodes.count - 1
    }

    private mutating func parameterNode(at place: Int) -> Int {
        if let known = nodes[place].parameter { return known }
        nodes.append(Node())
        nodes[place].parameter = nodes.count - 1
        return nodes.count - 1
    }

    /// The route of a path; a literal segment goes before a parameter.
    func match(_ method: HTTPRequest.Method, _ path: String) -> Match {
        var place = 0
        var values: [String] = []
        for segment in path.split(separator: "/") {
            if let next = nodes[place].literals[segment] {
                place = next
            } else if let next = nodes[place].parameter {
                guard let value = FormText.decoded(segment.utf8, plusIsSpace: false) else { return .nothing }
                values.append(value)
                place = next
            } else {
                return .nothing
            }
        }
        let routes = nodes[place].routes
        guard let (route, names) = routes[method == .head ? .get : method] else {
            return routes.isEmpty ? .nothing : .otherMethods(routes.keys.sorted { $0.rawValue < $1.rawValue })
        }
        let parameters = Dictionary(zip(names, values), uniquingKeysWith: { _, last in last })
        return .route(route, parameters: parameters)
    }
}
