import Model

/// What is counted of an SLA in one source: the samples of each element, for the error budget and for the windows over
/// which it may burn.
///
/// Burn windows go over the time in which the SLA is active, as if the hours between did not exist: else the first bad
/// poll of a morning would be all that its windows hold. The budget goes over the calendar, like the objective.
struct ObjectiveLedger: Sendable {
    /// How many buckets a burn window is long.
    static let burnParts = 12
    /// How many buckets the budget's window is long: days, for one of 30 days.
    static let budgetParts = 30

    /// The objective that it counts for.
    let objective: Objective
    /// The alerts, lowest severity first.
    let alerts: [BurnRateAlert]
    /// When the last poll was counted; nil before the first.
    private(set) var time: Timestamp?
    /// The active time up to that poll, in milliseconds from wherever it began.
    private(set) var clock: Int64 = 0
    /// The last poll that its stored record has counted; nil without a record.
    var storedAt: Timestamp?

    /// The windows of the alerts, each once, shortest first, by ``clock``.
    private(set) var burn: [SampleRing]
    /// The window of the budget, by ``time``.
    private(set) var budget: SampleRing
    /// The ``clock`` of each row's newest sample; `.min` for none.
    private(set) var lastKnown: [Int64] = []
    /// The same of each row's newest bad sample.
    private(set) var lastBad: [Int64] = []
    /// How long after its last bad sample no pair can hold for an element.
    private let memory: Int64

    /// Nothing counted yet.
    init(_ objective: Objective) {
        self.objective = objective
        alerts = BurnRateAlert.all(for: objective.window)
        let pairs = alerts.flatMap(\.pairs)
        burn = Set(pairs.flatMap { [$0.long, $0.short] }).sorted().map { window in
            SampleRing(window: window, parts: Self.burnParts)
        }
        budget = SampleRing(window: objective.window, parts: Self.budgetParts)
        memory = pairs.map(\.short.milliseconds).max() ?? 0
    }

    // MARK: Counting

    /// Goes on to a poll at `time`, which is later than the last and within `hours`.
    mutating func advance(to time: Timestamp, hours: ActiveHours) {
        guard let last = self.time else {
            clock = time.milliseconds
            self.time = time
            return
        }
        clock += hours.activeTime(from: last, to: time).milliseconds
        self.time = time
    }

    /// Counts samples of one of `rows` rows at the poll that it was advanced to.
    ///
    /// They tell of the time since the row's last sample, unless a gap lies between: more than `staleness`.
    mutating func count(good: UInt32, bad: UInt32, row: Int, of rows: Int, staleness: TimeSpan) {
        guard let time, good > 0 || bad > 0 else { return }
        makeRoom(for: rows)
        let last = lastKnown[row]
        let passed = last == .min || clock - last > staleness.milliseconds ? 0 : clock - last
        lastKnown[row] = clock
        if bad > 0 { lastBad[row] = clock }
        for index in burn.indices {
            burn[index].add(good: good, bad: bad, row: row, of: rows, from: clock - passed, at: clock)
        }
        let now = time.milliseconds
        budget.add(good: good, bad: bad, row: row, of: rows, from: now - passed, at: now)
    }

    /// What was counted of a row up to the poll at `time`, the last one.
    func counts(row: Int, at time: Timestamp) -> CountedObjective.Counts {
        func counts(_ ring: SampleRing, _ now: Int64) -> [CountedObjective.Counts.Bucket] {
            ring.counts(row: row, at: now).compactMap { age, counts in
                counts == SampleRing.Counts() ? nil : CountedObjective.Counts.Bucket(age: age, counts: counts)
            }
        }
        return CountedObjective.Counts(
            lastKnown: lastKnown[row],
            lastBad: lastBad[row] == .min ? nil : lastBad[row],
            burn: burn.map { counts($0, clock) },
            budget: counts(budget, time.milliseconds)
        )
    }

    /// Takes over how far it had counted.
    mutating func restore(time: Timestamp, clock: Int64) {
        self.time = time
        self.clock = clock
    }

    /// Takes over what was counted of one of `rows` rows up to then.
    mutating func restore(row: Int, of rows: Int, _ counted: CountedObjective.Counts) {
        guard let time else { return }
        makeRoom(for: rows)
        lastKnown[row] = counted.lastKnown
        lastBad[row] = counted.lastBad ?? .min
        for (index, buckets) in zip(burn.indices, counted.burn) {
            for bucket in buckets {
                burn[index].restore(bucket.counts, age: bucket.age, at: clock, row: row, of: rows)
            }
        }
        for bucket in counted.budget {
            budget.restore(bucket.counts, age: bucket.age, at: time.milliseconds, row: row, of: rows)
        }
    }

