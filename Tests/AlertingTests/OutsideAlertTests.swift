import Alerting
import Model
import TestSupport
import Testing

/// The life of alerts that somebody else posts, as Alertmanager has it.
struct OutsideAlertTests {
    private func bench(_ change: (inout AlertConfiguration) -> Void = { _ in }) throws -> EngineBench {
        var configuration = try AlertConfiguration.of([.backlog])
        change(&configuration)
        return try .checked(configuration)
    }

    private static func alert(_ labels: Labels = ["alertname": "Disk"], _ period: Range<Int64>? = nil) -> PostedAlert {
        PostedAlert(
            labels: labels,
            annotations: ["summary": "full"],
            startsAt: period.map { .at($0.lowerBound) },
            endsAt: period.map { .at($0.upperBound) }
        )
    }

    private static func ending(at seconds: Int64) -> PostedAlert {
        PostedAlert(labels: ["alertname": "Disk"], endsAt: .at(seconds))
    }

    // MARK: Ends

    @Test func alertThatIsNotPostedAgainTimesOut() throws {
        var bench = try bench { $0.resolveTimeout = .minutes(10) }
        bench.handle(.posted([Self.alert()]), at: .at(0))
        bench.pass(to: 2000)
        #expect(bench.timeline == ["0 Disk/- inactive->firing", "600 Disk/- firing->inactive no_data"])
        #expect(bench.told == ["30 ops first notification: +Disk", "630 ops all alerts resolved: -Disk"])
    }

    @Test func anotherPostPutsTheEndOff() throws {
        var bench = try bench()
        for seconds in stride(from: Int64(0), through: 1200, by: 240) {
            bench.handle(.posted([Self.alert()]), at: .at(seconds))
        }
        bench.pass(to: 3000)
        #expect(bench.timeline == ["0 Disk/- inactive->firing", "1500 Disk/- firing->inactive no_data"])
        // It began with the first post, whatever the later ones leave out.
        #expect(bench.notifications.last?.notification.alerts.first?.startsAt == .at(0))
    }

    @Test func alertEndsWhenItsSenderSaysSo() throws {
        var bench = try bench()
        bench.handle(.posted([Self.alert()]), at: .at(0))
        bench.handle(.posted([Self.ending(at: 100)]), at: .at(100))
        bench.pass(to: 1000)
        #expect(bench.timeline == ["0 Disk/- inactive->firing", "100 Disk/- firing->inactive condition"])
        let resolved = try #require(bench.notifications.last?.notification.alerts.first)
        #expect(resolved.startsAt == .at(0))
        #expect(resolved.endsAt == .at(100))
    }

    @Test func endThatWasSaidComesWithoutAnotherPost() throws {
        var bench = try bench()
        bench.handle(.posted([Self.alert(["alertname": "Disk"], 0..<3600)]), at: .at(0))
        bench.pass(to: 5000)
        #expect(bench.timeline.last == "3600 Disk/- firing->inactive no_data")
    }

    @Test func endThatWasSaidStaysAgainstOneThatWasNot() throws {
        var bench = try bench()
        bench.handle(.posted([Self.alert(["alertname": "Disk"], 0..<3600)]), at: .at(0))
        bench.handle(.posted([Self.alert()]), at: .at(60))
        bench.pass(to: 5000)
        #expect(bench.timeline.last == "3600 Disk/- firing->inactive no_data")
    }

    @Test func earlierEndThatIsSaidReplacesALaterOneOfATimeout() throws {
        var bench = try bench()
        bench.handle(.posted([Self.alert()]), at: .at(0))
        bench.handle(.posted([Self.alert(["alertname": "Disk"], 0..<120)]), at: .at(60))
        bench.pass(to: 1000)
        #expect(bench.timeline.last == "120 Disk/- firing->inactive no_data")
    }

    @Test func alertThatHasEndedAlreadyIsNoNews() throws {
        var bench = try bench()
        bench.handle(.posted([Self.ending(at: 50)]), at: .at(100))
        #expect(bench.timeline.isEmpty)
        #expect(bench.postMistakes.isEmpty)
        #expect(!bench.store.keys.contains { $0.kind == .outside })
    }

    @Test func startInTheFutureIsNow() throws {
        var bench = try bench()
        bench.handle(.posted([Self.alert(["alertname": "Disk"], 500..<900)]), at: .at(0))
        bench.pass(to: 100)
        #expect(bench.told == ["30 ops first notification: +Disk"])
    }

    // MARK: Mistakes

    @Test(
        arguments: [
            (PostedAlert(labels: [:]), PostMistake.noLabel),
            (PostedAlert(labels: ["a\u{7}": "b"]), .badName("a\u{7}")),
            (PostedAlert(labels: ["a": "b"], startsAt: .at(9), endsAt: .at(8)), .endsBeforeItStarts),
            // Alertmanager takes it to end with the timeout, before it starts.
            (PostedAlert(labels: ["a": "b"], startsAt: .at(9000)), .endsBeforeItStarts),
            (PostedAlert(labels: ["a": "b"], generatorURL: "javascript:alert(1)"), .badURL),
            (
                PostedAlert(labels: Labels((0..<65).map { ("a\($0)", "b") })),
                .tooManyPairs(most: PostedAlert.mostPairs)
            ),
            (
                PostedAlert(labels: ["a": String(repeating: "b", count: 4097)]),
                .tooLong(name: "a", most: PostedAlert.longestLabel)
            ),
        ]
    )
    func alertWithAMistakeIsNotTakenAndOthersAre(_ alert: PostedAlert, _ mistake: PostMistake) throws {
        var bench = try bench()
        bench.handle(.posted([alert, Self.alert()]), at: .at(0))
        #expect(bench.postMistakes == [mistake])
        #expect(bench.timeline == ["0 Disk/- inactive->firing"])
    }

