import Alerting
// Full Foundation for ProcessInfo.
import Foundation
import Model
import Testing

/// A daemon that dies at any place of its work and begins again tells the same as one that lives on.
///
/// The decisions, the store and the delivery worker are the daemon's own; time, contact centre and destinations are the
/// test's. Each place before and after a commit and before and after an attempt is tried.
struct CrashComparisonTests {
    private static let isLong = ProcessInfo.processInfo.environment["CALLWATCH_LONG"] == "1"

    /// What deaths changed.
    private struct Difference: Sendable, CustomStringConvertible {
        let deaths: [Reaper.Place]
        let text: String

        var description: String { "after death at \(deaths.map { "\($0)" }.joined(separator: ", ")): \(text)" }
    }

    /// Each run dies at some places that lie far apart, and all runs together at every place.
    @Test func deathAtAnyPlaceIsARestartAndNothingElse() async throws {
        let runs = 24
        let scenario = try CrashScenario.usual()
        let whole = try await CrashRun(scenario)
        expectEverythingOccurs(in: whole)
        #expect(Set(whole.passed).count == whole.passed.count)
        let deaths = (0..<runs).map { run in
            stride(from: run, to: whole.passed.count, by: runs).map { whole.passed[$0] }
        }
        for difference in try await differences(of: deaths, from: whole, in: scenario) {
            Issue.record("\(difference)")
        }
    }

    /// Incidents climb on in the exact step and second, nobody is paged twice, and no answer is lost.
    @Test func deathAnywhereOnALadderIsARestartAndNothingElse() async throws {
        let runs = Self.isLong ? 60 : 8
        let scenario = try CrashScenario.ladder()
        let whole = try await CrashRun(scenario)
        expectTheWholeLadder(in: whole)
        let deaths = (0..<runs).map { run in
            stride(from: run, to: whole.passed.count, by: runs).map { whole.passed[$0] }
        }
        for difference in try await differences(of: deaths, from: whole, in: scenario) {
            Issue.record("\(difference)")
        }
    }

    /// The scenario has what the comparison is about.
    private func expectTheWholeLadder(in run: CrashRun) {
        #expect(run.repetitions == 0)
        let log = run.result.history.filter { $0.kind == .incident }.map(\.text).joined(separator: "\n")
        for line in [
            "INC-1: opened", "INC-2: opened", "step 2", "step 1 (round 2)", "told to bo by phone", "told to desk",
            "no step is left", "acknowledged by bo until", "acknowledged by ana until", "the acknowledgement has ended",
            "back, as the severity rose", "not told to ana by phone any more", "noted by ana: the trunk is down",
            "next step asked for by bo", "resolved",
        ] {
            #expect(log.contains(line), "\(line) is missing in\n\(log)")
        }
        #expect(Set(run.result.arrivals.map(\.receiver)) == ["desk", "ana/phone", "ana/mail", "bo/phone"])
        #expect(run.result.arrivals.contains { ($0.notification.page?.lines.count ?? 0) > 1 })
    }

    /// With CALLWATCH_LONG=1 more scenarios, and a run for each place.
    @Test(arguments: 1...(isLong ? 10 : 1) as ClosedRange<UInt64>)
    func deathsInScenariosByChanceAreRestarts(seed: UInt64) async throws {
        let scenario = try CrashScenario.random(seed)
        let whole = try await CrashRun(scenario)
        #expect(whole.repetitions == 0)
        var deaths = Self.isLong ? whole.passed.map { [$0] } : []
        // Processes that live for a few steps only.
        for start in 0..<(Self.isLong ? 10 : 2) {
            deaths.append(stride(from: start, to: whole.passed.count, by: 5).map { whole.passed[$0] })
        }
        for difference in try await differences(of: deaths, from: whole, in: scenario) {
            Issue.record("seed \(seed): \(difference)")
        }
    }

