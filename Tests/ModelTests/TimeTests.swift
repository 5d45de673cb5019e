import Model
import Testing

struct TimeTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0),
        ("2014-10-07T07:45:00Z", 1_412_667_900_000),
        ("2024-10-31T14:06:52.123Z", 1_730_383_612_123),
        ("1999-12-31T23:59:59+05:30", 946_664_999_000),
        ("2000-02-29T12:00:00.5-01:00", 951_829_200_500),
        ("1969-12-31T23:59:59.999Z", -1),
        ("2016-12-31T23:59:60Z", 1_483_228_800_000),
    ])
    func rfc3339IsRead(text: String, milliseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2014-10-07", "2014-10-07T07:45:00", "2014-13-07T07:45:00Z", "2014-02-29T07:45:00Z",
        "2014-10-07T24:00:00Z", "2014-10-07T07:45:00.Z", "2014-10-07T07:45:00+0530", "2014-10-07T07:45:00Zx",
        "x014-10-07T07:45:00Z", "2014-10-07T07:45:00+25:00", "0000-12-31T23:59:59Z", "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
    ])
    func whatIsNoTimeIsRefused(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test func firstAndLastYearAreRead() {
        for text in ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z"] {
            #expect(Timestamp(rfc3339: text)?.rfc3339 == text)
        }
    }

    @Test func writtenTimesReadBack() {
        for step in stride(from: Int64(-3_000_000_000_000), to: 5_000_000_000_000, by: 12_345_678_901) {
            let time = Timestamp(milliseconds: step)
            #expect(Timestamp(rfc3339: time.rfc3339) == time)
        }
        #expect(Timestamp(milliseconds: 1_412_667_900_000).rfc3339 == "2014-10-07T07:45:00Z")
        #expect(Timestamp(milliseconds: 1_412_667_900_007).rfc3339 == "2014-10-07T07:45:00.007Z")
    }

    @Test(arguments: [("1h30m", 5_400_000), ("90s", 90_000), ("0s", 0), ("1w2d3h4m5s6ms", 788_645_006), ("250ms", 250)])
    func durationsAreRead(text: String, milliseconds: Int64) {
        #expect(TimeSpan(parsing: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: ["", "5", "m", "1m1h", "1m1m", "1.5h", "-1m", "1 m", "1h ", "99999999999999999999s", "1y", "+1s"])
    func whatIsNoDurationIsRefused(text: String) {
        #expect(TimeSpan(parsing: text) == nil)
    }

    @Test(
        arguments: [
            ("1.5h", "1h30m"), ("0,5 days", "12h"), ("5 minutes", "5m"), ("2min", "2m"), ("120 seconds", "2m"),
            ("1m1h", "1h1m"), ("2 m", "2m"), ("00:02:00", "2m"), ("5:00", "5m"), ("1y", "52w1d"), ("5M", "5m"),
            ("-1m", nil), ("", nil), ("soon", nil), ("1.0001ms", nil), ("99999999999999999999w", nil), ("5m5", nil),
            ("1:2:3:4", nil), (":", nil), ("1.2.3h", nil),
        ] as [(String, String?)]
    )
    func mistakeKnowsWhatIsMeant(text: String, remedy: String?) throws {
        let mistake = try #require(DurationMistake(in: text))
        #expect(mistake.remedy == remedy)
        #expect(!mistake.reason.isEmpty)
    }

    @Test func durationIsNoMistake() {
        #expect(DurationMistake(in: "1h30m") == nil)
    }

    @Test func durationsPrintAsTheyAreWritten() {
        #expect(TimeSpan.minutes(90).description == "1h30m")
        #expect(TimeSpan.zero.description == "0s")
        #expect(TimeSpan.milliseconds(1_001).description == "1s1ms")
    }

    @Test func arithmeticNeverTraps() {
        let last = Timestamp(milliseconds: .max)
        #expect(last + .days(1) == last)
        #expect(Timestamp.distantPast - TimeSpan.days(1) == .distantPast)
        #expect((last - Timestamp.distantPast).milliseconds == .max)
        #expect((Timestamp.distantPast - last).milliseconds == .min)
        #expect(TimeSpan.days(.max).milliseconds == .max)
    }
}
