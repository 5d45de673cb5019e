import Alerting
import Model

extension ReplaySummary {
    /// A line for each rule, and below it one for each of several series; for an SLA what is left of its error budgets.
    package var lines: [String] {
        rules.flatMap { rule in
            let title = "\(rule.name.group)/\(rule.name.alert): "
            guard rule.series.count > 1 else { return [title + rule.text] + rule.budgetLines }
            let common = rule.series.dropFirst().reduce(rule.series[0].labels) { $0.common(with: $1.labels) }
            return [title + rule.text]
                + rule.series.map { series in "  \(series.labels.without(common)): \(series.figures.text)" }
                + rule.budgetLines
        }
    }
}

extension ReplaySummary.OfRule {
    /// A line for each error budget of an SLA.
    fileprivate var budgetLines: [String] {
        guard let first = objectives.first else { return [] }
        let common = objectives.dropFirst().reduce(first.labels) { $0.common(with: $1.labels) }
        return objectives.map { status in
            "  error budget of \(objectives.count > 1 ? status.labels.without(common) : status.labels): \(status.text)"
        }
    }
}

extension ObjectiveStatus {
    /// The numbers in words: `61.3% left, 98.1% good in 2h`.
    var text: String {
        "\(Self.percent(errorBudgetRemaining)) left, \(Self.percent(goodShare)) good in \(known.inWholeSeconds)"
    }
}

extension ReplaySummary.OfRule {
    /// The numbers in words, with those of the series.
    var text: String {
        total.fired > 0 ? "\(total.text), \(counted(seriesFired, "series", plural: "series"))" : total.text
    }
}

extension AlertFigures {
    /// The numbers in words: `fired 3 times, median 4m30s, longest 21m, 1 flap`.
    package var text: String {
        var parts = [fired == 0 ? "never fired" : "fired \(counted(fired, "time"))"]
        if let median, let longest { parts.append("median \(median.inWholeSeconds), longest \(longest)") }
        if firingAtEnd > 0 { parts.append("\(firingAtEnd) still firing at the end") }
        if fired > 0 { parts.append(counted(flaps, "flap")) }
        if flappingTime > .zero { parts.append("flapping for \(flappingTime)") }
        if unfired > 0 { parts.append("pending \(counted(unfired, "time")) without firing") }
        return parts.joined(separator: ", ")
    }
}

/// A number with its noun: `1 flap`, `2 flaps`.
func counted(_ number: Int, _ noun: String, plural: String? = nil) -> String {
    "\(number.grouped) \(number == 1 ? noun : plural ?? noun + "s")"
}

extension Labels {
    /// These labels without those that `others` has with the same value; all of them if none would be left.
    func without(_ others: Labels) -> Labels {
        let rest = only(pairs.filter { others[$0.name] != $0.value }.map(\.name))
        return rest.isEmpty ? self : rest
    }
}

extension TimeSpan {
    /// The length in whole seconds where it is as long as that: between two polls nothing is known anyway.
    var inWholeSeconds: TimeSpan {
        milliseconds < 1000 ? self : TimeSpan(milliseconds: (milliseconds / 1000 + (milliseconds % 1000) / 500) * 1000)
    }
}
