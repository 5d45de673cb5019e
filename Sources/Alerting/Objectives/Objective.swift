package import Expressions
package import Model

/// What is to be kept to over time: the share of a condition's samples that must be good, over a window.
///
/// The rules of counting are in `Documentation/RuleLanguage.md`, *SLAs*.
package struct Objective: Sendable {
    /// What a poll counts for an element.
    package enum Samples: Sendable {
        /// One sample: whether the condition holds.
        case ofElement
        /// A sample of each member of a group.
        case ofMembers(MemberCounts)
    }

    /// When a sample is good, as it was written.
    package var good: Condition
    /// What is counted.
    package var samples: Samples
    /// The share that must be good, in percent, above 0 and below 100.
    package var percent: Double
    /// The window that the error budget is for, ``windows`` long.
    package var window: TimeSpan

    /// The windows that an objective may have.
    package static let windows = TimeSpan.hours(1)...TimeSpan.days(90)

    /// The group of all SLAs' alerts, where those of rules have the group that they stand in.
    package static let group = "slas"

    /// The values that annotations may print by name, in the order of ``ObjectiveStatus/templateValues``.
    package static let templateValues = [
        GivenValue("errorBudgetRemaining", isRatio: true), GivenValue("burnRate"),
        GivenValue("objective", isRatio: true),
    ]

    /// An objective of so many percent of good samples.
    package init(_ good: Condition, _ samples: Samples, percent: Double, window: TimeSpan) {
        precondition(percent > 0 && percent < 100, "an objective of \(percent) %")
        precondition(Self.windows.contains(window), "a window of \(window)")
        self.good = good
        self.samples = samples
        self.percent = percent
        self.window = window
    }

    /// The share of samples that may be bad.
    package var errorBudget: Double { (100 - percent) / 100 }

    /// Whether its budget can burn fast enough for the highest severity.
    package var canPage: Bool {
        guard let pairs = BurnRateAlert.all(for: window).last?.pairs else { return false }
        return pairs.contains { $0.factor * errorBudget < 1 }
    }

    /// Whether a poll brings a sample of each member of a group.
    var hasMembers: Bool {
        if case .ofMembers = samples { true } else { false }
    }

    /// What its alerts are about.
    package var grain: Grain { condition.grain }

    /// The condition of the elements that its alerts are about: the users's own, or of all members of a group.
    var condition: Condition {
        switch samples {
        case .ofElement: good
        case .ofMembers(let counts): counts.all
        }
    }
}

extension Rule {
    /// The alert of an SLA: a level for each severity of ``BurnRateAlert``.
    ///
    /// What its levels wait for is decided by the samples counted, not by their conditions.
    package init(
        sla: String,
        _ objective: Objective,
        matchers: [Matcher] = [],
        labels: [TemplatedLabel] = [],
        annotations: [TemplatedLabel] = [],
        hours: ActiveHours = .always
    ) {
        self.init(
            group: Objective.group,
            alert: sla,
            matchers: matchers,
            levels: BurnRateAlert.all(for: objective.window).map { alert in
                // With no sample in its longest window nothing of the alert's cause is left.
                let timing = LevelTiming(resolveNoDataAfter: alert.pairs.map(\.long).max())
                return Level(severity: alert.severity, when: objective.condition, timing: timing)
            },
            labels: labels,
            annotations: annotations,
            hours: hours
        )
        self.objective = objective
    }

    /// What the samples of an SLA are counted of; counts of anything else do not go on as its own.
    var countedSamples: String? {
        objective.map { objective in
            let selection = matchers.map { "\($0)" }.joined(separator: ", ")
            return "\(objective.good.text) over \(objective.window) for \(grain) of {\(selection)}"
        }
    }
}
