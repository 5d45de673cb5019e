import Alerting
import Foundation  // Process and temporary folders
import Model
import Storage

/// A folder of its own for the files of one test, removed with this value.
final class TestFolder: Sendable {
    /// The folder's path.
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/callwatch-store-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of the store in it.
    var store: String { path + "/callwatch.db" }

    /// The bytes of a file in it.
    func bytes(_ name: String = "callwatch.db") throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)))
    }
}

extension Timestamp {
    /// An instant of the tests, seconds after their beginning.
    static func second(_ number: Int64) -> Timestamp {
        Timestamp(milliseconds: 1_412_667_900_000 + number * 1000)
    }
}

extension Delivery {
    /// A delivery as tests need it; its lane is the receiver, the recipient and the group.
    static func test(
        _ sequence: Int64,
        receiver: String = "ops",
        recipient: String? = nil,
        group: String = "{}",
        message: String? = nil,
        at second: Int64 = 0
    ) -> Delivery {
        Delivery(
            id: "d\(sequence)",
            sequence: sequence,
            messageID: message ?? "m\(sequence)",
            threadID: sequence.isMultiple(of: 2) ? "m0" : nil,
            receiver: receiver,
            integration: "webhook[0]",
            recipient: recipient,
            notification: GroupNotification(
                receiver: receiver,
                groupKey: group,
                groupLabels: ["group": group],
                reason: .fallback(receiver: "duty"),
                alerts: [
                    NotifiedAlert(
                        status: .firing,
                        labels: ["alertname": "QueueLong", "vdn": "170"],
                        annotations: ["summary": "\"zwölf\" warten"],
                        startsAt: .second(second),
                        endsAt: nil,
                        fingerprint: Fingerprint(value: .max),
                        values: [CounterValue(.queueCallCount, 0.1), CounterValue(.allCallCount, Metric.maximum)],
                        reason: nil
                    )
                ]
            ),
            createdAt: .second(second),
            expiresAt: .second(second) + .hours(24)
        )
    }

    /// The row after an attempt at `second` that the destination took, or refused for good.
    func settled(_ state: State = .delivered, at second: Int64 = 1) -> Delivery {
        var row = self
        row.state = state
        row.attempts += 1
        row.firstAttemptAt = row.firstAttemptAt ?? .second(second)
        row.nextAttemptAt = nil
        row.settledAt = .second(second)
        row.lastError = state == .dead ? "404 Not Found" : nil
        return row
    }

    /// The row after an attempt at `second` that is to be repeated at `next`.
    func retried(at second: Int64 = 1, next: Int64) -> Delivery {
        var row = self
        row.attempts += 1
        row.firstAttemptAt = row.firstAttemptAt ?? .second(second)
        row.nextAttemptAt = .second(next)
        row.lastError = "503 Service Unavailable"
        return row
    }
}

extension StateEntry {
    /// An entry as tests need it.
    static func test(_ id: String, _ value: String, kind: Kind = .alert) -> StateEntry {
        StateEntry(key: Key(kind, id), value: Array(value.utf8))
    }
}

/// Another process that has to do with the store.
struct PeerProcess {
    /// The process, running.
    let process = Process()
    private let output = Pipe()
    private let input = Pipe()

    /// Runs the writer that is built beside the tests, through the command `launcher` if there is one.
    init(_ arguments: [String], launcher: [String] = []) throws {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let folder = URL(fileURLWithPath: tests).deletingLastPathComponent().path
        let command = launcher + [folder + "/storage-crash-writer"] + arguments
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = input
        try process.run()
    }

    /// The bytes that are there, waiting for some; empty at the end.
    func read() -> String { String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) }

    /// Everything until the end, and the exit code.
    func finish() throws -> (output: String, status: Int32) {
        try input.fileHandleForWriting.close()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (String(decoding: data, as: UTF8.self), process.terminationStatus)
    }
}
