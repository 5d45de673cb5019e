import Alerting
import Model
import TestSupport
import Testing

/// The life of silences, and what they mean for who is told.
struct SilenceTests {
    private func bench(
        _ policy: SilencePolicy = SilencePolicy(),
        intervals: [NamedInterval] = [],
        route: Route = .root("ops")
    ) throws -> EngineBench {
        var bench = try EngineBench(
            .of([.backlog], route: route, timeIntervals: intervals, silences: policy)
        )
        bench.check = inconsistencies
        return bench
    }

    private func refusal(_ draft: SilenceDraft, _ bench: EngineBench, at seconds: Int64) -> SilenceRefusal? {
        var bench = bench
        let store = bench.store
        bench.handle(.silence(draft), at: .at(seconds))
        guard case .failure(let refusal) = bench.silence else { return nil }
        #expect(bench.store == store)
        return refusal
    }

    // MARK: Who is told

    @Test func silencedAlertIsToldWhenTheSilenceEnds() throws {
        var bench = try bench()
        bench.poll(0, [1: 20, 2: 20])
        let id = try bench.silence(.of(innoId: "1", 10..<400), at: 10)
        bench.pass(to: 1000)
        #expect(bench.told == ["30 ops first notification: +2", "400 ops new alerts added: +1 +2"])
        #expect(bench.untold.first == "30 not told to ops: silenced by \(id)")
        #expect(bench.complaints == [])
    }

    @Test func alertThatWasToldBeforeIsToldAgainAtTheEnd() throws {
        var bench = try bench()
        bench.poll(0, [1: 20])
        try bench.silence(.of(innoId: "1", 100..<700), at: 100)
        bench.pass(to: 2000)
        #expect(bench.told == ["30 ops first notification: +1", "700 ops mute ended: +1"])
    }

    @Test func endOfASilencedAlertIsNotTold() throws {
        var bench = try bench()
        bench.poll(0, [1: 20])
        let id = try bench.silence(.of(innoId: "1", 100..<700), at: 100)
        bench.poll(200, [1: 0])
        bench.pass(to: 2000)
        #expect(bench.told == ["30 ops first notification: +1"])
        #expect(bench.untold == ["200 end not told to ops: silenced by \(id)"])
    }

    @Test func endOfASilencedAlertIsNotToldToTheReceiverThatItWasTakenFrom() throws {
        var bench = try bench()
        bench.poll(0, [1: 20])
        bench.pass(to: 40)
        bench.reload(try .of([.backlog], route: .root("duty"), receivers: [.webhook("ops"), .webhook("duty")]), at: 50)
        let id = try bench.silence(.of(innoId: "1", 100..<900), at: 100)
        bench.poll(200, [1: 0])
        bench.pass(to: 2000)
        #expect(!bench.told.contains { $0.contains("resolved") })
        #expect(bench.untold.contains("200 end not told to ops: silenced by \(id)"))
        #expect(bench.complaints == [])
    }

    @Test func silenceThatIsEndedByHandTellsAtOnce() throws {
        var bench = try bench()
        bench.poll(0, [1: 20])
        let id = try bench.silence(.of(innoId: "1", 10..<4000), at: 10)
        bench.pass(to: 100)
        bench.handle(.expireSilence(id), at: .at(100))
        #expect(bench.told == ["100 ops first notification: +1"])
        #expect(bench.engine.silence(id)?.endsAt == .at(100))
    }

    @Test func silenceThatIsEndedBeforeGroupWaitDoesNotHurryTheGroup() throws {
        var bench = try bench()
        bench.poll(0, [1: 20])
        let id = try bench.silence(.of(innoId: "1", 10..<4000), at: 10)
        bench.handle(.expireSilence(id), at: .at(20))
        bench.pass(to: 100)
        #expect(bench.told == ["30 ops first notification: +1"])
    }

    @Test func alertIsToldWhenTheLastOfItsSilencesEnds() throws {
        var bench = try bench()
        bench.poll(0, [1: 20])
        let first = try bench.silence(.of(innoId: "1", 10..<200), at: 10)
        let second = try bench.silence(.of(innoId: "1", 20..<250), at: 20)
        bench.pass(to: 100)
        let fingerprint = try #require(bench.engine.alerts.first?.fingerprint)
        #expect(bench.engine.suppression(of: fingerprint, at: .at(100)).silencedBy == [first, second])
        bench.pass(to: 1000)
        #expect(bench.told == ["250 ops first notification: +1"])
    }

