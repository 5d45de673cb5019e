import Alerting
import Model
import Reports
import TestSupport
import Testing

/// The page of a replay.
struct PageTests {
    private static let origin = ReplayPage.Origin(rules: ["voice.rules.yaml"], polls: ["polls.jsonl.gz"])

    /// A page with everything in it: two severities, notifications, several days, another set of rules.
    private static func page(name: String = "Orders", days: Int = 1) throws -> ReplayPage {
        let rule = ReferenceRule(
            "LongWait",
            levels: [
                .init("warning", when: "queueCallCount above 4", for: .minutes(1)),
                .init("critical", when: "longestWaitTime above 80s", resolveWhen: "longestWaitTime below 50"),
            ]
        )
        let quiet = ReferenceRule("Quiet", when: "queueCallCount above 6 and agentCallCount is 0", for: .minutes(30))
        let script = String(repeating: "0005679995500", count: 3)
        let recording = Recording(
            [1: script, 2: script.replacing("9", with: "6")],
            every: days == 1 ? .minutes(1) : .minutes(77)
        )
        let sources = [SourceProfile(name: "s", labels: ["name": name, "site": "\(name)!"])]
        let record = recording.record(try .of([rule, quiet], sources: sources))
        let other = ReferenceRule("LongWait", when: "queueCallCount above 5", labels: [.init("severity", "critical")])
        let others = recording.record(try .of([other], sources: sources), isDrawn: false)
        let origin = ReplayPage.Origin(rules: [name], polls: [name, "b"], otherRules: [name])
        return ReplayPage(record, comparedWith: others, origin: origin)
    }

    @Test(arguments: [1, 3])
    func pageIsWellFormedAndItsLinksLeadSomewhere(_ days: Int) throws {
        let reading = PageReading(try Self.page(days: days).html)
        #expect(reading.error == nil)
        #expect(Set(reading.ids).count == reading.ids.count)
        #expect(!reading.links.isEmpty)
        #expect(reading.links.allSatisfy { $0.hasPrefix("#") && reading.ids.contains(String($0.dropFirst())) })
    }

    @Test(arguments: PageReading.hostile)
    func noLabelBecomesMarkup(_ label: String, _ shown: String) throws {
        let plain = PageReading(try Self.page().html)
        let reading = PageReading(try Self.page(name: label).html)
        #expect(reading.error == nil)
        #expect(reading.elements == plain.elements)
        #expect(reading.attributes == plain.attributes)
        #expect(reading.text.contains(shown))
    }

    @Test func pageLoadsNothingAndRunsNothing() throws {
        let html = try Self.page(days: 3).html
        for word in [
            "<script", "<link", "<img", "<iframe", "src=", "url(", "@import", "http:", "https:", "javascript:",
        ] {
            #expect(!html.contains(word), "\(word)")
        }
        #expect(PageReading(html).values.contains { $0.hasPrefix("default-src 'none'; style-src 'unsafe-inline'") })
        #expect(PageReading(html).attributes.allSatisfy { !$0.hasPrefix("on") })
    }

    @Test func theSameReplayGivesTheSameBytes() throws {
        #expect(try Self.page(days: 3).html == Self.page(days: 3).html)
    }

    @Test func pageShowsNumbersTimesLimitsAndChanges() throws {
        let reading = PageReading(try Self.page().html)
        for words in [
            "Mon 2024-01-01 00:00 to 00:38 UTC", "39 polls, up to 2 series each.", "1 of 2",
            "longestWaitTime above 80s", "queueCallCount, up to 9", "longestWaitTime, up to 1m30s", "critical 1m20s",
            "warning 4", "ends 50s", "told: firing", "With the other rules", "first notification",
            "pending from 2024-01-01 00:03:00 to 2024-01-01 00:04:00 (1m)",
            "critical from 2024-01-01 00:06:00 to 2024-01-01 00:11:00 (5m)",
        ] {
            #expect(reading.text.contains(words), "\(words)")
        }
        #expect((reading.elements["caption"] ?? 0) == reading.elements["table"])
        #expect((reading.elements["svg"] ?? 0) > 4)
        #expect(reading.elements["time"] ?? 0 > 20)
    }

    @Test func pageUnderlinesWhereAnAlertFlaps() throws {
        let plain = PageReading(ReplayPage(try Recording([1: "#..#.."]).record(.backlog), origin: Self.origin).html)
        #expect(!plain.text.contains("flapping from"))
        let calm = "#.#.#.#.#" + String(repeating: ".", count: 20)
        let reading = PageReading(ReplayPage(try Recording([1: calm]).record(.backlog), origin: Self.origin).html)
        #expect(reading.error == nil)
        #expect(reading.text.contains("flapping from 2024-01-01 00:08:00 to 2024-01-01 00:24:00 (16m)"))
        let still = PageReading(
            ReplayPage(try Recording([1: "#.#.#.#.#.#.#."]).record(.backlog), origin: Self.origin).html
        )
        #expect(still.text.contains("flapping from 2024-01-01 00:08:00 to the end of the recording"))
    }

    @Test func aLongRecordingIsDrawnDayByDay() throws {
        let reading = PageReading(try Self.page(days: 3).html)
        for day in ["Mon 2024-01-01", "Tue 2024-01-02", "Wed 2024-01-03"] {
            #expect(reading.text.contains(day), "\(day)")
        }
        #expect(reading.text.contains("24:00"))
    }

    @Test(arguments: [[:], [1: "0"], [1: "0000"], [1: "#"], [1: "###"]] as [[Int64: String]])
    func smallRecordingsHaveAPageToo(_ queues: [Int64: String]) throws {
        let record = try Recording(queues).record(.backlog)
        let reading = PageReading(ReplayPage(record, origin: Self.origin).html)
        #expect(reading.error == nil)
        #expect(
            reading.text.contains(queues.isEmpty ? "The recording has no polls." : "What the rules would have done")
        )
    }

    @Test func aPageOfAlertsWithoutEndIsOfBoundedSizeAndSaysWhatItLeavesOut() throws {
        let script = String(repeating: "#0", count: 300)
        let queues = Dictionary(uniqueKeysWithValues: (1...20).map { (Int64($0), script) })
        let record = try Recording(queues, every: .minutes(26)).record(.backlog)
        let html = ReplayPage(record, origin: Self.origin).html
        #expect(html.utf8.count < 2_000_000)
        let reading = PageReading(html)
        #expect(reading.error == nil)
        // 20 codes on 11 days, of which 12 are drawn; 6,000 firings, of which 200 are listed.
        #expect(reading.text.contains("208 charts of a series and a day left out: those that fired longest are drawn."))
        #expect(reading.text.contains("5,800 firings left out: the longest are shown."))
    }
}
