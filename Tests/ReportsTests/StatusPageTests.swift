import Alerting
import Model
import Reports
import TestSupport
import Testing

/// The page in a browser, made of an engine that some polls have gone through.
struct StatusPageTests {
    private static let operatorRole = PageVisitor(maySilence: true, name: nil, formToken: "token-1")
    private static let viewer = PageVisitor(maySilence: false, name: nil, formToken: "token-2")

    private static func configuration(name: String = "Orders") throws -> AlertConfiguration {
        let backlog = ReferenceRule(
            "Backlog",
            levels: [
                .init("warning", when: "queueCallCount above 10"),
                .init("critical", when: "queueCallCount above 50"),
            ],
            annotations: [.init("summary", "{{ queueCallCount }} wait for {{ labels.name }}")]
        )
        return try .of(
            [backlog],
            route: .root("ops"),
            receivers: [.webhook("ops")],
            sources: [SourceProfile(name: "s", labels: ["name": name, "site": "\(name)!"], downAfter: .minutes(1))]
        )
    }

    /// Code 1 has burnt for a minute, code 2 for some seconds and worse, code 3 does not.
    private static func view(name: String = "Orders", silenced: Bool = false) throws -> StatusView {
        var bench = try EngineBench(try configuration(name: name))
        var recent = RecentPolls()
        for poll in [
            Poll.of([1: 20, 2: 0, 3: 0], at: .at(0)), Poll.of([1: 21, 2: 60, 3: 1], at: .at(60)),
        ] {
            bench.poll(poll)
            recent.note(poll)
        }
        if silenced {
            let draft = SilenceDraft(
                matchers: [Matcher("innoId", equals: "2"), Matcher("name", equals: name)],
                startsAt: .at(60),
                endsAt: .at(3660),
                createdBy: name,
                comment: "a \(name)"
            )
            bench.handle(.silence(draft), at: .at(61))
        }
        return StatusView(engine: bench.engine, now: .at(70), recent: recent, version: "1.2.3")
    }

    private static func reading(_ page: [UInt8]) -> PageReading { PageReading(String(decoding: page, as: UTF8.self)) }

    /// Every page there is, by name.
    private static func pages(name: String = "Orders", for visitor: PageVisitor) throws -> [(String, [UInt8])] {
        let view = try view(name: name, silenced: true)
        let page = StatusPage(view, for: visitor)
        let labels: Labels = ["alertname": "Backlog", "name": name, "innoId": "2"]
        let fingerprint = Fingerprint(of: labels)
        let entry = HistoryEntry(
            at: .at(60),
            kind: .transition,
            fingerprint: fingerprint,
            labels: labels,
            text: "pending -> firing \(name)"
        )
        let history = HistoryPage(lines: [HistoryLine(number: 7, entry: entry)], next: 7)
        var explanations: [(String, [UInt8])] = []
        let question = ExplanationQuestion(alert: "Backlog")
        if case .found(let list) = view.engine.explainer(Workspace()).answer(question) {
            explanations = list.explanations.map { ("explanation", page.explanation($0)) }
        }
        try #require(!explanations.isEmpty)
        let form = SilenceForm(silencing: labels, author: name)
        let preview = try view.engine.preview(try form.draft(at: view.now, isPreview: true), at: view.now).get()
        let mistake = SilenceForm.Mistake(field: "matchers", message: "no \(name)")
        return [
            ("now", page.now()), ("now of one", page.now(alert: "Backlog")), ("rules", page.rules()),
            ("silences", page.silences()), ("deliveries", page.deliveries(dead: [], pending: [])),
            ("history", page.history(history, of: HistoryQuestion(search: name))),
            ("unknown", page.unknownAlert(fingerprint)), ("past", page.pastAlert(fingerprint, [entry])),
            ("fresh form", page.silenceForm(form, .fresh)), ("refused form", page.silenceForm(form, .refused(mistake))),
            ("preview", page.silenceForm(form, .covers(preview))),
            ("apology", page.apology("No", name)),
        ] + explanations
    }

    // MARK: What every page keeps to

