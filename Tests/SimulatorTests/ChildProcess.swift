import Foundation

/// A program that a test talks to or lets talk; full Foundation, for `Process`.
enum ChildProcess {
    /// What a program left behind.
    struct Outcome: Sendable {
        let status: Int32
        let output: String
    }

    /// Whether the machine has all of these programs.
    static func has(_ names: String...) -> Bool {
        names.allSatisfy { path(of: $0) != nil }
    }

    /// Runs a program found in `PATH` to its end, standard error with standard output.
    static func run(_ name: String, _ arguments: [String]) async throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path(of: name) ?? name)
        process.arguments = arguments
        let output = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try Data().write(to: output)
        defer { try? FileManager.default.removeItem(at: output) }
        let handle = try FileHandle(forWritingTo: output)
        process.standardOutput = handle
        process.standardError = handle
        process.standardInput = FileHandle.nullDevice
        let (ended, end) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            end.yield(process.terminationStatus)
            end.finish()
        }
        try process.run()
        let status = await ended.first { _ in true } ?? -1
        return Outcome(status: status, output: try String(contentsOf: output, encoding: .utf8))
    }

    private static func path(of name: String) -> String? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}

/// A folder that is gone when the test is over.
struct TemporaryFolder: ~Copyable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("simulator-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    /// The path of a file in the folder, written with `text` if that is given.
    func file(_ name: String, _ text: String? = nil) throws -> String {
        let file = path + "/" + name
        try text?.write(toFile: file, atomically: true, encoding: .utf8)
        return file
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
