import Alerting
import Model
import TestSupport
import Testing

/// Heartbeats that are waited for.
struct HeartbeatTests {
    private static let nightly = Heartbeat(
        name: "nightly",
        every: .seconds(100),
        grace: .seconds(20),
        labels: ["severity": "critical", "team": "data"]
    )

    private func configuration(_ heartbeats: [Heartbeat] = [nightly]) throws -> AlertConfiguration {
        var configuration = try AlertConfiguration.of([])
        configuration.heartbeats = heartbeats
        return configuration
    }

    @Test func heartbeatThatNeverComesIsMissingFromItsConfigurationOn() throws {
        var bench = try EngineBench.checked(try configuration())
        bench.pass(to: 1000)
        #expect(bench.timeline == ["120 HeartbeatMissing/- inactive->firing"])
        let alert = try #require(bench.engine.alertStatuses(at: .at(1000)).first?.alert)
        #expect(
            alert.labels == [
                "alertname": "HeartbeatMissing", "heartbeat": "nightly", "severity": "critical", "team": "data",
            ]
        )
        #expect(alert.annotations["summary"] == "Heartbeat nightly is missing")
        #expect(alert.annotations["reason"] == "wanted every 1m40s and 20s of grace; none has come yet")
    }

    @Test func heartbeatInTimeKeepsItAwayAndTheNextOneEndsIt() throws {
        var bench = try EngineBench.checked(try configuration())
        for seconds in [Int64(100), 219, 338] { bench.handle(.heartbeat("nightly"), at: .at(seconds)) }
        bench.pass(to: 500)
        bench.handle(.heartbeat("nightly"), at: .at(600))
        #expect(
            bench.timeline == [
                "458 HeartbeatMissing/- inactive->firing", "600 HeartbeatMissing/- firing->inactive condition",
            ]
        )
        #expect(bench.engine.heartbeatStatuses(at: .at(600)).map(\.lastAt) == [.at(600)])
    }

    @Test func waitingGoesOnThroughARestartAndAReload() throws {
        var bench = try EngineBench.checked(try configuration())
        bench.handle(.heartbeat("nightly"), at: .at(50))
        try bench.crash(at: .at(100))
        bench.reload(try configuration(), at: 110)
        bench.pass(to: 169)
        #expect(bench.timeline.isEmpty)
        bench.pass(to: 170)
        #expect(bench.timeline == ["170 HeartbeatMissing/- inactive->firing"])
        #expect(bench.complaints == [])
    }

    @Test func heartbeatThatIsTakenOutIsNotWaitedFor() throws {
        var bench = try EngineBench.checked(try configuration())
        bench.pass(to: 200)
        bench.reload(try configuration([]), at: 210)
        #expect(bench.timeline.last == "210 HeartbeatMissing/- firing->inactive series_removed")
        #expect(!bench.store.keys.contains { $0.kind == .heartbeat })
        // Put in again, it is a new one.
        bench.reload(try configuration(), at: 300)
        bench.pass(to: 419)
        #expect(bench.timeline.count == 2)
    }

    @Test func heartbeatOfAnotherNameIsNone() throws {
        var bench = try EngineBench.checked(try configuration())
        bench.handle(.heartbeat("daily"), at: .at(100))
        bench.pass(to: 130)
        #expect(bench.timeline == ["120 HeartbeatMissing/- inactive->firing"])
    }

    @Test func alertCanBeSwitchedOff() throws {
        var configuration = try configuration()
        configuration.builtinAlerts[.heartbeatMissing] = BuiltinAlert.Settings(isEnabled: false)
        var bench = try EngineBench.checked(configuration)
        bench.pass(to: 1000)
        #expect(bench.timeline.isEmpty)
    }
}
