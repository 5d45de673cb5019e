// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "callwatch",
    dependencies: [],
    targets: [
        // Pure: values and functions, no clock, no input or output.
        .target(name: "JSON"),
        .target(name: "Diagnostics", dependencies: ["JSON"]),
        .target(name: "Model", dependencies: ["CRE2"]),
        .target(name: "YAML", dependencies: ["CLibYAML", "Diagnostics"]),
        .target(name: "Expressions", dependencies: ["Diagnostics", "Model"]),
        .target(name: "Alerting", dependencies: ["Expressions", "Model"]),

        // The shell: the daemon wires everything together, the commands start it.

        // System libraries.
        .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),

        // Tests, and what they share.
        .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics", "JSON"]),
        .testTarget(name: "ModelTests", dependencies: ["Model"]),
        .testTarget(name: "YAMLTests", dependencies: ["Diagnostics", "YAML"], exclude: ["Fixtures"]),
        .testTarget(
            name: "ExpressionsTests",
            dependencies: ["Diagnostics", "Expressions", "Model"],
            exclude: ["Fixtures"]
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
