// swift-tools-version: 6.2
import PackageDescription

extension Target.Dependency {
    fileprivate static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
    fileprivate static let crypto = product(name: "Crypto", package: "swift-crypto")
    fileprivate static let grdb = product(name: "GRDB", package: "GRDB.swift")
    fileprivate static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    fileprivate static let hummingbirdCore = product(name: "HummingbirdCore", package: "hummingbird")
    fileprivate static let hummingbirdTLS = product(name: "HummingbirdTLS", package: "hummingbird")
    fileprivate static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
    fileprivate static let lifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    fileprivate static let logging = product(name: "Logging", package: "swift-log")
    fileprivate static let nioCore = product(name: "NIOCore", package: "swift-nio")
    fileprivate static let nioExtras = product(name: "NIOExtras", package: "swift-nio-extras")
    fileprivate static let nioPosix = product(name: "NIOPosix", package: "swift-nio")
    fileprivate static let nioSSL = product(name: "NIOSSL", package: "swift-nio-ssl")
}

let package = Package(
    name: "callwatch",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Pure: values and functions, no clock, no input or output.
        .target(name: "JSON"),
        .target(name: "Diagnostics", dependencies: ["JSON"]),
        .target(name: "Model", dependencies: ["CRE2"]),
        .target(name: "Mustache", dependencies: ["Diagnostics"]),
        .target(name: "YAML", dependencies: ["CLibYAML", "Diagnostics"]),
        .target(name: "Expressions", dependencies: ["Diagnostics", "Model"]),
        .target(name: "Alerting", dependencies: ["Expressions", "Model", "Mustache"]),
        .target(
            name: "ConfigFiles",
            dependencies: ["Alerting", "Diagnostics", "Expressions", "JSON", "Model", "Mustache", "YAML"]
        ),

        .target(name: "Reports", dependencies: ["Alerting", "Diagnostics", "Expressions", "JSON", "Model"]),

        // Adapters: one outside thing each; they never import each other.
        .target(name: "Storage", dependencies: ["Alerting", "Model", .grdb]),
        .target(name: "Outbound", dependencies: ["CCurl", "Model"]),
        .target(name: "Delivery", dependencies: ["Alerting", "JSON", "Model", "Mustache", "Outbound", .crypto]),
        .target(
            name: "ContactCentre",
            dependencies: ["CSimdJSON", "CZlib", "JSON", "Model", "Outbound", .crypto]
        ),
        .target(
            name: "Server",
            dependencies: [
                "Alerting", "CCrypt", "JSON", "Model", .crypto, .hummingbird, .hummingbirdCore, .hummingbirdTLS,
                .httpTypes, .lifecycle, .logging, .nioCore, .nioPosix, .nioSSL,
            ]
        ),
        .target(
            name: "Simulator",
            dependencies: [
                "CZlib", "JSON", "Model", .crypto, .hummingbird, .hummingbirdCore, .hummingbirdTLS, .httpTypes,
                .lifecycle, .logging, .nioCore, .nioPosix, .nioSSL,
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HeapModule", package: "swift-collections"),
            ]
        ),

        // The shell: the daemon wires everything together, the commands start it.
        .target(
            name: "Daemon",
            dependencies: [
                "Alerting", "ConfigFiles", "ContactCentre", "Delivery", "Diagnostics", "JSON", "Model", "Outbound",
                "Reports", "Server", "Storage", .lifecycle, .logging,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),
        .executableTarget(
            name: "callwatch",
            dependencies: [
                "Alerting", "ConfigFiles", "ContactCentre", "Daemon", "Diagnostics", "JSON", "Model", "Outbound",
                "Reports", "Server", "Simulator", .argumentParser, .httpTypes, .hummingbird, .lifecycle, .logging,
                .nioCore, .nioExtras, .nioPosix,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),

        // System libraries.
        .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),
        .target(name: "CSimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),
        .systemLibrary(name: "CCrypt", providers: [.apt(["libcrypt-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),

        // Tests, and what they share.
        .target(name: "PeerPrograms", path: "Tests/PeerPrograms", exclude: ["Programs"]),
        .target(
            name: "TestSupport",
            dependencies: ["Alerting", "Diagnostics", "Expressions", "Model", "YAML"],
            path: "Tests/TestSupport"
        ),
        .executableTarget(
            name: "storage-crash-writer",
            dependencies: ["Alerting", "Model", "Storage"],
            path: "Tests/StorageCrashWriter"
        ),
        .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics", "JSON"]),
        .testTarget(name: "ModelTests", dependencies: ["Model"]),
        .testTarget(name: "MustacheTests", dependencies: ["Diagnostics", "Mustache", "TestSupport"]),
        .testTarget(name: "YAMLTests", dependencies: ["Diagnostics", "TestSupport", "YAML"], exclude: ["Fixtures"]),
        .testTarget(
            name: "ExpressionsTests",
            dependencies: ["Diagnostics", "Expressions", "Model", "TestSupport"],
            exclude: ["Fixtures"]
        ),
        .testTarget(name: "AlertingTests", dependencies: ["Alerting", "Expressions", "Model", "TestSupport"]),
        .testTarget(
            name: "FuzzTests",
            dependencies: [
                "Alerting", "ConfigFiles", "ContactCentre", "Diagnostics", "Expressions", "Model", "TestSupport",
                "YAML",
            ]
        ),
        .testTarget(
            name: "ConfigFilesTests",
            dependencies: ["Alerting", "ConfigFiles", "Diagnostics", "Model", "Mustache", "TestSupport", "YAML"],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "ContactCentreTests",
            dependencies: ["CSimdJSON", "CZlib", "ContactCentre", "Model", "Outbound", "PeerPrograms", "TestSupport"],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "DeliveryTests",
            dependencies: [
                "Alerting", "Delivery", "Diagnostics", "JSON", "Model", "Mustache", "Outbound", "PeerPrograms",
            ]
        ),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "ConfigFiles", "Model", "PeerPrograms", "Simulator", "TestSupport", "callwatch", .lifecycle, .logging,
            ],
            exclude: ["Fixtures"]
        ),
        .testTarget(name: "ReportsTests", dependencies: ["Alerting", "Model", "Reports", "TestSupport"]),
        .testTarget(name: "OutboundTests", dependencies: ["Outbound", "PeerPrograms"]),
        .testTarget(
            name: "SimulatorTests",
            dependencies: ["Model", "PeerPrograms", "Simulator", .logging, .nioCore, .nioPosix]
        ),
        .testTarget(
            name: "DaemonTests",
            dependencies: [
                "Alerting", "ConfigFiles", "Daemon", "Diagnostics", "Model", "PeerPrograms", "Simulator", "Storage",
                "callwatch", .grdb, .logging,
            ]
        ),
        .testTarget(
            name: "ServerTests",
            dependencies: ["Alerting", "Model", "PeerPrograms", "Server", "TestSupport", .lifecycle, .logging]
        ),
        .testTarget(
            name: "StorageTests",
            dependencies: ["Alerting", "Model", "Storage", "TestSupport", "storage-crash-writer", .grdb]
        ),
    ],
    cxxLanguageStandard: .cxx17
)

let cTargets: Set<String> = ["CRE2", "CSimdJSON"]
for target in package.targets where target.type != .system && !cTargets.contains(target.name) {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
            .treatAllWarnings(as: .error),
        ]
}
