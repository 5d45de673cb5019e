import Alerting
import Model
import Testing

@testable import Delivery

struct PrintingTests {
    @Test(arguments: [
        (0.0, "0s"), (59, "59s"), (60, "1m"), (125, "2m 5s"), (3600, "1h"), (90_061, "1d 1h 1m 1s"), (0.5, "1s"),
        (9_007_199_254_740_992, "104249991374d 7h 36m 32s"), (1e300, "1e+300"), (.infinity, "inf"),
    ])
    func waitingTimeIsADuration(value: Double, printed: String) {
        #expect(CounterValue(.longestWaitTime, value).printed == printed)
    }

    @Test(arguments: [(0.0, "0"), (21, "21"), (9_007_199_254_740_992, "9007199254740992"), (0.12345, "0.123")])
    func callsAreANumber(value: Double, printed: String) {
        #expect(CounterValue(.queueCallCount, value).printed == printed)
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00"),
        (-1, "Wed, 31 Dec 1969 23:59:59"),
        (951_782_400_000, "Tue, 29 Feb 2000 00:00:00"),
        (1_412_668_163_999, "Tue, 07 Oct 2014 07:49:23"),
        (-1_000_000_000_000, "Sun, 24 Apr 1938 22:13:20"),
    ])
    func timesNameTheirZone(milliseconds: Int64, text: String) {
        let time = Timestamp(milliseconds: milliseconds)
        #expect(time.mailDate == "\(text) +0000")
        #expect(time.readable == "\(text) UTC")
    }

    @Test(arguments: [Int64.min, .max])
    func anyTimeHasAText(milliseconds: Int64) {
        #expect(!Timestamp(milliseconds: milliseconds).mailDate.isEmpty)
        #expect(!TimeSpan(milliseconds: milliseconds).printed.isEmpty)
    }
}
