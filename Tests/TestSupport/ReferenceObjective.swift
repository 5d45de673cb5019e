package import Alerting
package import Model

/// What an SLA has to come to: everything is counted anew from all samples, at every question.
package struct ReferenceObjective: Sendable {
    /// A sample of one element, or several of a group at one poll.
    package struct Samples: Sendable {
        /// The active time up to the poll.
        package var clock: Int64
        /// The poll's time.
        package var time: Timestamp
        /// How many are good.
        package var good: Int
        /// How many are bad.
        package var bad: Int
    }

    /// Adds a sample at a poll; one of which nothing is known is none.
    package mutating func note(_ isGood: Bool?, clock: Int64, time: Timestamp) {
        guard let isGood else { return }
        samples.append(Samples(clock: clock, time: time, good: isGood ? 1 : 0, bad: isGood ? 0 : 1))
    }

    /// What a window holds.
    package struct Total: Sendable {
        package var bad = 0.0
        package var known = 0.0
        package var covered = 0.0
    }

    /// The share of samples that may be bad.
    package var errorBudget: Double
    /// The window of the budget.
    package var window: TimeSpan
    /// How long a gap must be for nothing to be known of the time in it.
    package var staleness: TimeSpan
    /// All samples of one element so far.
    package var samples: [Samples] = []

    /// Nothing counted yet.
    package init(errorBudget: Double, window: TimeSpan, staleness: TimeSpan = .minutes(5)) {
        self.errorBudget = errorBudget
        self.window = window
        self.staleness = staleness
    }

    /// What a window in so many parts holds that ends at `now`, by the clock that `time` gives each sample.
    ///
    /// A part of time counts as a whole, the oldest as much as it reaches into the window.
    private func total(
        _ window: TimeSpan,
        parts: Int64,
        at now: Int64,
        by time: (Samples) -> Int64
    ) -> Total {
        let length = window.milliseconds / parts
        func part(_ time: Int64) -> Int64 { Int64((Double(time) / Double(length)).rounded(.down)) }
        func weight(_ number: Int64) -> Double {
            let age = part(now) - number
            if age > parts { return 0 }
            return age == parts ? 1 - Double(now - part(now) * length) / Double(length) : 1
        }
        var total = Total()
        // What is older than the window has no weight.
        let reaching = samples.reversed().prefix { part(now) - part(time($0)) <= parts }
        for index in samples.indices.suffix(reaching.count) {
            let sample = samples[index]
            let moment = time(sample)
            total.bad += weight(part(moment)) * Double(sample.bad)
            total.known += weight(part(moment)) * Double(sample.good + sample.bad)
            guard index > 0 else { continue }
            let passed = sample.clock - samples[index - 1].clock
            guard passed <= staleness.milliseconds else { continue }
            for number in part(moment - passed)...part(moment) {
                let overlap = min(moment, (number + 1) * length) - max(moment - passed, number * length)
                total.covered += weight(number) * Double(max(0, overlap))
            }
        }
        return total
    }

    /// How much of the budget is left at `now`; nil without a sample.
    package func budgetRemaining(at now: Timestamp) -> Double? {
        let total = total(window, parts: 30, at: now.milliseconds) { $0.time.milliseconds }
        return total.known > 0 ? 1 - total.bad / total.known / errorBudget : nil
    }

    /// The burn rate over a window; nil without a sample in it.
    package func burnRate(over window: TimeSpan, at clock: Int64) -> Double? {
        let total = total(window, parts: 12, at: clock) { $0.clock }
        return total.known > 0 ? total.bad / total.known / errorBudget : nil
    }

    /// The severity that holds at the active time `clock`, for each of the levels: true, false or unknown.
    package func truths(_ alerts: [BurnRateAlert], at clock: Int64) -> [Bool?] {
        alerts.map { alert in
            let pairs = alert.pairs.map { pair -> Bool? in
                let both = [pair.long, pair.short].map { burns($0, above: pair.factor, at: clock) }
                if both.contains(false) { return false }
                return both.contains(nil) ? nil : true
            }
            if pairs.contains(true) { return true }
            return pairs.contains(nil) ? nil : false
        }
    }

    private func burns(_ window: TimeSpan, above factor: Double, at clock: Int64) -> Bool? {
        let total = total(window, parts: 12, at: clock) { $0.clock }
        guard total.known > 0 else { return nil }
        let known = min(1, total.covered / Double(window.milliseconds))
        let least = total.bad / total.known * known
        if least > factor * errorBudget { return true }
        return least + 1 - known <= factor * errorBudget ? false : nil
    }
}
