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
    /// What the alert could be about, there is nothing of that satisfies the matchers, in so many as there are.
    case noMatch(count: Int)
    /// The alerts.
    case found(ExplanationList)
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