    @Test func recurringSilenceIsQuietDuringItsIntervalAlone() throws {
        var bench = try bench(intervals: [.daily("backup", 2..<4)])
        bench.poll(0, [1: 20])
        let id = try bench.silence(.of(innoId: "1", 0..<172_800, hours: .during("backup")), at: 0)
        let silence = try #require(bench.engine.silence(id))
        let states = [60, 120, 239, 240, 86_400 + 130, 172_800].map { bench.engine.state(of: silence, at: .at($0)) }
        #expect(states == [.pending, .active, .active, .pending, .active, .expired])
        bench.poll(130, [1: 20, 2: 20])
        bench.poll(150, [1: 0, 2: 20])
        bench.pass(to: 400)
        #expect(bench.told == ["30 ops first notification: +1", "330 ops new alerts added: +2"])
    }

    @Test func silenceSurvivesARestartAndAReload() throws {
        var bench = try bench()
        bench.poll(0, [1: 20])
        let pattern = try Matcher("innoId", .matches, "[0-9]+\"?")
        var draft = SilenceDraft.of(innoId: "1", 10..<400)
        draft.matchers.append(pattern)
        draft.annotations = ["ticket": "7"]
        let id = try bench.silence(draft, at: 10)
        let before = bench.engine.silences
        try bench.crash(at: .at(20))
        #expect(bench.engine.silences == before)
        bench.reload(bench.engine.configuration, at: 25)
        #expect(bench.engine.silences.map(\.id) == [id])
        bench.pass(to: 1000)
        #expect(bench.told == ["400 ops first notification: +1"])
    }

    // MARK: Life

    @Test func silenceBeginsNowAtTheEarliest() throws {
        var bench = try bench()
        let id = try bench.silence(.of(innoId: "1", 0..<400), at: 100)
        #expect(bench.engine.silence(id)?.startsAt == .at(100))
    }

