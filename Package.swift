// swift-tools-version: 6.2
import PackageDescription

// Swift 6 language mode is the default of these tools; a warning stops the build on every floor.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
    name: "kevre",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "kevre", targets: ["kevre"]),
        .library(name: "PostgreSQL", targets: ["PostgreSQL"]),
        .library(name: "Spreadsheet", targets: ["Spreadsheet"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Floor 1: C libraries, a module map and a few lines of shim each.
        .systemLibrary(
            name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(
            name: "CLibXLSXWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
        .systemLibrary(
            name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // Floor 2: clients of one outside thing each; they know nothing of associations.
        .target(name: "PostgreSQL", dependencies: ["CLibPQ"], swiftSettings: strict),
        .target(
            name: "Spreadsheet", dependencies: ["CLibXLSXWriter", "CZip", "CZlib", "CExpat"],
            swiftSettings: strict),

        // Floor 3: the domain.
        .target(
            name: "Kevre",
            dependencies: [
                "PostgreSQL", "Spreadsheet", "CSodium",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),

        // Floor 4: the web.
        .target(
            name: "KevreWeb",
            dependencies: [
                "Kevre",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Mustache", package: "swift-mustache"),
            ],
            swiftSettings: strict),

        // Floor 5: the command line.
        .executableTarget(
            name: "kevre",
            dependencies: [
                "Kevre", "KevreWeb",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            path: "Sources/CommandLine", swiftSettings: strict),

        // Tests. TestSupport: a real database per suite, the named cast.
        .target(
            name: "TestSupport", dependencies: ["Kevre"], path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(
            name: "PostgreSQLTests", dependencies: ["PostgreSQL"], swiftSettings: strict),
        .testTarget(name: "SpreadsheetTests", dependencies: ["Spreadsheet"], swiftSettings: strict),
        .testTarget(
            name: "KevreTests", dependencies: ["Kevre", "TestSupport"],
            // Read in place, by their path.
            exclude: ["Aids/Fixtures", "Grants/Fixtures", "Imports/Fixtures", "Matching/Fixtures"],
            swiftSettings: strict),
        .testTarget(
            name: "KevreWebTests",
            dependencies: [
                "KevreWeb", "TestSupport",
                .product(name: "HummingbirdTesting", package: "hummingbird"),
            ],
            // Read in place, by its path.
            exclude: ["Access/routes.txt"], swiftSettings: strict),
    ]
)
