package import Expressions
package import Model

/// One alert rule, checked and ready to be compiled with all others.
package struct Rule: Sendable {
    /// One severity of a rule, or the whole of a rule without levels.
    package struct Level: Sendable {
        /// The severity; nil for a rule without levels.
        package var severity: String?
        /// What must hold for the level to fire.
        package var when: Condition
        /// What must hold for it to resolve; nil for `not when`.
        package var resolveWhen: Condition?
        /// The times it keeps to.
        package var timing: LevelTiming

        /// A level.
        package init(severity: String? = nil, when: Condition, resolveWhen: Condition? = nil, timing: LevelTiming) {
            self.severity = severity
            self.when = when
            self.resolveWhen = resolveWhen
            self.timing = timing
        }
    }

    /// A label or annotation with its template.
    package struct TemplatedLabel: Sendable {
        /// Its name.
        package var name: String
        /// Its text.
        package var template: Template

        /// A label of that name.
        package init(name: String, template: Template) {
            self.name = name
            self.template = template
        }
    }

    /// The name of the group it stands in, unique over all files.
    package var group: String
    /// The alert's name, unique within the group.
    package var alert: String
    /// The matchers of the group and of the rule: the series it sees.
    package var matchers: [Matcher]
    /// Its levels, lowest first; one without severity for a rule without `levels`.
    package var levels: [Level]
    /// The group's labels, then the rule's own; later ones win.
    package var labels: [TemplatedLabel]
    /// Its annotations.
    package var annotations: [TemplatedLabel]
    /// When it can hold; outside, it counts as not holding.
    package var hours: ActiveHours
    /// Whether its alerts can count as flapping.
    package var detectsFlapping: Bool
    /// For the alert of an SLA: what it is to keep to; its levels fire by the samples counted for that.
    package internal(set) var objective: Objective?

    /// A rule.
    package init(
        group: String,
        alert: String,
        matchers: [Matcher] = [],
        levels: [Level],
        labels: [TemplatedLabel] = [],
        annotations: [TemplatedLabel] = [],
        hours: ActiveHours = .always,
        detectsFlapping: Bool = true
    ) {
        precondition(!levels.isEmpty, "rule \(alert) has no level")
        self.group = group
        self.alert = alert
        self.matchers = matchers
        self.levels = levels
        self.labels = labels
        self.annotations = annotations
        self.hours = hours
        self.detectsFlapping = detectsFlapping
    }

    /// What its alerts are about; the same for all its conditions.
    package var grain: Grain { levels[0].when.grain }

    /// Tells the numbers in its texts that no counter tells where a reading has them, and gives them in that order.
    mutating func placeNumbers() -> [Number] {
        var numbers: [Number] = []
        for index in levels.indices { levels[index].when.placeLeftSide(among: &numbers) }
        for index in labels.indices { labels[index].template.placeNumbers(among: &numbers) }
        for index in annotations.indices { annotations[index].template.placeNumbers(among: &numbers) }
        return numbers
    }

    /// Whether it was written with `levels`.
    package var hasLevels: Bool { levels[0].severity != nil }
}
