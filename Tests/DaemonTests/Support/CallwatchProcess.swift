// Full Foundation for Process, Pipe and Thread.
import Foundation
import PeerPrograms
import Synchronization

/// `callwatch`, the real program, as a process of its own.
final class CallwatchProcess: Sendable {
    /// The lines on standard error so far.
    let lines = Journal<String>()
    /// How the process ended, once it has: the exit status, or the signal's number negated.
    private let ends = Journal<Int32>()
    private let process: Process

    /// The program that is built beside the tests.
    static let executable: String = {
        // Fails only without /proc; then running the program fails with its own words.
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("callwatch").path
    }()

    /// Starts `callwatch run` with a configuration, through the command `launcher` if there is one.
    static func run(
        _ folder: DaemonFolder,
        arguments: [String] = [],
        launcher: [String] = []
    ) throws -> CallwatchProcess {
        try CallwatchProcess(launcher + [executable, "run", "--config", folder.configuration] + arguments)
    }

    private init(_ command: [String]) throws {
        process = Process()
        process.executableURL = URL(fileURLWithPath: Program.find(command[0]) ?? command[0])
        process.arguments = Array(command.dropFirst())
        // The machine's proxy is not for the loopback.
        process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.lowercased().hasSuffix("_proxy") }
        let errors = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = errors
        process.terminationHandler = { [ends] process in
            let status = process.terminationStatus
            ends.append(process.terminationReason == .uncaughtSignal ? -status : status)
        }
        try process.run()
        Thread.detachNewThread { [lines] in
            var rest = Data()
            while true {
                let data = errors.fileHandleForReading.availableData
                guard !data.isEmpty else { break }
                rest += data
                while let end = rest.firstIndex(of: 0x0A) {
                    lines.append(String(decoding: rest[..<end], as: UTF8.self))
                    rest = Data(rest[(end + 1)...])
                }
            }
            if !rest.isEmpty { lines.append(String(decoding: rest, as: UTF8.self)) }
            lines.finish()
        }
    }

    deinit { kill(process.processIdentifier, SIGKILL) }

    /// Sends a signal to the process, if it still runs.
    func send(_ signal: Int32) {
        guard ends.entries.isEmpty else { return }
        kill(process.processIdentifier, signal)
    }

    /// Waits for the end; a positive status is an exit status, a negative one a signal.
    func end(atMost limit: Duration = .seconds(60)) async throws -> Int32 {
        let entries = try await ends.wait(for: "the end of callwatch", atMost: limit) { !$0.isEmpty }
        return entries[0]
    }

    /// Waits for a line that contains a text, after the first `count` lines.
    @discardableResult
    func line(containing text: String, after count: Int = 0) async throws -> String {
        let found = try await lines.wait(for: "the line `\(text)`") { lines in
            lines.dropFirst(count).contains { $0.contains(text) }
        }
        return found.dropFirst(count).first { $0.contains(text) } ?? ""
    }

    /// Waits until the API listens, and gives its port.
    func port() async throws -> Int {
        let line = try await line(containing: "listening on ")
        guard let port = line.split(separator: ":").last.flatMap({ Int($0) }) else {
            throw Program.Failure("no port in `\(line)`")
        }
        return port
    }

    /// Waits until `/-/ready` says 200, and gives the port.
    func ready() async throws -> Int {
        let port = try await port()
        for _ in 0..<1000 {
            if try await HTTPExchange.send("GET", "/-/ready", port: port).status == 200 { return port }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw Program.Failure("callwatch is not ready after 10 s:\n\(lines.entries.joined(separator: "\n"))")
    }
}
