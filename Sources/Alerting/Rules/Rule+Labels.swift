import Expressions
import Model

extension Rule {
    /// The labels of an alert that leaves `inactive` now, from its grain's labels and the series' counters.
    ///
    /// Grain labels, then the group's, then the rule's, then `alertname`; an empty text takes a label away.
    func labels(of instance: AlertInstance, _ reading: Reading) -> Labels {
        let value = levels[instance.shownLevel].when.leftSide
        let own = labels.map { label in
            (label.name, label.template.render(reading, labels: instance.grainLabels, value: value))
        }
        return instance.grainLabels.overlaid(with: own).overlaid(with: [("alertname", alert)])
    }

    /// The annotations of an alert, from all its labels and the series' counters.
    func annotations(labels: Labels, _ reading: Reading, shownLevel: Int) -> Labels {
        let value = levels[min(shownLevel, levels.count - 1)].when.leftSide
        return Labels(
            annotations.map { annotation in
                (annotation.name, annotation.template.render(reading, labels: labels, value: value))
            }
        )
    }
}

extension AlertInstance {
    /// Gives it its labels, which are its identity.
    mutating func setLabels(_ labels: Labels) {
        self.labels = labels
        fingerprint = Fingerprint(of: labels)
    }
}
