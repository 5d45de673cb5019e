// Full Foundation for Process, Pipe and FileManager's temporary folder.
import Foundation

/// Another program, run for a test.
package enum Program {
    /// A program is missing, or did not do what it was run for.
    package struct Failure: Error, CustomStringConvertible {
        /// What was run, and what it said.
        package let description: String

        /// A failure in words.
        package init(_ description: String) {
            self.description = description
        }
    }

    /// The path of an installed program, or nil.
    package static func find(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return (path.split(separator: ":").map(String.init) + ["/usr/sbin", "/sbin"])
            .map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Does what ``run(_:_:)`` does, for a program that talks to a server of this process: no task's thread is blocked.
    @discardableResult
    package static func runAside(_ name: String, _ arguments: [String]) async throws -> String {
        try await Threads.value { try run(name, arguments) }
    }

    /// Runs a program to its end and gives its output; any other end than success is thrown with its words.
    @discardableResult
    package static func run(_ name: String, _ arguments: [String]) throws -> String {
        guard let path = find(name) else { throw Failure("\(name) is not installed") }
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure("\(name) \(arguments.joined(separator: " ")): \(text)")
        }
        return text
    }
}

/// A folder that is gone when its owner is.
package final class TemporaryFolder: Sendable {
    /// Its absolute path.
    package let path: String

    /// Makes a folder that other users may pass through, but not list.
    package init(_ name: String) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("\(name)-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o711]
        )
    }

    deinit {
        // Best effort: the system clears its temporary folder anyway.
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of a file in it.
    package func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a text to a file in it.
    package func write(_ text: String, to name: String, permissions: Int = 0o644) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
        try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: file(name))
    }
}
