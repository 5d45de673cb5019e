import Alerting
import Model
import Testing

@testable import Daemon

struct ExpositionTests {
    private static func text(_ body: (inout ExpositionWriter) -> Void) -> String {
        var writer = ExpositionWriter()
        body(&writer)
        return writer.text
    }

    @Test(
        arguments: [
            ("plain", #"m{l="plain"} 1"#), (#"back\slash"#, #"m{l="back\\slash"} 1"#),
            (#"qu"ote"#, #"m{l="qu\"ote"} 1"#), ("line\nend", #"m{l="line\nend"} 1"#), ("", #"m{l=""} 1"#),
            ("zwölf", #"m{l="zwölf"} 1"#),
        ]
    )
    func labelValuesAreEscaped(value: String, expected: String) {
        #expect(Self.text { $0.sample("m", [("l", value)], 1) } == expected + "\n")
    }

    @Test(arguments: [
        (0, "0"), (1, "1"), (0.5, "0.5"), (-2, "-2"), (1e300, "1e+300"), (9_007_199_254_740_992, "9007199254740992"),
    ])
    func numbersAreGoFloats(value: Double, expected: String) {
        #expect(Self.text { $0.sample("m", value) } == "m \(expected)\n")
    }

    @Test func histogramIsCumulative() {
        var histogram = Histogram(bounds: [0.1, 1])
        for milliseconds in [50, 100, 500, 5000] { histogram.observe(.milliseconds(milliseconds)) }
        let text = Self.text { writer in
            writer.family("d_seconds", .histogram, "How long.")
            writer.histogram("d_seconds", [("source", "cloud")], histogram)
        }
        #expect(
            text == """
                # HELP d_seconds How long.
                # TYPE d_seconds histogram
                d_seconds_bucket{source="cloud",le="0.1"} 2
                d_seconds_bucket{source="cloud",le="1"} 3
                d_seconds_bucket{source="cloud",le="+Inf"} 4
                d_seconds_sum{source="cloud"} 5.65
                d_seconds_count{source="cloud"} 4

                """
        )
    }
}

struct TelemetryTests {
    private static func exposition(_ telemetry: Telemetry) -> [String] {
        let gauges = TelemetryGauges(
            version: "1.2.3",
            alerts: [:],
            suppressed: 0,
            flappingAlerts: 0,
            backlog: [],
            receivers: ["ops"],
            now: Timestamp(milliseconds: 0),
            process: nil
        )
        return telemetry.exposition(gauges).split(separator: "\n").map(String.init)
    }

    private static func poll(_ failures: [RequestFailure] = [], missing: [AccessCode] = [], notNumbers: Int = 0) -> Poll
    {
        Poll(
            source: "cloud",
            time: Timestamp(milliseconds: 0),
            result: .failed,
            failures: failures,
            missing: missing,
            notNumbers: notNumbers
        )
    }

    @Test(arguments: PollFailureReason.allCases)
    func eachReasonOfAFailureHasItsSeries(_ reason: PollFailureReason) {
        let telemetry = Telemetry()
        telemetry.expect(sources: ["cloud"], receivers: [])
        func series(_ reason: PollFailureReason, _ count: Int) -> String {
            #"callwatch_poll_requests_failed_total{source="cloud",reason="\#(reason.rawValue)"} \#(count)"#
        }
        for reason in PollFailureReason.allCases { #expect(Self.exposition(telemetry).contains(series(reason, 0))) }
        let failure = RequestFailure(ccId: 1, vdn: 170, reason: reason, message: "")
        telemetry.note(Self.poll([failure, failure]), took: .zero, skipped: 0, isWritten: true)
        let lines = Self.exposition(telemetry)
        for other in PollFailureReason.allCases { #expect(lines.contains(series(other, other == reason ? 2 : 0))) }
        #expect(lines.contains(#"callwatch_polls_total{source="cloud",result="failed"} 1"#))
    }

    @Test func pollThatWasNotWrittenHasFailed() {
        let telemetry = Telemetry()
        telemetry.expect(sources: ["cloud"], receivers: [])
        let good = Poll(source: "cloud", time: Timestamp(milliseconds: 0), result: .snapshot(Snapshot()))
        telemetry.note(good, took: .zero, skipped: 0, isWritten: false)
        #expect(Self.exposition(telemetry).contains(#"callwatch_polls_total{source="cloud",result="ok"} 0"#))
        #expect(Self.exposition(telemetry).contains(#"callwatch_polls_total{source="cloud",result="failed"} 1"#))
        telemetry.note(good, took: .zero, skipped: 0, isWritten: true)
        #expect(Self.exposition(telemetry).contains(#"callwatch_polls_total{source="cloud",result="ok"} 1"#))
    }

    @Test func sourceThatIsConfiguredNoMoreHasNoSeries() {
        let telemetry = Telemetry()
        telemetry.expect(sources: ["cloud", "site"], receivers: [])
        telemetry.expect(sources: ["site"], receivers: [])
        // A cycle that was under way when the source went.
        telemetry.note(Self.poll(), took: .zero, skipped: 1, isWritten: true)
        let lines = Self.exposition(telemetry)
        #expect(!lines.contains { $0.contains(#"source="cloud""#) })
        #expect(lines.contains(#"callwatch_polls_total{source="site",result="ok"} 0"#))
    }

    @Test func unknownValuesAndSkippedCyclesAreCounted() {
        let telemetry = Telemetry()
        telemetry.expect(sources: ["cloud"], receivers: [])
        let code = AccessCode(ccId: 1, vdn: 170, innoId: 1)
        telemetry.note(
            Self.poll(missing: [code], notNumbers: 3),
            took: .milliseconds(20),
            skipped: 2,
            isWritten: true
        )
        let lines = Self.exposition(telemetry)
        #expect(lines.contains(#"callwatch_poll_values_unknown_total{source="cloud",reason="missing_code"} 1"#))
        #expect(lines.contains(#"callwatch_poll_values_unknown_total{source="cloud",reason="not_a_number"} 3"#))
        #expect(lines.contains(#"callwatch_polls_skipped_total{source="cloud"} 2"#))
        #expect(lines.contains(#"callwatch_poll_duration_seconds_bucket{source="cloud",le="0.025"} 1"#))
        #expect(lines.contains(#"callwatch_poll_duration_seconds_bucket{source="cloud",le="0.01"} 0"#))
    }
}
