import ArgumentParser
import KevreWeb

/// For programs that walk the whole site, such as `script/bench`.
struct RoutesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "routes", abstract: "Les adresses qui ont une page, une par ligne.", shouldDisplay: false)

    func run() async throws {
        for path in Routes.product.pages { print(path) }
    }
}
