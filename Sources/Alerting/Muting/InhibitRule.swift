package import Model

/// One of `inhibit_rules`: while an alert of its source side fires, those of its target side are not told.
///
/// Words and meaning are Alertmanager's. An alert that both sides match is not inhibited by another of which the same
/// is true, and so never by itself.
package struct InhibitRule: Sendable, Hashable {
    /// What history calls the rule; nil for one without a name.
    package var name: String?
    /// What an alert must satisfy to inhibit others; none is satisfied by every alert.
    package var sourceMatchers: [Matcher]
    /// What an alert must satisfy to be inhibited; none is satisfied by every alert.
    package var targetMatchers: [Matcher]
    /// The labels that must have the same value in both alerts; one that is absent counts as empty.
    package var equal: [String]

    /// A rule.
    package init(
        name: String? = nil,
        sourceMatchers: [Matcher],
        targetMatchers: [Matcher],
        equal: [String] = []
    ) {
        self.name = name
        self.sourceMatchers = sourceMatchers
        self.targetMatchers = targetMatchers
        self.equal = equal
    }

    /// The values of ``equal`` in an alert, in its order.
    func values(of labels: Labels) -> [String] { equal.map { labels[$0] ?? "" } }
}