    @Test func idsHaveTheFormThatClientsExpectAndDiffer() throws {
        var bench = try bench()
        let ids = try (1...50).map { try bench.silence(.of(innoId: "1", 0..<400), at: $0) }
        #expect(Set(ids).count == 50)
        let form = try Pattern("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
        #expect(ids.allSatisfy(form.matches))
    }

    @Test(
        arguments: [
            // Active since 100.
            (150, 100..<900, "1", true),
            (150, 150..<900, "1", false),
            (150, 100..<900, "2", false),
            // Pending until 100.
            (50, 100..<900, "1", true),
            (50, 60..<90, "1", true),
            (50, 40..<900, "1", false),
            (50, 100..<900, "2", false),
            // Expired since 400.
            (450, 100..<900, "1", false),
        ] as [(Int64, Range<Int64>, String, Bool)]
    )
    func changeIsMadeInPlaceOrByANewSilence(at now: Int64, times: Range<Int64>, innoId: String, inPlace: Bool) throws {
        var bench = try bench()
        let id = try bench.silence(.of(innoId: "1", 100..<400), at: 10)
        let new = try bench.silence(.of(innoId: innoId, times, id: id), at: now)
        #expect((new == id) == inPlace)
        #expect(bench.engine.silences.count == (inPlace ? 1 : 2))
        #expect(bench.engine.silence(new)?.endsAt == .at(times.upperBound))
        if !inPlace {
            let earlier = try #require(bench.engine.silence(id))
            #expect(bench.engine.state(of: earlier, at: .at(now)) == .expired)
            #expect(earlier.endsAt == .at(min(now, 400)))
        }
    }

    @Test func silenceIsForgottenWhenItsRetentionIsOver() throws {
        var bench = try bench(SilencePolicy(retention: .seconds(1000)))
        let id = try bench.silence(.of(innoId: "1", 100..<400), at: 100)
        bench.pass(to: 1399)
        #expect(bench.engine.silence(id) != nil)
        bench.pass(to: 1400)
        #expect(bench.engine.silence(id) == nil)
        #expect(bench.store.keys.filter { $0.kind == .silence } == [])
        #expect(bench.engine.nextDeadline == nil)
        #expect(bench.history.filter { $0.kind == .silence }.map(\.at) == [.at(100), .at(400)])
        bench.handle(.expireSilence(id), at: .at(1500))
        #expect(bench.silence == .failure(.unknownSilence(id)))
    }

    @Test func endingASilenceTwiceIsNoMistake() throws {
        var bench = try bench()
        let id = try bench.silence(.of(innoId: "1", 100..<400), at: 10)
        for second in [20, 30] as [Int64] {
            bench.handle(.expireSilence(id), at: .at(second))
            #expect(try bench.silence?.get().endsAt == .at(20))
        }
    }

    // MARK: Guard rails

    @Test func silenceOfEverythingIsRefused() throws {
        let bench = try bench()
        var draft = SilenceDraft.of(innoId: "1", 0..<400)
        for matchers in [
            [], [Matcher("team", equals: "")], [try Matcher("team", .matches, ".*")],
            [try Matcher("team", .notEqual, "a"), try Matcher("team", .matchesNot, "b")],
        ] {
            draft.matchers = matchers
            #expect(refusal(draft, bench, at: 0) == .tooFewMatchers(least: 1))
        }
        draft.matchers = [try Matcher("team", .matchesNot, ""), Matcher("site", equals: "")]
        #expect(refusal(draft, bench, at: 0) == nil)
    }

    @Test func silencesKeepToThePolicy() throws {
        let bench = try bench(SilencePolicy(leastMatchers: 2, longest: .seconds(300)))
        var draft = SilenceDraft.of(innoId: "1", 0..<300)
        #expect(refusal(draft, bench, at: 0) == .tooFewMatchers(least: 2))
        draft.matchers.append(Matcher("vdn", equals: "1"))
        #expect(refusal(draft, bench, at: 0) == nil)
        draft.endsAt = .at(301)
        #expect(refusal(draft, bench, at: 0) == .tooLong(longest: .seconds(300)))
        // It begins when it is asked for.
        #expect(refusal(draft, bench, at: 1) == nil)
    }

    @Test func silencesThatMakeNoSenseAreRefused() throws {
        let bench = try bench(intervals: [.daily("nights", 0..<360)])
        #expect(refusal(.of(innoId: "1", 300..<300), bench, at: 0) == .endsBeforeItStarts)
        #expect(refusal(.of(innoId: "1", 0..<300), bench, at: 300) == .endsInThePast)
        #expect(refusal(.of(innoId: "1", 0..<300, id: "x"), bench, at: 0) == .unknownSilence("x"))
        #expect(
            refusal(.of(innoId: "1", 0..<300, hours: .during("night")), bench, at: 0)
                == .unknownInterval("night", known: ["nights"])
        )
    }

    @Test func longestLifeCountsFromTheFirstStart() throws {
        var bench = try bench(SilencePolicy(longest: .seconds(300)))
        let id = try bench.silence(.of(innoId: "1", 0..<300), at: 0)
        let longer = SilenceDraft.of(innoId: "1", 0..<301, id: id)
        #expect(refusal(longer, bench, at: 200) == .tooLong(longest: .seconds(300)))
    }

    @Test func everyRefusalNamesItsRemedy() {
        let refusals: [SilenceRefusal] = [
            .tooFewMatchers(least: 1), .tooFewMatchers(least: 2), .endsBeforeItStarts, .endsInThePast,
            .tooLong(longest: .hours(8)), .unknownInterval("night", known: ["nights"]),
            .unknownInterval("night", known: []), .unknownSilence("x"),
        ]
        #expect(refusals.allSatisfy { $0.text.contains(": ") })
        #expect(Set(refusals.map(\.text)).count == refusals.count)
    }

    @Test func previewCountsTheAlertsConcerned() throws {
        var bench = try bench()
        bench.poll(0, [1: 20, 2: 20, 3: 0])
        var draft = SilenceDraft.of(innoId: "1", 0..<400)
        #expect(try bench.engine.preview(draft, at: .at(0)).get().alerts.map { $0["innoId"] } == ["1"])
        draft.matchers = [Matcher("alertname", equals: "R")]
        #expect(try bench.engine.preview(draft, at: .at(0)).get().alerts.count == 2)
        draft.matchers = []
        #expect(throws: SilenceRefusal.self) { try bench.engine.preview(draft, at: .at(0)).get() }
        #expect(bench.engine.silences == [])
    }
}