    @Test func everyPageIsWellFormedNamedAndForAll() throws {
        for (name, page) in try Self.pages(for: Self.operatorRole) {
            let reading = Self.reading(page)
            #expect(reading.error == nil, "\(name)")
            #expect(Set(reading.ids).count == reading.ids.count, "\(name)")
            for element in ["h1", "main", "header", "footer", "nav"] {
                #expect(reading.elements[element] == 1, "\(name): \(element)")
            }
            #expect(reading.elements["caption"] == reading.elements["table"], "\(name)")
            #expect(reading.labelled.isSubset(of: reading.ids), "\(name)")
        }
    }

    @Test func noPageHasInlineScriptOrStyleOrLoadsFromElsewhere() throws {
        for (name, page) in try Self.pages(for: Self.operatorRole) {
            let reading = Self.reading(page)
            #expect(!reading.attributes.contains("style") && reading.elements["style"] == nil, "\(name)")
            #expect(reading.attributes.allSatisfy { !$0.hasPrefix("on") }, "\(name)")
            let places = reading.links + reading.sources
            #expect(places.allSatisfy { $0.hasPrefix("./") || $0.hasPrefix("page/") || $0 == "#main" }, "\(name)")
        }
    }

    @Test(arguments: PageReading.hostile)
    func noLabelOrTextBecomesMarkup(_ label: String, _ shown: String) throws {
        let plain = try Self.pages(for: Self.operatorRole)
        let hostile = try Self.pages(name: label, for: Self.operatorRole)
        for ((name, plain), (_, hostile)) in zip(plain, hostile) {
            let (plain, hostile) = (Self.reading(plain), Self.reading(hostile))
            #expect(hostile.error == nil, "\(name)")
            #expect(hostile.elements == plain.elements, "\(name)")
            #expect(hostile.attributes == plain.attributes, "\(name)")
        }
        #expect(Self.reading(hostile[0].1).text.contains(shown))
    }

    @Test func whoMayNotSilenceSeesNoFormThatChangesSomething() throws {
        let view = try Self.view(silenced: true)
        for (visitor, forms) in [(Self.operatorRole, 2), (Self.viewer, 0)] {
            let page = StatusPage(view, for: visitor)
            let silences = String(decoding: page.silences(), as: UTF8.self)
            #expect(silences.split(separator: #"method="post""#, omittingEmptySubsequences: false).count == forms + 1)
            #expect(silences.contains(visitor.formToken) == (forms > 0))
            let now = String(decoding: page.now(), as: UTF8.self)
            #expect(now.contains("view=silence&amp;alert=") == (forms > 0))
        }
    }

    // MARK: What burns

    @Test func theWorstBurnsFirstWithItsValuesAndWhoWasTold() throws {
        let reading = Self.reading(StatusPage(try Self.view(), for: Self.operatorRole).now())
        for words in [
            "2 alerts fire: 1 critical, 1 warning.", "60 wait for Orders", "21 wait for Orders", "queueCallCount",
            "limit warning 10, critical 50", "2024-01-01 00:01:00, for 10s", "innoId=2",
            "queueCallCount of the last 30m, between 0 and 60", "ops", "Source", "2024-01-01 00:01:00 (10s ago)",
        ] {
            #expect(reading.text.contains(words), "\(words)")
        }
        let critical = try #require(reading.text.firstRange(of: "60 wait"))
        let warning = try #require(reading.text.firstRange(of: "21 wait"))
        #expect(critical.lowerBound < warning.lowerBound)
        #expect(reading.elements["svg"] == 2)
    }

    @Test func aSilencedAlertSaysSo() throws {
        let reading = Self.reading(StatusPage(try Self.view(silenced: true), for: Self.viewer).now())
        #expect(reading.text.contains("silenced"))
        let silences = Self.reading(StatusPage(try Self.view(silenced: true), for: Self.operatorRole).silences())
        for words in [#"innoId="2""#, "active", "2024-01-01 01:01:00 (in 59m50s)", "a Orders"] {
            #expect(silences.text.contains(words), "\(words)")
        }
    }

    @Test func whereNothingBurnsThePageSaysHowFarThatIsKnown() throws {
        let fresh = StatusView(engine: try EngineBench(try Self.configuration()).engine, now: .at(1), version: "1")
        let unknown = Self.reading(StatusPage(fresh, for: Self.viewer).now())
        #expect(unknown.text.contains("Nothing burns."))
        #expect(unknown.text.contains("Nothing is known yet: no source has answered a poll."))
        #expect(unknown.text.contains("not polled yet"))
        var bench = try EngineBench(try Self.configuration())
        bench.poll(0, [1: 0])
        let calm = StatusView(engine: bench.engine, now: .at(15), version: "1")
        #expect(Self.reading(StatusPage(calm, for: Self.viewer).now()).text.contains("No alert fires."))
        let down = StatusView(engine: bench.engine, now: .at(300), version: "1")
        #expect(Self.reading(StatusPage(down, for: Self.viewer).now()).text.contains("down"))
    }

