// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "callwatch",
    dependencies: [],
    targets: [
        // Pure: values and functions, no clock, no input or output.
        .target(name: "JSON"),
        .target(name: "Diagnostics", dependencies: ["JSON"]),
        .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),
        .target(name: "Model", dependencies: ["CRE2"]),
        .target(name: "Alerting", dependencies: ["Model"]),

        .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics", "JSON"]),
        .testTarget(name: "ModelTests", dependencies: ["Model"]),
    ],
    cxxLanguageStandard: .cxx17
)

for target in package.targets where !target.name.hasPrefix("C") {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
            .treatAllWarnings(as: .error),
        ]
}
