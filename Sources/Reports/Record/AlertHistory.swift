import Alerting
import Model

/// What became of each alert of each rule in a replay.
///
/// It grows with the alerts' transitions, not with the polls.
struct AlertHistory: Sendable {
    /// One alert's history: a rule and one element of its grain.
    struct Series: Sendable {
        /// The alert's identity.
        let key: AlertKey
        /// The labels that it had in all of its runs, without the severity of a level.
        fileprivate(set) var labels: Labels
        /// Its times pending and firing, in order; none overlaps.
        fileprivate(set) var stretches: [AlertStretch] = []
        /// Its times of flapping, in order; the end is nil when the recording ended before.
        fileprivate(set) var flapping: [(start: Timestamp, end: Timestamp?)] = []
        /// The identities by which it was told.
        fileprivate(set) var fingerprints: Set<Fingerprint> = []

        /// Its times of firing, in order.
        var firings: [Firing] {
            var firings: [Firing] = []
            var isContinued = false
            for stretch in stretches {
                guard stretch.state == .firing else {
                    isContinued = false
                    continue
                }
                let severities = stretch.severity.map { [$0] } ?? []
                if isContinued, let last = firings.indices.last, firings[last].end == stretch.start {
                    firings[last].end = stretch.end
                    firings[last].severities += severities
                } else {
                    firings.append(Firing(start: stretch.start, end: stretch.end, severities: severities))
                }
                isContinued = true
            }
            return firings
        }
    }

    private var all: [AlertKey: Series] = [:]

    /// Adds a transition; those of one alert come in the order of time.
    mutating func note(_ transition: AlertTransition) {
        var series = all.removeValue(forKey: transition.key) ?? Series(key: transition.key, labels: transition.labels)
        if series.labels != transition.labels { series.labels = series.labels.common(with: transition.labels) }
        series.fingerprints.insert(transition.fingerprint)
        if let last = series.stretches.indices.last, series.stretches[last].end == nil {
            series.stretches[last].end = transition.at
            // A gap made it pending anew, which is no transition: the wait that counted began later.
            if transition.from == .pending {
                series.stretches[last].start = max(series.stretches[last].start, transition.activeAt)
            }
        }
        if transition.to != .inactive {
            let severity = transition.to == .firing ? transition.severity : nil
            series.stretches.append(AlertStretch(state: transition.to, severity: severity, start: transition.at))
        }
        all[transition.key] = series
    }

    /// Adds that an alert with transitions began to flap or calmed down.
    mutating func note(_ turn: FlappingTurn) {
        if turn.begins {
            all[turn.key]?.flapping.append((turn.at, nil))
        } else if let last = all[turn.key]?.flapping.indices.last {
            all[turn.key]?.flapping[last].end = turn.at
        }
    }

    /// Every alert, in the order of its labels.
    var series: [Series] {
        all.values.sorted { left, right in
            if left.labels != right.labels { return left.labels < right.labels }
            return (left.key.group ?? "", left.key.alert) < (right.key.group ?? "", right.key.alert)
        }
    }

    /// The alerts of each rule, in the order of their labels.
    var seriesByRule: [RuleSet.Name: [Series]] {
        Dictionary(grouping: series) { RuleSet.Name(group: $0.key.group ?? "", alert: $0.key.alert) }
    }
}
