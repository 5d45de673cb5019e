import Alerting
// Full Foundation for ProcessInfo.
import Foundation
import GRDB
import PeerPrograms
import Storage
import Testing

/// The daemon is killed at moments that nobody chose, and started again on the same store.
struct KillTests {
    private static let isLong = ProcessInfo.processInfo.environment["CALLWATCH_LONG"] == "1"
    /// The code whose queue is another at each answer, while the others keep theirs until it was told.
    private static let restless = 5

    /// What the test wants of one code with a steady queue.
    private struct Plan {
        /// How often its queue came or went.
        var changes = 0

        /// What must have been told: each change, in turn.
        var expected: [String] { (0..<changes).map { $0.isMultiple(of: 2) ? "firing" : "resolved" } }
    }

    @Test func killedDaemonTellsEveryLastingChangeUnderOneIdentity() async throws {
        let rounds = Self.isLong ? 100 : 15
        let centre = try SwitchableCentre()
        centre.setRestless(Self.restless)
        let sink = try WebhookSink()
        let folder = try DaemonFolder(
            ConfigurationText(
                sources: ConfigurationText.source(port: centre.port, codes: 1...Self.restless),
                routes: ConfigurationText.webhook(port: sink.port, interval: "200ms")
            ).text
        )

        var plans: [Int: Plan] = [:]
        for round in 0..<rounds {
            let daemon = try CallwatchProcess.run(folder)
            // Some rounds end before the socket listens, some in the middle of a commit or of a delivery.
            try await Task.sleep(for: .milliseconds(.random(in: 0...300)))
            let code = round % (Self.restless - 1) + 1
            // A change lasts long enough when the next one waits until it was told.
            if Self.told(of: code, to: sink) == plans[code, default: Plan()].expected {
                plans[code, default: Plan()].changes += 1
                centre.set(queue: plans[code]?.changes.isMultiple(of: 2) == true ? 0 : 3, of: code)
            }
            try await Task.sleep(for: .milliseconds(.random(in: 0...1700)))
            daemon.send(SIGKILL)
            #expect(try await daemon.end() == -SIGKILL)
        }

        // The last one lives: what was decided is told now, and the restless code comes to rest.
        centre.setRestless(nil)
        let daemon = try CallwatchProcess.run(folder)
        for (code, plan) in plans {
            try await sink.arrivals.wait(for: "\(plan.expected) of code \(code)") { arrivals in
                Self.told(of: code, in: arrivals) == plan.expected
            }
        }
        try await sink.arrivals.wait(for: "the rest of the restless code") { arrivals in
            Self.told(of: Self.restless, in: arrivals).last != "firing"
        }
        // One more poll than it takes to be at rest shows that nothing else is told.
        let asked = centre.requests.entries.count
        try await centre.requests.wait(for: "two more polls") { $0.count >= asked + 2 }
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)

        for (code, plan) in plans { #expect(Self.told(of: code, to: sink) == plan.expected, "code \(code)") }
        #expect(Self.told(of: Self.restless, to: sink).last != "firing")
        expectOneIdentityForEachEvent(sink.arrivals.entries)
        expectFiringsInOrder(sink.arrivals.entries)
        try expectStoreIntact(folder.store, tells: Set(sink.arrivals.entries.map(\.id)))
    }

    /// The statuses that were told of a code in turn; the same message once more is not another.
    private static func told(of code: Int, in arrivals: [Arrival]) -> [String] {
        var seen: Set<String> = []
        return arrivals.filter { $0.events.first?.innoId == String(code) && seen.insert($0.id).inserted }
            .map(\.status)
    }

    private static func told(of code: Int, to sink: WebhookSink) -> [String] {
        told(of: code, in: sink.arrivals.entries)
    }

    private func expectOneIdentityForEachEvent(_ arrivals: [Arrival]) {
        var identities: [Arrival.Event: Set<String>] = [:]
        var bodies: [String: Set<[UInt8]>] = [:]
        for arrival in arrivals {
            #expect(arrival.events.count == 1, "each code is a group of its own")
            for event in arrival.events { identities[event, default: []].insert(arrival.id) }
            bodies[arrival.id, default: []].insert(arrival.request.body)
        }
        for (event, ids) in identities { #expect(ids.count == 1, "\(event) came as \(ids)") }
        for (id, bodies) in bodies { #expect(bodies.count == 1, "\(id) came with several bodies") }
    }

    /// Of each code a firing is followed by its own end, and only then by the next firing.
    private func expectFiringsInOrder(_ arrivals: [Arrival]) {
        for (code, arrivals) in Dictionary(grouping: arrivals, by: { $0.events.first?.innoId ?? "" }) {
            var seen: Set<String> = []
            let events = arrivals.filter { seen.insert($0.id).inserted }.compactMap(\.events.first)
            for (before, after) in zip(events, events.dropFirst()) where after.status == "resolved" {
                #expect(before.status == "firing", "code \(code)")
                #expect(before.startsAt <= after.startsAt, "code \(code)")
            }
            for (before, after) in zip(events, events.dropFirst()) where before.status == after.status {
                #expect(before.startsAt < after.startsAt, "code \(code) was told twice of the same")
            }
        }
    }

    private func expectStoreIntact(_ path: String, tells ids: Set<String>) throws {
        let database = try DatabaseQueue(path: path)
        #expect(try database.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") } == ["ok"])
        try database.close()
        let store = try AlertStore.open(at: path)
        let deliveries = try store.deliveries(limit: 10_000)
        #expect(deliveries.allSatisfy { $0.state == .delivered })
        #expect(Set(deliveries.map { "msg_\($0.messageID)" }) == ids)
        try store.close()
    }
}
