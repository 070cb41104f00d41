import ArgumentParser
import Configuration
import ServiceLifecycle

@main struct KevreCommand: AsyncParsableCommand {
    func run() async throws {}
}
