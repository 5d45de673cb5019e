// Full Foundation for signals.
import Foundation
import PeerPrograms
import Synchronization
import Testing

/// How many attempts go to one destination at once, and that no destination waits for another.
@Suite(.timeLimit(.minutes(2)))
struct DeliveryIsolationTests {
    /// A webhook that answers nobody until it is let go, and knows how many wait at once.
    private final class SlowHook: Sendable {
        private struct State {
            var waiting = 0
            var most = 0
        }

        /// An entry for each request.
        let requests = Journal<String>()
        private let state = Mutex(State())
        private let gate = Mutex(false)
        private let server = Mutex<ScriptedServer?>(nil)

        init() throws {
            let server = try ScriptedServer { [self] connection in
                while let request = connection.readRequest() {
                    state.withLock { state in
                        state.waiting += 1
                        state.most = max(state.most, state.waiting)
                    }
                    requests.append(request.header("webhook-id") ?? "")
                    while !gate.withLock({ $0 }) { connection.pause(milliseconds: 5) }
                    state.withLock { $0.waiting -= 1 }
                    connection.answer(200)
                }
            }
            self.server.withLock { $0 = server }
        }

        var port: Int { server.withLock { $0?.port ?? 0 } }
        /// How many requests waited at once.
        var most: Int { state.withLock(\.most) }

        func letGo() { gate.withLock { $0 = true } }

        func stop() {
            letGo()
            server.withLock { $0?.stop() }
        }
    }

    @Test func slowDestinationHoldsUpNobodyElse() async throws {
        let codes = 1...40
        let centre = try SwitchableCentre()
        let (slow, quick) = (try SlowHook(), try WebhookSink())
        defer { slow.stop() }
        let folder = try DaemonFolder(
            ConfigurationText(
                sources: ConfigurationText.source(port: centre.port, codes: codes),
                routes: """
                    route:
                      receiver: slow
                      group_by: [innoId]
                      group_wait: 0s
                      routes:
                        - { receiver: slow, continue: true }
                        - { receiver: quick }
                    receivers:
                      - name: slow
                        webhook_configs: [{ url: "http://127.0.0.1:\(slow.port)/hook", timeout: 60s }]
                      - name: quick
                        webhook_configs: [{ url: "http://127.0.0.1:\(quick.port)/hook" }]

                    """
            ).text
        )
        let daemon = try CallwatchProcess.run(folder)
        for code in codes { centre.set(queue: 1, of: code) }
        // All of the quick one's arrive while the slow one has not answered once.
        try await quick.arrivals.wait(for: "all for the quick one") { Set($0.map(\.id)).count >= codes.count }
        try await slow.requests.wait(for: "what the slow one may be given") { $0.count >= 16 }
        #expect(slow.most == 16)
        slow.letGo()
        try await slow.requests.wait(for: "all for the slow one") { Set($0).count == codes.count }
        #expect(slow.most == 16)
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
    }
}
