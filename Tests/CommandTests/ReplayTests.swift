// Full Foundation for reading files.
import Foundation
import PeerPrograms
import Testing

@Suite(.timeLimit(.minutes(2)))
struct ReplayTests {
    private static func rule(above limit: Int) -> String {
        """
        groups:
          - name: backlog
            rules:
              - { alert: Backlog, when: queueCallCount above \(limit), labels: { severity: warning } }

        """
    }

    /// A folder with two sets of rules and a recording of one access code, one poll a minute.
    private func folder(_ queue: [Int], broken: Bool = false) throws -> TemporaryFolder {
        let folder = try TemporaryFolder("replay")
        try folder.write(Self.rule(above: 10), to: "now.rules.yaml")
        try folder.write(Self.rule(above: 5), to: "new.rules.yaml")
        let lines = queue.enumerated().map { minute, calls in
            """
            {"timestamp":"2014-10-07T09:0\(minute):00Z","ccId":1,"vdn":170,"resultCode":"0100000","resultDesc":[{\
            "innoId":1,"allCallCount":\(calls),"ivrCallCount":0,"agentCallCount":0,"queueCallCount":\(calls),\
            "longestWaitTime":0}]}
            """
        }
        try folder.write((lines + (broken ? ["{"] : [])).joined(separator: "\n"), to: "polls.jsonl")
        return folder
    }

    private func replay(_ arguments: String..., in folder: TemporaryFolder) async throws -> Command.Outcome {
        try await Command.run(
            ["replay", "--rules", "now.rules.yaml", "--polls", "polls.jsonl"] + arguments,
            in: folder.path
        )
    }

