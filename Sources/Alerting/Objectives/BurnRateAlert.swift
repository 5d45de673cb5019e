package import Model

/// When an error budget burns so fast that somebody must know: the alerts of the Google SRE workbook, chapter 5
/// (`Alerting on SLOs`), one for each severity.
///
/// A burn rate is the share of bad samples divided by the share that may be bad: at 1 the budget is gone exactly at the
/// end of its window.
package struct BurnRateAlert: Sendable, Hashable {
    /// Two windows over both of which the budget must burn faster than the factor: the long one says that it matters,
    /// the short one that it still goes on.
    package struct Pair: Sendable, Hashable {
        /// The burn rate above which it holds.
        package let factor: Double
        /// The long window.
        package let long: TimeSpan
        /// The short window.
        package let short: TimeSpan
    }

    /// The severity of its level.
    package let severity: String
    /// The pairs of which one must hold, the fastest first.
    package let pairs: [Pair]

    /// The alerts for an error budget of so long a window, lowest severity first.
    package static func all(for window: TimeSpan) -> [BurnRateAlert] {
        let (minute, hour, day) = (TimeSpan.minutes, TimeSpan.hours, TimeSpan.days)
        return [
            BurnRateAlert(
                severity: "warning",
                pairs: [Pair(3, day(1), hour(2), in: window), Pair(1, day(3), hour(6), in: window)]
            ),
            BurnRateAlert(
                severity: "critical",
                pairs: [Pair(14.4, hour(1), minute(5), in: window), Pair(6, hour(6), minute(30), in: window)]
            ),
        ]
    }
}

extension BurnRateAlert.Pair {
    /// The workbook's pair, whose windows are for a budget of 30 days, for a budget of `window`.
    fileprivate init(_ factor: Double, _ long: TimeSpan, _ short: TimeSpan, in window: TimeSpan) {
        self.init(
            factor: factor,
            long: long.scaled(to: window, atLeast: .minutes(3)),
            short: short.scaled(to: window, atLeast: .minutes(1))
        )
    }
}

extension TimeSpan {
    /// This part of 30 days as the same part of `window`, in whole minutes, halves up.
    fileprivate func scaled(to window: TimeSpan, atLeast least: TimeSpan) -> TimeSpan {
        let minutes = Double(milliseconds) * (window.seconds / TimeSpan.days(30).seconds) / 60_000
        return max(least, .minutes(Int64(exactly: minutes.rounded(.toNearestOrAwayFromZero)) ?? 0))
    }
}
