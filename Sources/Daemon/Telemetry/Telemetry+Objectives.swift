import Alerting
import Model

extension ExpositionWriter {
    /// What is left of the SLAs' error budgets and how fast they burn; nothing where there are no SLAs.
    mutating func write(objectives: [ObjectiveStatus]) {
        guard !objectives.isEmpty else { return }
        family(
            "callwatch_sla_error_budget_remaining_ratio",
            .gauge,
            "What is left of an SLA's error budget, 1 for all, below 0 when more is spent."
        )
        for status in objectives {
            guard let budget = status.errorBudgetRemaining else { continue }
            sample("callwatch_sla_error_budget_remaining_ratio", status.metricLabels, budget)
        }
        family("callwatch_sla_burn_rate", .gauge, "How fast an SLA's error budget burns, by the length of the window.")
        for status in objectives {
            for (window, rate) in status.ratesByWindow {
                sample("callwatch_sla_burn_rate", status.metricLabels + [("window", window.description)], rate)
            }
        }
    }
}

extension ObjectiveStatus {
    /// The SLA with the identity of the series, or the labels of the group.
    fileprivate var metricLabels: [(String, String)] {
        let identity = labels.only(["ccId", "innoId", "source", "vdn"])
        let shown = identity.pairs.count == 4 ? identity : labels
        return [("sla", sla)] + shown.pairs.map { ($0.name, $0.value) }
    }

    /// The burn rates that are known, each window once, shortest first.
    fileprivate var ratesByWindow: [(window: TimeSpan, rate: Double)] {
        var rates: [TimeSpan: Double] = [:]
        for window in burns.flatMap({ [$0.long, $0.short] }) { rates[window.length] = window.rate }
        return rates.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
