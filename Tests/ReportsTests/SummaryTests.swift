import Model
import Reports
import TestSupport
import Testing

/// The numbers of a replay.
struct SummaryTests {
    @Test(arguments: [
        ("......", "never fired"),
        ("..##..", "fired 1 time, median 2m, longest 2m, 0 flaps"),
        ("##......####..", "fired 2 times, median 3m, longest 4m, 0 flaps"),
        ("#......##......######.", "fired 3 times, median 2m, longest 6m, 0 flaps"),
        ("...##", "fired 1 time, 1 still firing at the end, 0 flaps"),
        ("##.......#", "fired 2 times, median 2m, longest 2m, 1 still firing at the end, 0 flaps"),
        ("#.....#.", "fired 2 times, median 1m, longest 1m, 1 flap"),
        ("#......#.", "fired 2 times, median 1m, longest 1m, 0 flaps"),
    ])
    func firingsAreCounted(_ script: String, _ expected: String) throws {
        let record = try Recording([1: script]).record(.backlog)
        #expect(ReplaySummary(record).rules.map(\.total.text) == [expected])
    }

    @Test(arguments: [
        ("#.#.#.#.#", "flapping"), ("#.#.#.#.##", "flapping for 1m"), ("#.#.#.#.#..............", "flapping for 14m"),
        ("#.#.#.#.#................................", "flapping for 16m"),
    ])
    func timeOfFlappingIsTold(_ script: String, _ words: String) throws {
        let text = try ReplaySummary(Recording([1: script]).record(.backlog)).rules.first?.total.text
        #expect(try #require(text).hasSuffix(words == "flapping" ? "4 flaps" : "4 flaps, \(words)"))
    }

    @Test func timesOfFlappingOfSeveralAlertsAddUp() throws {
        let script = "#.#.#.#.#" + String(repeating: ".", count: 20)
        let rules = ReplaySummary(try Recording([1: script, 2: script]).record(.backlog)).rules
        #expect(rules.first?.total.flappingTime == .minutes(32))
        #expect(rules.first?.series.map(\.figures.flappingTime) == [.minutes(16), .minutes(16)])
    }

    @Test func medianOfAnEvenNumberLiesBetweenTheMiddleTwo() throws {
        let recording = Recording([1: "#......##......"], every: .seconds(15))
        let figures = try #require(ReplaySummary(recording.record(.backlog)).rules.first?.total)
        #expect(figures.median == .milliseconds(22_500))
        #expect(figures.longest == .seconds(30))
        #expect(figures.text == "fired 2 times, median 23s, longest 30s, 1 flap")
    }

    @Test func pendingThatNeverFiredIsCountedApart() throws {
        let rule = ReferenceRule("R", when: "queueCallCount above 10", for: .minutes(2))
        let record = try Recording([1: "#..####..#."]).record(rule)
        #expect(
            ReplaySummary(record).rules.first?.total.text
                == "fired 1 time, median 2m, longest 2m, 0 flaps, pending 2 times without firing"
        )
    }

    @Test func aChangeOfSeverityIsNoNewFiring() throws {
        let rule = ReferenceRule(
            "R",
            levels: [
                .init("low", when: "queueCallCount above 4"), .init("high", when: "queueCallCount above 8"),
            ]
        )
        let record = try Recording([1: "0559550"]).record(rule)
        let rules = ReplaySummary(record).rules
        #expect(rules.first?.total.text == "fired 1 time, median 5m, longest 5m, 0 flaps")
    }

    @Test func aLevelThatStillWaitsEndsTheFiringAndIsNoNewPending() throws {
        let rule = ReferenceRule(
            "R",
            levels: [
                .init("low", when: "queueCallCount above 4", for: .minutes(9)),
                .init("high", when: "queueCallCount above 8"),
            ]
        )
        let record = try Recording([1: "0995500"]).record(rule)
        let figures = ReplaySummary(record).rules.first?.total
        #expect(figures?.text == "fired 1 time, median 2m, longest 2m, 0 flaps")
    }

    @Test func eachOfSeveralSeriesHasALineOfItsOwn() throws {
        let record = try Recording([1: "##..#.", 2: ".####.", 3: "......"]).record(.backlog)
        #expect(
            ReplaySummary(record).lines == [
                "g/R: fired 3 times, median 2m, longest 4m, 1 flap, 2 series",
                "  {innoId=\"2\"}: fired 1 time, median 4m, longest 4m, 0 flaps",
                "  {innoId=\"1\"}: fired 2 times, median 1m30s, longest 2m, 1 flap",
            ]
        )
    }

    @Test func oneSeriesNeedsNoLineOfItsOwn() throws {
        let record = try Recording([1: "##..", 2: "...."]).record(.backlog)
        #expect(ReplaySummary(record).lines == ["g/R: fired 1 time, median 2m, longest 2m, 0 flaps, 1 series"])
    }

    @Test func anEmptyRecordingHasAllRulesAndNoFigures() throws {
        let record = try Recording([:]).record(.backlog)
        #expect(ReplaySummary(record).lines == ["g/R: never fired"])
    }
}
