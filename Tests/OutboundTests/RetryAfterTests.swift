import Outbound
import Testing

struct RetryAfterTests {
    /// 2026-11-22T12:00:00Z.
    private let now: Int64 = 1_795_348_800_000

    @Test(arguments: [
        ("7", 7_000),
        ("0", 0),
        ("99999999999999999999999", Int64.max),
        ("9223372036854775807", Int64.max),
        ("Sun, 22 Nov 2026 12:00:30 GMT", 30_000),
        ("Sunday, 22-Nov-26 12:01:00 GMT", 60_000),
        ("Sun Nov 22 12:00:05 2026", 5_000),
        ("Tue Dec  1 12:00:00 2026", 777_600_000),
        ("sun, 22 nov 2026 12:00:30 gmt", 30_000),
        ("Sun, 22 Nov 2026 11:59:59 GMT", 0),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 0),
    ])
    func askedTimeIsRead(value: String, milliseconds: Int64) {
        #expect(HTTPHeaders(dictionaryLiteral: ("Retry-After", value)).retryAfterMilliseconds(now: now) == milliseconds)
    }

    @Test(arguments: [
        "", "soon", "-1", "+1", "1.5", "1 s", "Sun, 22 Nov 2026 25:00:00 GMT", "Sun, 22 Foo 2026 12:00:00 GMT",
        "22 Nov 2026", "Sun, 222 Nov 2026 12:00:00 GMT", ":", "::::", "12:00:00",
    ])
    func whatIsNeitherIsNil(value: String) {
        #expect(HTTPHeaders(dictionaryLiteral: ("Retry-After", value)).retryAfterMilliseconds(now: now) == nil)
    }

    @Test func noHeaderIsNil() {
        #expect(
            HTTPHeaders(dictionaryLiteral: ("Date", "Sun, 22 Nov 2026 12:00:30 GMT")).retryAfterMilliseconds(now: now)
                == nil
        )
    }
}
