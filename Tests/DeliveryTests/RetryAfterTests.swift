import Model
import Testing

@testable import Delivery

struct RetryAfterTests {
    /// 2026-11-22T12:00:00Z.
    private let now = Timestamp(milliseconds: 1_795_348_800_000)

    @Test(arguments: [
        ("7", 7_000),
        ("0", 0),
        (" 120 ", 120_000),
        ("99999999999999999999999", Int64.max),
        ("Sun, 22 Nov 2026 12:00:30 GMT", 30_000),
        ("Sunday, 22-Nov-26 12:01:00 GMT", 60_000),
        ("Sun Nov 22 12:00:05 2026", 5_000),
        ("Tue Dec  1 12:00:00 2026", 777_600_000),
        ("sun, 22 nov 2026 12:00:30 gmt", 30_000),
        ("Sun, 22 Nov 2026 11:59:59 GMT", 0),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 0),
    ])
    func askedTimeIsRead(value: String, milliseconds: Int64) {
        #expect(RetryAfter.span(value, now: now) == TimeSpan(milliseconds: milliseconds))
    }

    @Test(arguments: [
        "", " ", "soon", "-1", "+1", "1.5", "1 s", "Sun, 31 Feb 2026 12:00:00 GMT", "Sun, 22 Nov 2026 25:00:00 GMT",
        "Sun, 22 Foo 2026 12:00:00 GMT", "Sun, 22 Nov 2026 12:00:00 CET", "Sun, 22 Nov 2026 12:00:00", "22 Nov 2026",
        "Sun, 22 Nov 20262 12:00:00 GMT", "Sun, 222 Nov 2026 12:00:00 GMT", "Sun, -2 Nov 2026 12:00:00 GMT",
        "Sunday, 22-Nov-+6 12:00:00 GMT", "Sun Nov 22 12:00:05Z 2026", "Sun, 22 Nov 2026 12:00:00.5+01:00 GMT",
    ])
    func whatIsNeitherIsNil(value: String) {
        #expect(RetryAfter.span(value, now: now) == nil)
    }

    @Test(arguments: [
        ("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37Z"),
        ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"),
        ("Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37Z"),
        ("Monday, 01-Jan-76 00:00:00 GMT", "2076-01-01T00:00:00Z"),
        ("Monday, 01-Jan-77 00:00:00 GMT", "1977-01-01T00:00:00Z"),
    ])
    func allThreeFormsNameAnInstant(text: String, rfc3339: String) {
        #expect(HTTPDate.parse(text, now: now)?.rfc3339 == rfc3339)
    }

    @Test func twoDigitsCanMeanTheNextCentury() {
        let late = Timestamp(milliseconds: 4_080_000_000_000)
        #expect(late.rfc3339.hasPrefix("2099"))
        #expect(HTTPDate.parse("Saturday, 01-Jan-00 00:00:00 GMT", now: late)?.rfc3339 == "2100-01-01T00:00:00Z")
    }
}
