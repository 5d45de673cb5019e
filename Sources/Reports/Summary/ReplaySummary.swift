package import Alerting
package import Model

/// The numbers of a replay: for each rule how often its alert fired, for how long, and on what.
package struct ReplaySummary: Sendable {
    /// One rule's numbers.
    package struct OfRule: Sendable {
        /// The rule.
        package let name: RuleSet.Name
        /// All its alerts together.
        package let total: AlertFigures
        /// Each of its alerts, those that fired longest first.
        package let series: [OfSeries]
        /// For an SLA where each of its elements stands at the end, those with the least error budget left first.
        package let objectives: [ObjectiveStatus]

        /// How many of its alerts fired.
        package var seriesFired: Int { series.count { $0.figures.fired > 0 } }
    }

    /// One alert's numbers.
    package struct OfSeries: Sendable {
        /// The alert's labels without the severity of a level.
        package let labels: Labels
        /// Its numbers.
        package let figures: AlertFigures
        let history: AlertHistory.Series
    }

    /// The rules, in the order of the files.
    package let rules: [OfRule]

    /// The numbers of `record`.
    package init(_ record: ReplayRecord) {
        let end = record.period?.end
        let seriesByRule = record.alerts.seriesByRule
        rules = record.rules.rules.map { rule in
            let name = RuleSet.Name(group: rule.group, alert: rule.alert)
            let series = (seriesByRule[name] ?? []).map { series in
                OfSeries(labels: series.labels, figures: AlertFigures(series, end: end), history: series)
            }
            return OfRule(
                name: name,
                total: AlertFigures(joining: series.map(\.figures)),
                series: series.enumerated().sorted { left, right in
                    let (first, second) = (left.element.figures.firingTime, right.element.figures.firingTime)
                    return first == second ? left.offset < right.offset : first > second
                }.map(\.element),
                objectives: rule.objective == nil ? [] : Self.inOrder(record.objectives.filter { $0.sla == rule.alert })
            )
        }
    }
}

extension ReplaySummary {
    private static func inOrder(_ objectives: [ObjectiveStatus]) -> [ObjectiveStatus] {
        objectives.enumerated().sorted { left, right in
            let budgets = [left, right].map { $0.element.errorBudgetRemaining ?? .infinity }
            return budgets[0] == budgets[1] ? left.offset < right.offset : budgets[0] < budgets[1]
        }.map(\.element)
    }
}

/// How often and for how long alerts fired.
package struct AlertFigures: Sendable, Hashable {
    /// An alert that fires again so soon after its end has flapped.
    package static let flapWithin = TimeSpan.minutes(5)

    /// How often they began to fire.
    package private(set) var fired = 0
    /// How often they were pending and it ended before they fired.
    package private(set) var unfired = 0
    /// How often they fired again within ``flapWithin`` of their last end.
    package private(set) var flaps = 0
    /// How long they counted as flapping, all times together, up to the recording's end.
    package private(set) var flappingTime = TimeSpan.zero
    /// How many fire still when the recording ends.
    package private(set) var firingAtEnd = 0
    /// All times of firing together, up to the recording's end.
    package private(set) var firingTime = TimeSpan.zero
    /// How long each firing lasted that is over, shortest first.
    private var durations: [TimeSpan] = []

    /// The figures of one alert in a recording that ends at `end`.
    init(_ series: AlertHistory.Series, end: Timestamp?) {
        var lastEnd: Timestamp?
        for firing in series.firings {
            fired += 1
            if let lastEnd, firing.start - lastEnd <= Self.flapWithin { flaps += 1 }
            lastEnd = firing.end
            if let over = firing.end {
                durations.append(over - firing.start)
            } else {
                firingAtEnd += 1
            }
            firingTime = firingTime.adding(max(.zero, (firing.end ?? end ?? firing.start) - firing.start))
        }
        for (start, over) in series.flapping {
            flappingTime = flappingTime.adding(max(.zero, (over ?? end ?? start) - start))
        }
        durations.sort()
        unfired = series.stretches.indices.count { index in
            let stretch = series.stretches[index]
            guard stretch.state == .pending, let end = stretch.end else { return false }
            let follows = index + 1 < series.stretches.count && series.stretches[index + 1].start == end
            let precedes =
                index > 0 && series.stretches[index - 1].state == .firing
                && series.stretches[index - 1].end == stretch.start
            return !follows && !precedes
        }
    }

    /// The figures of several alerts together.
    init(joining all: [AlertFigures]) {
        for figures in all {
            fired += figures.fired
            unfired += figures.unfired
            flaps += figures.flaps
            firingAtEnd += figures.firingAtEnd
            firingTime = firingTime.adding(figures.firingTime)
            flappingTime = flappingTime.adding(figures.flappingTime)
        }
        durations = all.flatMap(\.durations).sorted()
    }

    /// How long the longest firing lasted of those that are over; nil if none is.
    package var longest: TimeSpan? { durations.last }

    /// The length in the middle of those that are over, between the middle two of an even number; nil if none is.
    package var median: TimeSpan? {
        guard !durations.isEmpty else { return nil }
        let upper = durations[durations.count / 2]
        guard durations.count.isMultiple(of: 2) else { return upper }
        let lower = durations[durations.count / 2 - 1]
        return TimeSpan(milliseconds: lower.milliseconds + (upper.milliseconds - lower.milliseconds) / 2)
    }
}

extension TimeSpan {
    /// Both lengths together, the greatest length for more than fits.
    fileprivate func adding(_ other: TimeSpan) -> TimeSpan {
        let (sum, overflow) = milliseconds.addingReportingOverflow(other.milliseconds)
        return overflow ? TimeSpan(milliseconds: .max) : TimeSpan(milliseconds: sum)
    }
}
