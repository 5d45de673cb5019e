import Alerting
import Model
import TestSupport
import Testing

/// A form for a silence, as somebody fills it in.
struct SilenceFormTests {
    private static func form(
        matchers: String = "team=\"voice\"",
        duration: String = "2h",
        author: String = "ana",
        comment: String = "maintenance"
    ) -> SilenceForm {
        SilenceForm(matchers: matchers, duration: duration, author: author, comment: comment)
    }

    @Test func fieldsBecomeASilenceFromNowOn() throws {
        let form = Self.form(matchers: " team=\"voice\"\r\n\r\ninnoId=~\"1|2\"\n", duration: "1d 12h")
        let draft = try form.draft(at: .at(10), isPreview: false)
        #expect(draft.matchers.map(\.description) == ["team=\"voice\"", "innoId=~\"1|2\""])
        #expect(draft.startsAt == .at(10))
        #expect(draft.endsAt - draft.startsAt == .hours(36))
        #expect([draft.createdBy, draft.comment] == ["ana", "maintenance"])
    }

    @Test func anAlertsFormNamesItWithoutItsSeverity() throws {
        let labels: Labels = ["alertname": "A", "name": "a \"b\" \\ c", "severity": "critical"]
        let form = SilenceForm(silencing: labels, author: "ana")
        let draft = try form.draft(at: .at(0), isPreview: true)
        #expect(draft.matchers.map(\.name) == ["alertname", "name"])
        #expect(draft.matchers.matches(labels))
        #expect(!draft.matchers.matches(["alertname": "A", "name": "other"]))
    }

    @Test(
        arguments: [
            (form(matchers: "team"), "matchers"), (form(matchers: "\n"), "matchers"),
            (form(matchers: "a=~\"(\""), "matchers"),
            (form(duration: "2 hours"), "duration"), (form(duration: ""), "duration"),
            (form(duration: "0s"), "duration"),
            (form(author: " "), "author"), (form(author: String(repeating: "a", count: 257)), "author"),
            (form(comment: ""), "comment"), (form(comment: String(repeating: "a", count: 4097)), "comment"),
        ]
    )
    func whatIsWrongIsToldOfItsField(form: SilenceForm, field: String) {
        let mistake = #expect(throws: SilenceForm.Mistake.self) { try form.draft(at: .at(0), isPreview: false) }
        #expect(mistake?.field == field)
    }

    @Test func toSeeWhatItWouldCoverNobodySaysWhoOrWhy() throws {
        #expect(throws: Never.self) { try Self.form(author: "", comment: "").draft(at: .at(0), isPreview: true) }
    }

    @Test func extendingKeepsWhatIsSilencedAndLastsLonger() throws {
        var bench = try EngineBench(try .of([ReferenceRule("A", when: "queueCallCount above 0")]))
        let id = try bench.silence(.of(innoId: "1", 0..<3600), at: 0)
        let earlier = try #require(bench.engine.silence(id))
        #expect(try bench.silence(SilenceDraft(extending: earlier, by: .hours(1), at: .at(60)), at: 60) == id)
        #expect(bench.engine.silence(id)?.endsAt == .at(7200))
        // One that is over begins anew, under another id.
        let late = SilenceDraft(extending: earlier, by: .hours(1), at: .at(9000))
        let second = try bench.silence(late, at: 9000)
        #expect(second != id)
        #expect(bench.engine.silence(second)?.startsAt == .at(9000))
        #expect(bench.engine.silence(second)?.endsAt == .at(12_600))
    }
}
