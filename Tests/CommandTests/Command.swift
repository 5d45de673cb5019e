// Full Foundation for Process and Pipe.
import Foundation
import PeerPrograms

/// The program as people run it, built beside the tests.
final class Command: Sendable {
    /// How a run ended.
    struct Outcome: Sendable {
        let status: Int32
        let output: String
        let messages: String
    }

    private let process = Process()
    private let output = Pipe()
    private let messages = Pipe()

    /// Starts the program in `folder`, with temporary files in `temporary`, and a file as standard input.
    convenience init(
        _ arguments: [String],
        in folder: String? = nil,
        temporary: String? = nil,
        input: String? = nil
    ) throws {
        try self.init(executable: Self.path, arguments, in: folder, temporary: temporary, input: input)
    }

    private init(
        executable: String,
        _ arguments: [String],
        in folder: String?,
        temporary: String? = nil,
        input: String? = nil
    ) throws {
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        if let temporary {
            process.environment = ProcessInfo.processInfo.environment.merging(["TMPDIR": temporary]) { _, new in new }
        }
        process.standardInput =
            try input.map { try FileHandle(forReadingFrom: URL(fileURLWithPath: $0)) }
            ?? FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = messages
        try process.run()
    }

    deinit {
        if process.isRunning { process.terminate() }
    }

    /// Where the program is.
    static var path: String {
        get throws {
            let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("callwatch").path
        }
    }

    /// Runs the program to its end.
    static func run(_ arguments: [String], in folder: String? = nil) async throws -> Outcome {
        try await Command(arguments, in: folder).finish()
    }

    /// Runs a line of a shell to its end, in which `callwatch` is the program.
    static func shell(_ line: String, in folder: String? = nil) async throws -> Outcome {
        let script = #"program=$1; callwatch() { "$program" "$@"; }; "# + line
        let shell = try Command(executable: "/bin/sh", ["-c", script, "sh", try Self.path], in: folder)
        return try await shell.finish()
    }

    /// The next line of standard error; nil at its end.
    func nextMessage() async -> String? {
        await ownWaiting { Self.line(from: self.messages.fileHandleForReading) }
    }

    /// Everything on standard output up to the line that holds `text`; nil if the output ends before.
    func output(upTo text: String) async -> String? {
        await ownWaiting {
            var lines: [String] = []
            while let line = Self.line(from: self.output.fileHandleForReading) {
                lines.append(line)
                if line.contains(text) { return lines.joined(separator: "\n") }
            }
            return nil
        }
    }

    /// Asks the program to end.
    func signal(_ number: Int32) {
        kill(process.processIdentifier, number)
    }

    /// What the program has said since, and its status, once it has ended.
    func finish() async throws -> Outcome {
        async let output = ownWaiting { self.output.fileHandleForReading.readDataToEndOfFile() }
        async let messages = ownWaiting { self.messages.fileHandleForReading.readDataToEndOfFile() }
        let said = await (output, messages)
        await ownWaiting { self.process.waitUntilExit() }
        return Outcome(
            status: process.terminationStatus,
            output: String(decoding: said.0, as: UTF8.self),
            messages: String(decoding: said.1, as: UTF8.self)
        )
    }

    /// Waits for the program, which is ended when the test's time is over: then there is nothing left to wait for.
    private func ownWaiting<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withTaskCancellationHandler {
            await waiting(body)
        } onCancel: {
            signal(SIGKILL)
        }
    }

    private static func line(from handle: FileHandle) -> String? {
        var line: [UInt8] = []
        while let byte = handle.readData(ofLength: 1).first {
            if byte == 0x0A { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
        return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
    }
}

/// Runs another program to its end, without holding up the tasks that it may talk to.
func runProgram(_ name: String, _ arguments: [String]) async throws -> String {
    try await waiting { Result { try Program.run(name, arguments) } }.get()
}

/// The path of a file beside the tests.
func fixture(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/\(name)").path
}

/// Waits on a thread of its own: the tasks' threads are few, and what is waited for may need them.
private func waiting<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: body()) }
    }
}
