package import Model

/// A node of the routing tree (`route`): which alerts it takes, who is told, and in which rhythm.
///
/// Words, defaults and the walk through the tree are Alertmanager's.
package struct Route: Sendable, Hashable {
    /// Which labels make a group.
    package enum GroupBy: Sendable, Hashable {
        /// These; alerts that agree in them are one group.
        case labels([String])
        /// All labels (`...`): each alert is a group.
        case all
    }

    /// The matchers of the nodes from the root to here, as group keys begin: `{}/{severity="critical"}`.
    package let path: String
    /// What an alert must satisfy to come here; none takes every alert.
    package let matchers: [Matcher]
    /// Who is told.
    package let receiver: String
    /// Which labels make a group.
    package let groupBy: GroupBy
    /// How long a new group waits for more alerts before it is told.
    package let groupWait: TimeSpan
    /// How long a group waits between two notifications; more than 0.
    package let groupInterval: TimeSpan
    /// How long a notification that brought nothing new is held back: the first time, the second and so on; the last
    /// stays.
    package let repeatIntervals: [TimeSpan]
    /// Whether an alert that came here also tries the next siblings.
    package let continues: Bool
    /// When it tells at all; not inherited.
    package let hours: ActiveHours
    /// Whether the end of an alert that was told is told as well when it comes during a silence or a mute.
    package let resolvesThroughSilence: Bool
    /// What is said of the route in its notifications.
    package let labels: Labels
    /// The escalation policy of its groups' incidents; nil for a node whose groups open none.
    package let escalation: String?
    /// The children, in order.
    package let routes: [Route]

    /// A node whose children are complete.
    package init(
        path: String,
        matchers: [Matcher] = [],
        receiver: String,
        groupBy: GroupBy = .labels([]),
        groupWait: TimeSpan = .seconds(30),
        groupInterval: TimeSpan = .minutes(5),
        repeatIntervals: [TimeSpan] = [.hours(4)],
        continues: Bool = false,
        hours: ActiveHours = .always,
        resolvesThroughSilence: Bool = false,
        labels: Labels = [:],
        escalation: String? = nil,
        routes: [Route] = []
    ) {
        self.path = path
        self.matchers = matchers
        self.receiver = receiver
        self.groupBy = groupBy
        self.groupWait = groupWait
        self.groupInterval = groupInterval
        precondition(!repeatIntervals.isEmpty, "route \(path) never repeats")
        self.repeatIntervals = repeatIntervals
        self.continues = continues
        self.hours = hours
        self.resolvesThroughSilence = resolvesThroughSilence
        self.labels = labels
        self.escalation = escalation
        self.routes = routes
    }

    /// The path of a node with `matchers` below `parent`; nil for the root.
    package static func path(below parent: String?, matchers: [Matcher]) -> String {
        let own = "{" + matchers.map(\.description).sorted().joined(separator: ",") + "}"
        return parent.map { "\($0)/\(own)" } ?? own
    }

    /// A node that an alert ends at, and the nodes it came through.
    package struct Match: Sendable {
        /// The node itself.
        package let route: Route
        /// From its parent up to the root.
        package let enclosing: [Route]
        /// The place in the tree: the index of each child on the way down, which tells equal siblings apart.
        package let indices: [Int]
    }

    /// The nodes where an alert with `labels` ends: depth first, the first match of siblings unless it continues, the
    /// node itself when no child takes it.
    package func match(_ labels: Labels) -> [Match] {
        match(labels, enclosing: [], indices: [])
    }

    private func match(_ labels: Labels, enclosing: [Route], indices: [Int]) -> [Match] {
        guard matchers.matches(labels) else { return [] }
        var matches: [Match] = []
        for (index, child) in routes.enumerated() {
            let found = child.match(labels, enclosing: [self] + enclosing, indices: indices + [index])
            matches += found
            if !found.isEmpty, !child.continues { break }
        }
        return matches.isEmpty ? [Match(route: self, enclosing: enclosing, indices: indices)] : matches
    }

    /// The labels of the group that an alert with `labels` belongs to.
    package func groupLabels(of labels: Labels) -> Labels {
        switch groupBy {
        case .all: labels
        case .labels(let names): labels.only(names)
        }
    }

    /// This node and all below it.
    package var all: [Route] {
        routes.reduce([self]) { $0 + $1.all }
    }
}