    private mutating func makeRoom(for rows: Int) {
        guard lastKnown.count < rows else { return }
        lastBad.append(contentsOf: repeatElement(.min, count: rows - lastBad.count))
        lastKnown.append(contentsOf: repeatElement(.min, count: rows - lastKnown.count))
    }

    // MARK: Asking

    /// The rows that have samples.
    var countedRows: [Int] { lastKnown.indices.filter { lastKnown[$0] != .min } }

    /// The rows for which a pair may hold: those with a bad sample not long ago.
    var burningRows: [Int] {
        lastBad.indices.filter { lastBad[$0] != .min && clock - lastBad[$0] <= memory }
    }

    /// Whether each alert's condition holds for a row now, in the order of ``alerts``.
    func truths(row: Int) -> [Truth] {
        alerts.map { alert in
            let pairs = alert.pairs.map { truth(of: $0, row: row) }
            if pairs.contains(.yes) { return .yes }
            return pairs.contains(.unknown) ? .unknown : .no
        }
    }

    /// The burn rate of a row over one of the alerts' windows; nil when the window has no sample.
    func burnRate(row: Int, over window: TimeSpan) -> Double? {
        total(row: row, over: window)?.badShare.map { $0 / objective.errorBudget }
    }

    /// How much of a row's error budget is left, 1 for all, below 0 when more is spent; nil without a sample.
    func budgetRemaining(row: Int) -> Double? {
        budgetTotal(row: row).badShare.map { 1 - $0 / objective.errorBudget }
    }

    /// What the budget's window holds of a row.
    func budgetTotal(row: Int) -> SampleRing.Total {
        time.map { budget.total(row: row, at: $0.milliseconds) } ?? SampleRing.Total()
    }

    /// The burn rate over the long window of the fastest pair that holds, or else of the fastest of all.
    func shownBurnRate(row: Int) -> Double? {
        let pairs = alerts.reversed().flatMap(\.pairs)
        let shown = pairs.first { truth(of: $0, row: row) == .yes } ?? pairs.first
        return shown.flatMap { burnRate(row: row, over: $0.long) }
    }

    /// How fast a row's budget burns over both windows of a pair.
    func burn(of pair: BurnRateAlert.Pair, severity: String, row: Int) -> ObjectiveStatus.Burn {
        func window(_ length: TimeSpan) -> ObjectiveStatus.Burn.Window {
            ObjectiveStatus.Burn.Window(
                length: length,
                known: min(length, total(row: row, over: length)?.coveredTime ?? .zero),
                rate: burnRate(row: row, over: length),
                isAbove: burns(row, length, above: pair.factor).known
            )
        }
        return ObjectiveStatus.Burn(
            severity: severity,
            factor: pair.factor,
            long: window(pair.long),
            short: window(pair.short)
        )
    }

    private func truth(of pair: BurnRateAlert.Pair, row: Int) -> Truth {
        let (long, short) = (burns(row, pair.long, above: pair.factor), burns(row, pair.short, above: pair.factor))
        if long == .no || short == .no { return .no }
        return long == .yes && short == .yes ? .yes : .unknown
    }

    /// Whether a row's budget burns faster than `factor` over a window.
    ///
    /// Where nothing is known of a part of the window, it does if it does were that part all good, and does not if it
    /// does not were that part all bad.
    private func burns(_ row: Int, _ window: TimeSpan, above factor: Double) -> Truth {
        guard let total = total(row: row, over: window), let share = total.badShare else { return .unknown }
        let known = min(1, total.covered / Double(window.milliseconds))
        let least = share * known
        let limit = factor * objective.errorBudget
        if least > limit { return .yes }
        return least + (1 - known) <= limit ? .no : .unknown
    }

    private func total(row: Int, over window: TimeSpan) -> SampleRing.Total? {
        burn.first { $0.window == window }?.total(row: row, at: clock)
    }
}

extension SampleRing.Total {
    /// The share of the samples that are bad; nil without one.
    var badShare: Double? { known > 0 ? bad / known : nil }

    /// How much of the window samples tell something about.
    var coveredTime: TimeSpan { .milliseconds(Int64(exactly: covered.rounded()) ?? 0) }
}

extension ActiveHours {
    /// How much of the time from `start` to `end` is among them.
    func activeTime(from start: Timestamp, to end: Timestamp) -> TimeSpan {
        guard self != .always else { return end - start }
        var (time, sum) = (start, TimeSpan.zero)
        while time < end {
            let next = (active + muted).compactMap { $0.nextChange(after: time, until: end) }.min() ?? end
            if include(time) { sum.milliseconds += (next - time).milliseconds }
            time = next
        }
        return sum
    }
}
