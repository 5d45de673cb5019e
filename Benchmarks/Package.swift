// swift-tools-version: 6.2
import PackageDescription

extension Target.Dependency {
    fileprivate static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
    fileprivate static let crypto = product(name: "Crypto", package: "swift-crypto")
}

// A package of its own, so that the product's graph stays free of it. The product's modules are no library products
// and their surface has `package` access, so those that are measured in process are targets of this package, too, by
// the link `Product`; all others are measured in the program itself.
let package = Package(
    name: "benchmarks",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    ],
    targets: [
        .executableTarget(
            name: "benchmarks",
            dependencies: [
                "Alerting", "ConfigFiles", "ContactCentre", "Diagnostics", "Expressions", "Model", "YAML",
                .argumentParser,
            ]
        ),

        // The product's targets, with what its own Package.swift says of them.
        .target(name: "JSON", path: "Product/JSON"),
        .target(name: "Diagnostics", dependencies: ["JSON"], path: "Product/Diagnostics"),
        .target(name: "Model", dependencies: ["CRE2"], path: "Product/Model"),
        .target(name: "YAML", dependencies: ["CLibYAML", "Diagnostics"], path: "Product/YAML"),
        .target(name: "Expressions", dependencies: ["Diagnostics", "Model"], path: "Product/Expressions"),
        .target(name: "Mustache", dependencies: ["Diagnostics"], path: "Product/Mustache"),
        .target(name: "Alerting", dependencies: ["Expressions", "Model", "Mustache"], path: "Product/Alerting"),
        .target(
            name: "ConfigFiles",
            dependencies: ["Alerting", "Diagnostics", "Expressions", "JSON", "Model", "Mustache", "YAML"],
            path: "Product/ConfigFiles"
        ),
        .target(name: "Outbound", dependencies: ["CCurl", "Model"], path: "Product/Outbound"),
        .target(
            name: "ContactCentre",
            dependencies: ["CSimdJSON", "CZlib", "JSON", "Model", "Outbound", .crypto],
            path: "Product/ContactCentre"
        ),
        .target(name: "CRE2", path: "Product/CRE2", linkerSettings: [.linkedLibrary("re2")]),
        .target(name: "CSimdJSON", path: "Product/CSimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),
        .systemLibrary(
            name: "CCurl",
            path: "Product/CCurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"])]
        ),
        .systemLibrary(
            name: "CLibYAML",
            path: "Product/CLibYAML",
            pkgConfig: "yaml-0.1",
            providers: [.apt(["libyaml-dev"])]
        ),
        .systemLibrary(name: "CZlib", path: "Product/CZlib", providers: [.apt(["zlib1g-dev"])]),
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