    /// The scenario has what the comparison is about; a comparison of nothing finds nothing.
    private func expectEverythingOccurs(in run: CrashRun) {
        #expect(run.repetitions == 0)
        let result = run.result
        let reasons = Set(result.arrivals.map(\.notification.reason.text))
        for reason in [
            "first notification", "new alerts added", "all alerts resolved", "repeat interval elapsed",
            "severity raised", "mute ended", "fallback for duty", "fallback for gone",
        ] {
            #expect(reasons.contains(reason), "\(reasons)")
        }
        #expect(Set(result.arrivals.map(\.receiver)) == ["desk", "duty", "chat", "gone"])
        #expect(Set(result.deliveries.map(\.state)).isSuperset(of: [.delivered, .dead]))
        #expect(result.deliveries.contains { $0.state == .delivered && $0.attempts > 1 })
        #expect(result.deliveries.contains { $0.integration == "slack[0]" && $0.threadID != nil })
        let untold = result.history.filter { $0.kind == .notTold }.map(\.text).joined(separator: "\n")
        for cause in ["inhibited by", "muted by quiet"] { #expect(untold.contains(cause), "\(untold)") }
        let names = Set(result.arrivals.flatMap { $0.notification.alerts.compactMap { $0.labels["alertname"] } })
        #expect(names == ["Waiting", "Crowd", "Peak", "Idle", "SourceDown", "DeliveryFailing"])
        #expect(run.passed.count > 250, "a scenario with fewer places shows little")
    }

    /// What differs from the whole run, as many runs at a time as there are cores.
    private func differences(
        of deaths: [[Reaper.Place]],
        from whole: CrashRun,
        in scenario: CrashScenario
    ) async throws -> [Difference] {
        try await withThrowingTaskGroup(of: Difference?.self) { group in
            var found: [Difference] = []
            var rest = deaths.enumerated().reversed()[...]
            func begin() {
                guard found.count < 3, let (number, places) = rest.popLast() else { return }
                group.addTask {
                    try await Self.difference(of: places, even: number.isMultiple(of: 2), from: whole, in: scenario)
                }
            }
            for _ in 0..<max(2, ProcessInfo.processInfo.activeProcessorCount) { begin() }
            while let difference = try await group.next() {
                if let difference { found.append(difference) }
                begin()
            }
            return found
        }
    }

    /// What differs; of several deaths only the one that makes the difference is named, if one alone does.
    ///
    /// Who dies before a commit has one commit less to make afterwards, so that the last places may not be reached any
    /// more: each of these has a run of its own.
    private static func difference(
        of deaths: [Reaper.Place],
        even isEven: Bool,
        from whole: CrashRun,
        in scenario: CrashScenario
    ) async throws -> Difference? {
        let run = try await CrashRun(scenario, deathsAt: Set(deaths), whileBeginning: !isEven)
        let missed = deaths.count > 1 ? deaths.filter { !run.passed.contains($0) } : []
        for death in missed {
            let single = try await CrashRun(scenario, deathsAt: [death])
            if let text = difference(of: single, after: [death], from: whole) {
                return Difference(deaths: [death], text: text)
            }
        }
        let reached = deaths.filter { !missed.contains($0) }
        guard let text = difference(of: run, after: reached, from: whole) else { return nil }
        for death in deaths where deaths.count > 1 {
            let single = try await CrashRun(scenario, deathsAt: [death])
            if let text = difference(of: single, after: [death], from: whole) {
                return Difference(deaths: [death], text: text)
            }
        }
        return Difference(deaths: deaths, text: text)
    }

    private static func difference(of run: CrashRun, after deaths: [Reaper.Place], from whole: CrashRun) -> String? {
        let missed = deaths.filter { !run.passed.contains($0) }
        if !missed.isEmpty { return "places were not reached: \(missed)" }
        // What was sent and not settled comes again, under its own identity; nothing else does.
        let lost = deaths.count { if case .afterSend = $0 { true } else { false } }
        if run.repetitions < lost { return "\(lost) answers were lost, \(run.repetitions) messages came again" }
        let (expected, got) = (whole.result, run.result)
        return firstDifference("arrival", expected.arrivals, got.arrivals)
            ?? firstDifference("state", expected.state, got.state)
            ?? firstDifference("delivery", expected.deliveries, got.deliveries)
            ?? firstDifference("history", expected.history, got.history)
    }

    /// Where two lists part, in words.
    private static func firstDifference<Element: Equatable>(
        _ what: String,
        _ expected: [Element],
        _ got: [Element]
    ) -> String? {
        guard expected != got else { return nil }
        let index =
            zip(expected, got).enumerated().first { $0.element.0 != $0.element.1 }?.offset
            ?? min(expected.count, got.count)
        func element(_ list: [Element]) -> String { list.indices.contains(index) ? "\(list[index])" : "none" }
        return "\(what) \(index) is\n  \(element(got))\ninstead of\n  \(element(expected))"
    }
}
