import Alerting
package import Model

/// What other rules would have changed on the same polls.
///
/// Alerts are the same in both if they have one name and are about one series or group. Of such an alert a firing
/// under the one rules and a firing under the others are the same trouble if they overlap, the earliest with the
/// earliest; what then is left over, if there are no more than ``nearness`` between them.
package struct RuleComparison: Sendable {
    /// What became of a firing.
    package enum Kind: String, Sendable, CaseIterable {
        /// It fires under the other rules only.
        case gained
        /// It does not fire under the other rules.
        case lost
        /// It begins earlier.
        case earlier
        /// It begins later.
        case later
        /// It begins as before and ends later.
        case longer
        /// It begins as before and ends earlier.
        case shorter
    }

    /// A firing that is not as before.
    package struct Change: Sendable, Hashable {
        /// What became of it.
        package let kind: Kind
        /// The alert's name.
        package let alert: String
        /// The alert's labels, without the severity of a level: the other rules' for one that they have.
        package let labels: Labels
        /// The firing under the rules; nil for one that is gained.
        package let before: Firing?
        /// The firing under the other rules; nil for one that is lost.
        package let after: Firing?
        let subject: AlertKey.Subject

        /// When it first makes a difference to who looks: the earlier of both starts.
        package var at: Timestamp {
            let starts = [before?.start, after?.start].compactMap { $0 }
            return starts.min() ?? .distantPast
        }
    }

    /// What became of all alerts of one name.
    package struct OfAlert: Sendable {
        /// The alerts' name.
        package let alert: String
        /// Their figures under the rules.
        package let before: AlertFigures
        /// Their figures under the other rules.
        package let after: AlertFigures
        /// How many firings are as before.
        package let unchanged: Int
        /// The others, in the order of time.
        package let changes: [Change]

        /// How many firings have changed in that way.
        package func count(_ kind: Kind) -> Int { changes.count { $0.kind == kind } }
    }

    /// The longest time between two firings that are one trouble without overlapping.
    package static let nearness = AlertFigures.flapWithin

    /// Each alert that fired under either, by name.
    package let alerts: [OfAlert]

    /// All changes, in the order of time.
    package var changes: [Change] { Self.sorted(alerts.flatMap(\.changes)) }

    /// How many firings are as before.
    package var unchanged: Int { alerts.reduce(0) { $0 + $1.unchanged } }

    /// Compares what rules made of a recording with what other rules made of it.
    package init(_ before: ReplayRecord, with after: ReplayRecord) {
        let end = before.period?.end
        let old = Dictionary(grouping: before.alerts.series, by: \.key.alert)
        let new = Dictionary(grouping: after.alerts.series, by: \.key.alert)
        alerts = Set(old.keys).union(new.keys)
            .sorted { $0.precedesInScalars($1) }
            .map { Self.compare($0, old[$0] ?? [], new[$0] ?? [], end: end) }
            .filter { $0.before.fired + $0.after.fired > 0 }
    }

    private static func compare(
        _ alert: String,
        _ before: [AlertHistory.Series],
        _ after: [AlertHistory.Series],
        end: Timestamp?
    ) -> OfAlert {
        let old = Dictionary(grouping: before, by: \.key.subject)
        let new = Dictionary(grouping: after, by: \.key.subject)
        var changes: [Change] = []
        var unchanged = 0
        for subject in Set(old.keys).union(new.keys) {
            let labels = (new[subject] ?? old[subject])?.first?.labels ?? [:]
            for (before, after) in matched(firings(old[subject]), firings(new[subject])) {
                guard let kind = Kind(before, after) else {
                    unchanged += 1
                    continue
                }
                changes.append(
                    Change(kind: kind, alert: alert, labels: labels, before: before, after: after, subject: subject)
                )
            }
        }
        return OfAlert(
            alert: alert,
            before: AlertFigures(joining: before.map { AlertFigures($0, end: end) }),
            after: AlertFigures(joining: after.map { AlertFigures($0, end: end) }),
            unchanged: unchanged,
            changes: sorted(changes)
        )
    }

    private static func sorted(_ changes: [Change]) -> [Change] {
        changes.sorted { left, right in
            if left.at != right.at { return left.at < right.at }
            if left.alert != right.alert { return left.alert.precedesInScalars(right.alert) }
            if left.labels != right.labels { return left.labels < right.labels }
            return left.kind.rawValue < right.kind.rawValue
        }
    }

    private static func firings(_ series: [AlertHistory.Series]?) -> [Firing] {
        (series ?? []).flatMap(\.firings).sorted { ($0.start, $0.last) < ($1.start, $1.last) }
    }

    // MARK: Matching

    /// The firings that are one trouble side by side; alone the ones that have no other.
    static func matched(_ before: [Firing], _ after: [Firing]) -> [(before: Firing?, after: Firing?)] {
        var pairs: [(before: Firing?, after: Firing?)] = []
        var (old, new): ([Firing], [Firing]) = ([], [])
        var (left, right) = (before[...], after[...])
        while let first = left.first, let second = right.first {
            if first.last < second.start {
                old.append(left.removeFirst())
            } else if second.last < first.start {
                new.append(right.removeFirst())
            } else {
                pairs.append((left.removeFirst(), right.removeFirst()))
            }
        }
        return pairs + matchedNearby(old + left, new + right)
    }

    private static func matchedNearby(
        _ before: [Firing],
        _ after: [Firing]
    ) -> [(before: Firing?, after: Firing?)] {
        var pairs: [(before: Firing?, after: Firing?)] = []
        var rest = after[...]
        for firing in before {
            while let other = rest.first, other.last < firing.start, firing.start - other.last > nearness {
                pairs.append((nil, rest.removeFirst()))
            }
            // Of two that are near, the one before and the one behind, the nearer.
            if rest.count > 1, let first = rest.first,
                first.distance(to: firing) > rest[rest.startIndex + 1].distance(to: firing)
            {
                pairs.append((nil, rest.removeFirst()))
            }
            if let other = rest.first, other.distance(to: firing) <= nearness {
                pairs.append((firing, rest.removeFirst()))
            } else {
                pairs.append((firing, nil))
            }
        }
        return pairs + rest.map { (nil, $0) }
    }
}

extension RuleComparison.Kind {
    /// What became of a firing; nil if it is as before.
    fileprivate init?(_ before: Firing?, _ after: Firing?) {
        guard let before else {
            self = .gained
            return
        }
        guard let after else {
            self = .lost
            return
        }
        if before.start != after.start {
            self = after.start < before.start ? .earlier : .later
        } else if before.last != after.last {
            self = after.last < before.last ? .shorter : .longer
        } else {
            return nil
        }
    }
}

extension Firing {
    /// Its end; later than every time for one that did not end.
    fileprivate var last: Timestamp { end ?? Timestamp(milliseconds: .max) }

    /// The time between two firings, none for two that overlap.
    fileprivate func distance(to other: Firing) -> TimeSpan {
        max(.zero, max(start, other.start) - min(last, other.last))
    }
}
