package import Model

/// A rule as texts, for the reference and for the product alike.
package struct ReferenceRule: Sendable, Hashable {
    /// One severity, or the whole of a rule without levels.
    package struct Level: Sendable, Hashable {
        /// The severity; nil for a rule without levels.
        package var severity: String?
        /// The text of `when`.
        package var when: String
        /// The text of `resolve_when`; nil for `not when`.
        package var resolveWhen: String?
        /// `for`.
        package var holdFor: TimeSpan
        /// `keep_firing_for`.
        package var keepFiringFor: TimeSpan

        /// A level.
        package init(
            _ severity: String? = nil,
            when: String,
            resolveWhen: String? = nil,
            for holdFor: TimeSpan = .zero,
            keepFiringFor: TimeSpan = .zero
        ) {
            self.severity = severity
            self.when = when
            self.resolveWhen = resolveWhen
            self.holdFor = holdFor
            self.keepFiringFor = keepFiringFor
        }
    }

    /// A label with the text of its template.
    package struct Label: Sendable, Hashable {
        /// The name.
        package var name: String
        /// The template.
        package var text: String

        /// That label.
        package init(_ name: String, _ text: String) {
            self.name = name
            self.text = text
        }
    }

    /// The group's name.
    package var group: String
    /// The alert's name.
    package var alert: String
    /// The levels, lowest first; one without severity for a rule without levels.
    package var levels: [Level]
    /// `resolve_no_data_after`.
    package var resolveNoDataAfter: TimeSpan?
    /// The matchers of group and rule, in their notation.
    package var matchers: [String]
    /// The group's labels, then the rule's.
    package var labels: [Label]
    /// The annotations.
    package var annotations: [Label]
    /// The group's `let`s.
    package var lets: [String: String]

    /// A rule with levels.
    package init(
        _ alert: String,
        group: String = "g",
        levels: [Level],
        resolveNoDataAfter: TimeSpan? = nil,
        matchers: [String] = [],
        labels: [Label] = [],
        annotations: [Label] = [],
        lets: [String: String] = [:]
    ) {
        self.group = group
        self.alert = alert
        self.levels = levels
        self.resolveNoDataAfter = resolveNoDataAfter
        self.matchers = matchers
        self.labels = labels
        self.annotations = annotations
        self.lets = lets
    }

    /// A rule without levels.
    package init(
        _ alert: String,
        group: String = "g",
        when: String,
        resolveWhen: String? = nil,
        for holdFor: TimeSpan = .zero,
        keepFiringFor: TimeSpan = .zero,
        resolveNoDataAfter: TimeSpan? = nil,
        matchers: [String] = [],
        labels: [Label] = [],
        annotations: [Label] = [],
        lets: [String: String] = [:]
    ) {
        self.init(
            alert,
            group: group,
            levels: [Level(when: when, resolveWhen: resolveWhen, for: holdFor, keepFiringFor: keepFiringFor)],
            resolveNoDataAfter: resolveNoDataAfter,
            matchers: matchers,
            labels: labels,
            annotations: annotations,
            lets: lets
        )
    }
}
