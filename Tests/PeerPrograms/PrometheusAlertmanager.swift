// Full Foundation for Process and JSONSerialization.
import Foundation

/// A real Alertmanager, Debian's `prometheus-alertmanager`, that tells nobody.
package final class PrometheusAlertmanager: Sendable {
    private static let program = "prometheus-alertmanager"

    /// Whether it is installed.
    package static var isAvailable: Bool { Program.find(program) != nil }

    /// The port of its API on 127.0.0.1.
    package let port: Int
    private let folder: TemporaryFolder
    private let process: Process

    /// Starts it with files of its own, and waits until it is ready.
    package static func start() async throws -> PrometheusAlertmanager {
        let peer = try PrometheusAlertmanager()
        for _ in 0..<1000 where peer.process.isRunning {
            if ScriptedServer.isListening(peer.port),
                try await HTTPExchange.send("GET", "/-/ready", port: peer.port).status == 200
            {
                return peer
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        let log = (try? String(contentsOfFile: peer.folder.file("log"), encoding: .utf8)) ?? ""
        throw Program.Failure("\(program) is not ready:\n\(log)")
    }

    private init() throws {
        guard let path = Program.find(Self.program) else { throw Program.Failure("\(Self.program) is not installed") }
        folder = try TemporaryFolder("alertmanager")
        port = try ScriptedServer.closedPort()
        try folder.write("route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n", to: "alertmanager.yml")
        try folder.write("", to: "log")
        let log = FileHandle(forWritingAtPath: folder.file("log"))
        process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = [
            "--config.file=\(folder.file("alertmanager.yml"))", "--storage.path=\(folder.file("data"))",
            "--web.listen-address=127.0.0.1:\(port)", "--cluster.listen-address=",
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = log
        process.standardError = log
        try process.run()
    }

    deinit { stop() }

    /// Ends it.
    package func stop() {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }

    /// An alert as its API has it.
    package struct Alert: Sendable, Hashable {
        /// The labels.
        package let labels: [String: String]
        /// The annotations.
        package let annotations: [String: String]
        /// When it began, as it stands there.
        package let startsAt: String
        /// The link to where it comes from.
        package let generatorURL: String
    }

    /// The alerts that are active.
    package func alerts() async throws -> [Alert] {
        let answer = try await HTTPExchange.send("GET", "/api/v2/alerts?active=true", port: port)
        guard answer.status == 200,
            let list = try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [[String: Any]]
        else { throw Program.Failure("\(Self.program) answered \(answer.status): \(answer.body)") }
        return list.map { alert in
            Alert(
                labels: alert["labels"] as? [String: String] ?? [:],
                annotations: alert["annotations"] as? [String: String] ?? [:],
                startsAt: alert["startsAt"] as? String ?? "",
                generatorURL: alert["generatorURL"] as? String ?? ""
            )
        }
    }
}