    @Test func whatKeepsCallwatchFromItsWorkStandsFirst() throws {
        let engine = try EngineBench(try Self.configuration()).engine
        let view = StatusView(
            engine: engine,
            now: .at(600),
            backlog: [.init(receiver: "ops", pending: 3, oldest: .at(0))],
            storeFailure: "the disk is full",
            version: "1"
        )
        let text = Self.reading(StatusPage(view, for: Self.viewer).now()).text
        #expect(text.contains("Nothing is decided or sent: the disk is full"))
        #expect(text.contains("waits for 3 deliveries, the oldest since 2024-01-01 00:00:00 (10m ago)"))
    }

    @Test func aThousandAlertsAreCountedAndTheWorstAreShown() throws {
        var bench = try EngineBench(try Self.configuration())
        let queues = Dictionary(
            uniqueKeysWithValues: (1...1000).map { (Int64($0), $0 == 700 ? 90.0 : 20.0 as Double?) }
        )
        bench.poll(0, queues)
        let view = StatusView(engine: bench.engine, now: .at(0), version: "1")
        let page = StatusPage(view, for: Self.viewer).now()
        let reading = Self.reading(page)
        #expect(reading.text.contains("1,000 alerts fire: 1 critical, 999 warning."))
        #expect(reading.text.contains("950 alerts more: the worst and newest are shown."))
        #expect(reading.elements["article"] == 50)
        #expect(reading.text.contains("90 wait for Orders"))
        #expect(page.count < 300_000)
    }

    // MARK: Live

    @Test func liveSectionsAreWhatThePageHas() throws {
        let page = StatusPage(try Self.view(), for: Self.operatorRole)
        let html = String(decoding: page.now(), as: UTF8.self)
        let sections = page.liveSections()
        #expect(sections.map(\.id) == ["as-of", "summary", "title", "trouble", "burning", "sources"])
        for section in sections.dropFirst(3) {
            let content = String(decoding: section.content, as: UTF8.self)
            let start = #"<section id="\#(section.id)" aria-labelledby="\#(section.id)-title">"#
            #expect(html.contains("\(start)\(content)</section>"))
        }
    }

    // MARK: Other pages

    @Test func rulesShowHowNearThePollsAre() throws {
        let text = Self.reading(StatusPage(try Self.view(), for: Self.viewer).rules()).text
        for words in [
            "queueCallCount above 10", "queueCallCount 1 to 60, compared with 10", "2 firing", "of 3 access codes",
        ] {
            #expect(text.contains(words), "\(words)")
        }
    }

    @Test func unknownAlertIsToldWhyItMayBeUnknown() throws {
        let page = StatusPage(try Self.view(), for: Self.viewer).unknownAlert(Fingerprint(value: 15))
        #expect(Self.reading(page).text.contains("000000000000000f is pending or fires, and nothing is kept of one"))
    }

    @Test func historyLeadsToWhatIsOlderWithTheSameQuestion() throws {
        let question = HistoryQuestion(kind: .notTold, search: "a&b c")
        let page = StatusPage(try Self.view(), for: Self.viewer).history(HistoryPage(lines: [], next: 5), of: question)
        let reading = Self.reading(page)
        #expect(reading.links.contains("./?view=history&kind=not_told&search=a%26b%20c&before=5"))
        #expect(reading.text.contains("Nothing was found in these; there is more."))
    }

    @Test func historyJSONHasTheDocumentedForm() {
        let entry = HistoryEntry(at: .at(60), kind: .silence, fingerprint: nil, labels: ["a": "b"], text: "made")
        let page = HistoryPage(lines: [HistoryLine(number: 7, entry: entry)], next: nil)
        let line =
            #"{"number":7,"at":"2024-01-01T00:01:00Z","kind":"silence","fingerprint":null,"labels":{"a":"b"},"#
            + #""text":"made"}"#
        #expect(HistoryList(page).json == #"{"history":["# + line + #"],"next":null}"#)
    }
}