    private func page(_ name: String, in folder: TemporaryFolder) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: folder.file(name))), as: UTF8.self)
    }

    @Test func textEndsWithTheFiguresOfEachRule() async throws {
        let outcome = try await replay(in: folder([0, 20, 20, 0]))
        #expect(outcome.status == 0)
        #expect(
            outcome.output.hasSuffix("\n\nbacklog/Backlog: fired 1 time, median 2m, longest 2m, 0 flaps, 1 series\n")
        )
    }

    @Test func eachLineSaysHowLongTheAlertWasWhatItWas() async throws {
        let folder = try folder([20, 20, 20, 20, 0])
        try folder.write(Self.rule(above: 10).replacing("labels:", with: "for: 1m, labels:"), to: "now.rules.yaml")
        let changes = try await replay(in: folder).output.matches(of: /-> (\w+)( after \w+)?/).map {
            String($0.output.0)
        }
        #expect(changes == ["-> pending", "-> firing after 1m", "-> inactive after 3m"])
    }

    @Test func recordingWithoutPollIsNoted() async throws {
        let outcome = try await replay(in: folder([]))
        #expect(outcome.status == 0)
        #expect(outcome.messages == "note: the recording has no poll\n")
        #expect(try await replay(in: folder([0])).messages.isEmpty)
    }

    @Test func otherRulesAreToldBehindTheTimeline() async throws {
        let folder = try folder([0, 7, 20, 0, 7, 0])
        let text = try await replay("--compare", "new.rules.yaml", in: folder)
        #expect(text.status == 0)
        let series = #"{ccId="1", innoId="1", severity="warning", source="replay", vdn="170"}"#
        let expected = """
            What the other rules would have changed:
            2014-10-07T09:01:00Z  earlier  Backlog \(series)  by 1m
            2014-10-07T09:04:00Z  gained   Backlog \(series)  for 1m
            Backlog: fired 1 time, median 1m, longest 1m, 0 flaps
              with the other rules: fired 2 times, median 1m30s, longest 2m, 1 flap
            1 gained, 0 lost, 1 earlier, 0 later, 0 longer, 0 shorter, 0 as before

            """
        #expect(text.output.hasSuffix(expected))
    }

    @Test func inJSONEachChangeIsALine() async throws {
        let folder = try folder([0, 7, 20, 0, 7, 0])
        let json = try await replay("--compare", "new.rules.yaml", "--format", "json", in: folder)
        let alert = """
            "alert":"Backlog","labels":{"alertname":"Backlog","ccId":"1","innoId":"1","severity":"warning",\
            "source":"replay","vdn":"170"}
            """
        let expected = """
            {"at":"2014-10-07T09:01:00Z","comparison":{"change":"earlier",\(alert),\
            "before":{"startsAt":"2014-10-07T09:02:00Z","endsAt":"2014-10-07T09:03:00Z"},\
            "after":{"startsAt":"2014-10-07T09:01:00Z","endsAt":"2014-10-07T09:03:00Z"}}}
            {"at":"2014-10-07T09:04:00Z","comparison":{"change":"gained",\(alert),\
            "before":null,"after":{"startsAt":"2014-10-07T09:04:00Z","endsAt":"2014-10-07T09:05:00Z"}}}

            """
        #expect(json.output.hasSuffix(expected))
    }

    @Test func otherRulesKeepTheHoursOfTheConfiguration() async throws {
        let folder = try TemporaryFolder("replay")
        let lines = [8, 9, 10].map { hour in
            """
            {"timestamp":"2014-10-07T\(hour < 10 ? "0" : "")\(hour):30:00Z","ccId":1,"vdn":170,"resultCode":"0100000",\
            "resultDesc":[{"innoId":1,"allCallCount":20,"ivrCallCount":0,"agentCallCount":0,"queueCallCount":20,\
            "longestWaitTime":0}]}
            """
        }
        try folder.write(lines.joined(separator: "\n"), to: "polls.jsonl")
        let rule = Self.rule(above: 10).replacing("labels:", with: "active_time_intervals: [nine], labels:")
        try folder.write(rule, to: "now.rules.yaml")
        try folder.write(rule, to: "same.rules.yaml")
        let configuration = """
            rule_files: [now.rules.yaml]
            time_intervals:
              - { name: nine, time_intervals: [{ times: [{ start_time: "09:00", end_time: "10:00" }] }] }
            sources: []
            route: { receiver: ops }
            receivers: [{ name: ops, webhook_configs: [{ url: "http://127.0.0.1:1/" }] }]

            """
        try folder.write(configuration, to: "callwatch.yaml")
        let outcome = try await Command.run(
            ["replay", "--config", "callwatch.yaml", "--polls", "polls.jsonl", "--compare", "same.rules.yaml"],
            in: folder.path
        )
        #expect(outcome.status == 0, "\(outcome.messages)")
        #expect(outcome.output.hasSuffix("0 gained, 0 lost, 0 earlier, 0 later, 0 longer, 0 shorter, 1 as before\n"))
    }

    @Test func aPageIsWrittenBesideTheTimeline() async throws {
        let folder = try folder([0, 20, 20, 0])
        let plain = try await replay(in: folder)
        let drawn = try await replay("--html", "page.html", "--compare", "new.rules.yaml", in: folder)
        #expect(drawn.status == 0)
        #expect(drawn.output.hasPrefix(plain.output))
        let page = try page("page.html", in: folder)
        for words in ["<!DOCTYPE html>", "now.rules.yaml", "new.rules.yaml", "polls.jsonl", "With the other rules"] {
            #expect(page.contains(words), "\(words)")
        }
    }

    @Test func whatWasReadBeforeABadLineIsOnThePage() async throws {
        let folder = try folder([0, 20, 20, 0], broken: true)
        let outcome = try await replay("--html", "page.html", in: folder)
        #expect(outcome.status == 1)
        #expect(outcome.messages.contains("polls.jsonl"))
        #expect(try page("page.html", in: folder).contains("fired 1 time"))
    }

    @Test func aPageThatCannotBeWrittenIsTheWorldsFailure() async throws {
        let folder = try folder([0])
        let outcome = try await replay("--html", "absent/page.html", in: folder)
        #expect(outcome.status == 3)
        #expect(outcome.messages == "error: cannot write absent/page.html: No such file or directory\n")
    }

    @Test func aPageDoesNotGoToStandardOutput() async throws {
        let outcome = try await replay("--html", "-", in: folder([0]))
        #expect(outcome.status == 2)
    }

    @Test func aMistakeInTheOtherRulesIsToldAndEndsTheCommand() async throws {
        let folder = try folder([0])
        try folder.write(Self.rule(above: 5).replacing("queue", with: "que"), to: "new.rules.yaml")
        let outcome = try await replay("--compare", "new.rules.yaml", in: folder)
        #expect(outcome.status == 1)
        #expect(outcome.output.isEmpty)
        #expect(outcome.messages.contains("unknown-metric"))
    }
}
