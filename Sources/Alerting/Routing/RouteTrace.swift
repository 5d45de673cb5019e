package import Model

/// The way of an alert through the routing tree, with what was passed over.
package struct RouteTrace: Sendable {
    /// Why a node takes an alert or not.
    package enum Verdict: Sendable, Hashable {
        /// It takes it, and no child does: the alert ends here.
        case ends
        /// It takes it, and so does a child.
        case leadsOn
        /// This matcher does not hold.
        case fails(Matcher)
        /// A sibling before it takes the alert and does not continue.
        case notTried
    }

    /// One node.
    package struct Step: Sendable {
        /// The node.
        package let route: Route
        /// Its place in the tree: the index of each child on the way down.
        package let indices: [Int]
        /// Why it takes the alert or not.
        package let verdict: Verdict
    }

    /// The labels of the alert.
    package let labels: Labels
    /// The nodes as they are tried; those below one that does not take the alert are left out.
    package private(set) var steps: [Step] = []

    /// The way of an alert with `labels` through the tree below `root`.
    package init(_ labels: Labels, through root: Route) {
        self.labels = labels
        walk(root, [])
    }

    /// The nodes where the alert ends; none if the root does not take it.
    package var ends: [Step] { steps.filter { $0.verdict == .ends } }

    /// Goes through `route` and what is below; whether it takes the alert.
    @discardableResult
    private mutating func walk(_ route: Route, _ indices: [Int]) -> Bool {
        if let failing = route.matchers.first(where: { !$0.matches(labels) }) {
            steps.append(Step(route: route, indices: indices, verdict: .fails(failing)))
            return false
        }
        let place = steps.count
        steps.append(Step(route: route, indices: indices, verdict: .ends))
        var isTaken = false
        var isOver = false
        for (index, child) in route.routes.enumerated() {
            let childIndices = indices + [index]
            if isOver {
                steps.append(Step(route: child, indices: childIndices, verdict: .notTried))
            } else if walk(child, childIndices) {
                isTaken = true
                isOver = !child.continues
            }
        }
        if isTaken { steps[place] = Step(route: route, indices: indices, verdict: .leadsOn) }
        return true
    }

    /// The key of the group that the alert joins at a node.
    package func groupKey(at route: Route) -> String { "\(route.path):\(route.groupLabels(of: labels))" }
}

extension ActiveHours {
    /// The names of the intervals because of which an instant is not among them; none when it is.
    package func namesMuting(_ time: Timestamp) -> [String] { names(muting: time) }

    /// When that changes next within a year; nil when it does not.
    package func nextChange(after time: Timestamp) -> Timestamp? {
        nextChange(after: time, until: time + .hours(366 * 24))
    }
}

extension InhibitRule {
    /// What an alert would have to satisfy to inhibit one with `labels`; nil if none can.
    ///
    /// It is the source side, and the values of ``equal`` in `labels`.
    package func inhibitors(of labels: Labels) -> [Matcher]? {
        guard targetMatchers.matches(labels) else { return nil }
        return sourceMatchers + equal.map { Matcher($0, equals: labels[$0] ?? "") }
    }

    /// Whether an alert with `labels` is on both sides, so that only alerts that are not can inhibit it.
    package func isOnBothSides(_ labels: Labels) -> Bool {
        sourceMatchers.matches(labels) && targetMatchers.matches(labels)
    }
}
