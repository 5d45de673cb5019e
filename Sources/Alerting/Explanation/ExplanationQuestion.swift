package import Model

/// Which alerts are to be explained.
package struct ExplanationQuestion: Sendable {
    /// The alert's name.
    package var alert: String
    /// What its labels must satisfy.
    package var matchers: [Matcher]

    /// The alerts of that name whose labels satisfy all of `matchers`.
    package init(alert: String, matchers: [Matcher] = []) {
        self.alert = alert
        self.matchers = matchers
    }
}

/// What an explainer finds.
package enum ExplanationAnswer: Sendable {
    /// No rule and no built-in alert has the name; these are all names there are, in order.
    case unknownAlert(known: [String])
    /// Nothing that the alert could be about satisfies the matchers.
    case noMatch(UnmatchedQuestion)
    /// The alerts.
    case found(ExplanationList)
}

/// A question whose matchers nothing satisfies.
package struct UnmatchedQuestion: Sendable, Hashable {
    /// How many series or groups there are.
    package let count: Int
    /// The first matcher that none of them satisfies; nil where each is satisfied by some.
    package let matcher: Matcher?
    /// The labels that they have.
    package let names: Set<String>
    /// The values that they have of the label of ``matcher``, as far as these are few.
    package let values: Set<String>

    /// How many values are kept, at most.
    private static let mostValues = 200

    /// What is to be said about `matchers`, of which no `labels` satisfy all.
    init(_ matchers: [Matcher], _ labels: [Labels]) {
        count = labels.count
        matcher = matchers.first { matcher in !labels.contains { [matcher].matches($0) } }
        names = labels.reduce(into: []) { $0.formUnion($1.pairs.map(\.name)) }
        var values: Set<String> = []
        if let matcher {
            for labels in labels where values.count < Self.mostValues {
                if let value = labels[matcher.name] { values.insert(value) }
            }
        }
        self.values = values
    }
}

/// The alerts that satisfy a question.
package struct ExplanationList: Sendable {
    /// An alert that is not explained, because there are too many.
    package struct Other: Sendable, Hashable {
        /// Its name.
        package let name: Explanation.Name
        /// Its labels.
        package let labels: Labels
        /// Where it stands.
        package let state: AlertState
    }

    /// How many alerts are explained at once, at most.
    static let mostExplained = 5
    /// How many of the others are named, at most.
    package static let mostOthers = 50

    /// Those that are explained: all if they are few, else those that are pending or firing if these are few.
    package var explanations: [Explanation]
    /// The first of the others, firing before pending before inactive.
    package let others: [Other]
    /// How many others there are.
    package let otherCount: Int

    /// Explanations, and what is not explained.
    package init(explanations: [Explanation], others: [Other], otherCount: Int) {
        self.explanations = explanations
        self.others = others
        self.otherCount = otherCount
    }
}