    // MARK: Among ours

    @Test func alertWithTheLabelsOfOneOfOursDoesNotConfuseItsLife() throws {
        var bench = try bench()
        bench.poll(0, [1: 20])
        let ours = try #require(bench.engine.alerts.first)
        bench.handle(.posted([Self.alert(ours.labels)]), at: .at(10))
        #expect(bench.engine.alerts.count == 2)
        #expect(bench.engine.alertStatuses(at: .at(10)).count == 1)
        // Ours ends while theirs fires: to those who are told it goes on.
        bench.poll(60, [1: 0])
        bench.pass(to: 300)
        #expect(bench.told == ["30 ops first notification: +1"])
        bench.pass(to: 1000)
        #expect(
            bench.timeline == [
                "0 R/1 inactive->firing", "10 R/1 inactive->firing", "60 R/1 firing->inactive condition",
                "310 R/1 firing->inactive no_data",
            ]
        )
        #expect(bench.told.last == "330 ops all alerts resolved: -1")
        #expect(!bench.transitions.contains { $0.key.alert == "RuleFailing" })
        #expect(bench.complaints == [])
    }

    @Test func endOfAnOutsideAlertDoesNotEndOurs() throws {
        var bench = try bench()
        bench.poll(0, [1: 20])
        let labels = try #require(bench.engine.alerts.first).labels
        bench.handle(.posted([Self.alert(labels)]), at: .at(10))
        bench.handle(.posted([PostedAlert(labels: labels, endsAt: .at(20))]), at: .at(20))
        bench.pass(to: 200)
        #expect(bench.engine.alertStatuses(at: .at(200)).map(\.alert.labels) == [labels])
        #expect(bench.told == ["30 ops first notification: +1"])
    }

    @Test func inhibitionsHoldForThem() throws {
        let isSource = [Matcher("alertname", equals: "Site")]
        let isTarget = [Matcher("alertname", equals: "Disk")]
        var bench = try bench {
            $0.inhibitRules = [InhibitRule(sourceMatchers: isSource, targetMatchers: isTarget, equal: ["site"])]
        }
        bench.handle(
            .posted([
                Self.alert(["alertname": "Site", "site": "a"]), Self.alert(["alertname": "Disk", "site": "a"]),
                Self.alert(["alertname": "Disk", "site": "b"]),
            ]),
            at: .at(0)
        )
        let states = bench.engine.alertStatuses(at: .at(1)).map { status in
            (status.alert.labels["site"] ?? "", status.suppression.isEmpty)
        }
        #expect(states.map(\.0) == ["a", "b", "a"])
        #expect(states.map(\.1) == [false, true, true])
    }

    // MARK: Restart and reload

    @Test func restartAndReloadChangeNothing() throws {
        var bench = try bench()
        let posted = PostedAlert(
            labels: ["alertname": "Disk", "host": "a"],
            annotations: ["summary": "full"],
            generatorURL: "https://prometheus.example.com/graph"
        )
        bench.handle(.posted([posted]), at: .at(0))
        let before = bench.engine.alertStatuses(at: .at(10))
        #expect(before.first?.alert.generatorURL == "https://prometheus.example.com/graph")
        #expect(before.first?.endsAt == .at(300))
        try bench.crash(at: .at(10))
        #expect(bench.engine.alertStatuses(at: .at(10)) == before)
        bench.reload(try .of([]), at: 20)
        #expect(bench.engine.alertStatuses(at: .at(20)) == before)
        bench.pass(to: 1000)
        #expect(bench.told == ["30 ops first notification: +Disk", "330 ops all alerts resolved: -Disk"])
        #expect(!bench.store.keys.contains { $0.kind == .outside })
        #expect(bench.complaints == [])
    }

    @Test func endThatPassedWhileNothingRanIsHandledAtOnce() throws {
        var bench = try bench()
        bench.handle(.posted([Self.alert()]), at: .at(0))
        bench.pass(to: 40)
        try bench.crash(at: .at(1000))
        bench.pass(to: 2000)
        #expect(bench.timeline.last == "1000 Disk/- firing->inactive no_data")
        #expect(bench.told.last?.hasSuffix("ops all alerts resolved: -Disk") == true)
    }

    @Test func whatCannotBeWrittenHasNotHappened() throws {
        var bench = try bench()
        bench.fail(.posted([Self.alert()]), at: .at(0))
        #expect(bench.engine.alerts.isEmpty)
        bench.handle(.posted([Self.alert()]), at: .at(1))
        #expect(bench.timeline == ["1 Disk/- inactive->firing"])
    }
}
