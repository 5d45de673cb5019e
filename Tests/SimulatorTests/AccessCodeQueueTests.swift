import Simulator
import Testing

struct AccessCodeQueueTests {
    private static let day = Duration.seconds(86_400)

    private static func plan(
        arrivalsPerHour: Double = 80,
        agents: Int,
        patience: DurationLaw,
        profile: DailyProfile = .constant
    ) -> AccessCodePlan {
        var plan = AccessCodePlan.constant(
            arrivalsPerHour: arrivalsPerHour,
            agents: agents,
            menu: .lognormal(mean: 45, spread: 0.5),
            service: .exponential(mean: 180),
            patience: patience
        )
        plan.profile = profile
        return plan
    }

    private static func queue(_ plan: AccessCodePlan, seed: UInt64 = 1) -> AccessCodeQueue {
        AccessCodeQueue(plan: plan, seed: seed, vdn: 1, innoId: 1)
    }

    /// Mean counters over so many days, sampled every minute from the second hour on.
    private static func means(_ plan: AccessCodePlan, days: Int) -> (menus: Double, busy: Double, queue: Double) {
        var queue = queue(plan)
        var sums = (menus: 0, busy: 0, queue: 0)
        let minutes = 60..<(days * 1440)
        for minute in minutes {
            queue.advance(to: .seconds(minute * 60))
            let counters = queue.counters
            sums.menus += counters.ivrCallCount
            sums.busy += counters.agentCallCount
            sums.queue += counters.queueCallCount
        }
        let count = Double(minutes.count)
        return (Double(sums.menus) / count, Double(sums.busy) / count, Double(sums.queue) / count)
    }

    @Test func queueThatNobodyLeavesIsAsLongAsErlangCSays() {
        let plan = Self.plan(agents: 6, patience: .exponential(mean: 1e12))
        let means = Self.means(plan, days: 20)
        let theory = Erlang(arrivals: 80.0 / 3600, service: 1.0 / 180, abandonment: 0, agents: 6)
        #expect(abs(means.queue / theory.meanQueue - 1) < 0.25, "\(means) \(theory)")
        #expect(abs(means.busy / theory.meanBusy - 1) < 0.03, "\(means) \(theory)")
        // Little's law: 80 callers an hour, 45 seconds each.
        #expect(abs(means.menus / (80.0 * 45 / 3600) - 1) < 0.05, "\(means)")
    }

    @Test func overloadedQueueIsAsLongAsErlangASays() {
        let plan = Self.plan(arrivalsPerHour: 200, agents: 8, patience: .exponential(mean: 120))
        let means = Self.means(plan, days: 8)
        let theory = Erlang(arrivals: 200.0 / 3600, service: 1.0 / 180, abandonment: 1.0 / 120, agents: 8)
        #expect(abs(means.queue / theory.meanQueue - 1) < 0.1, "\(means) \(theory)")
        #expect(abs(means.busy / theory.meanBusy - 1) < 0.03, "\(means) \(theory)")
    }

    @Test func arrivalsFollowTheProfileHourByHour() {
        let shares: [Double] = (0..<24).map { hour in Double(min(hour, 24 - hour)) / 12 }
        let plan = Self.plan(
            arrivalsPerHour: 300,
            agents: 40,
            patience: .exponential(mean: 60),
            profile: DailyProfile(hourly: shares)
        )
        var queue = Self.queue(plan)
        var byHour = Array(repeating: 0, count: 24)
        let days = 12
        for hour in 0..<(24 * days) {
            let before = queue.totals.arrived
            queue.advance(to: Duration.seconds((hour + 1) * 3600))
            byHour[hour % 24] += queue.totals.arrived - before
        }
        for hour in 0..<24 {
            let share: Double = (shares[hour] + shares[(hour + 1) % 24]) / 2
            let expected: Double = 300 * Double(days) * share
            // Five deviations of the Poisson law.
            #expect(abs(Double(byHour[hour]) - expected) < 5 * expected.squareRoot(), "hour \(hour)")
        }
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func nobodyIsLostAndNobodyIsCountedTwice(seed: UInt64) {
        var plan = Self.plan(arrivalsPerHour: 200, agents: 8, patience: .exponential(mean: 120))
        plan.selfServiceShare = 0.2
        var queue = Self.queue(plan, seed: seed)
        for hour in 1...48 {
            queue.advance(to: .seconds(hour * 3600))
            let totals = queue.totals
            let gone = totals.selfServed + totals.answered + totals.abandoned
            #expect(totals.arrived == gone + queue.counters.allCallCount)
            #expect(queue.counters.agentCallCount <= 8)
        }
        #expect(queue.totals.abandoned > 0 && queue.totals.selfServed > 0)
    }

    @Test func longestWaitIsZeroExactlyWhenNobodyWaitsAndGrowsWithTheClock() {
        var queue = Self.queue(Self.plan(arrivalsPerHour: 160, agents: 8, patience: .exponential(mean: 120)))
        var previous = queue.counters
        var waits = 0
        for second in 1...(6 * 3600) {
            queue.advance(to: .seconds(second))
            let counters = queue.counters
            #expect((counters.longestWaitTime == 0) == (counters.queueCallCount == 0))
            #expect(counters.longestWaitTime <= max(previous.longestWaitTime, 1) + 1)
            // Nobody waits while an agent is free.
            if counters.queueCallCount > 0 { #expect(counters.agentCallCount == 8) }
            waits += counters.queueCallCount > 0 ? 1 : 0
            previous = counters
        }
        #expect(waits > 3600)
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func dayDoesNotDependOnWhenItIsLookedAt(seed: UInt64) {
        let plan = Self.plan(agents: 5, patience: .exponential(mean: 120), profile: .workingDay)
        var atOnce = Self.queue(plan, seed: seed)
        atOnce.advance(to: Self.day)

        var inSteps = Self.queue(plan, seed: seed)
        var generator = SystemRandomNumberGenerator()
        var now = Duration.zero
        while now < Self.day {
            now = min(Self.day, now + .milliseconds(Int.random(in: 0...900_000, using: &generator)))
            inSteps.advance(to: now)
        }
        #expect(inSteps.counters == atOnce.counters)
        #expect(inSteps.totals == atOnce.totals)
    }

    @Test func otherSeedsGiveOtherDays() {
        let plan = Self.plan(agents: 5, patience: .exponential(mean: 120))
        let totals = (1...20 as ClosedRange<UInt64>).map { seed in
            var queue = Self.queue(plan, seed: seed)
            queue.advance(to: Self.day)
            return queue.totals.arrived
        }
        #expect(Set(totals).count > 15)
    }
}
