import Expressions
package import Model

/// Where an SLA stands for one element at its newest poll.
package struct ObjectiveStatus: Sendable, Hashable {
    /// How fast the budget burns over the two windows of a pair.
    package struct Burn: Sendable, Hashable {
        /// The severity of the alert that the pair belongs to.
        package let severity: String
        /// The windows and the burn rate above which it holds.
        package let pair: BurnRateAlert.Pair
        /// The burn rate over the long window; nil without a sample in it.
        package let long: Double?
        /// The burn rate over the short window; nil without a sample in it.
        package let short: Double?

        /// A pair with its burn rates.
        package init(severity: String, pair: BurnRateAlert.Pair, long: Double?, short: Double?) {
            self.severity = severity
            self.pair = pair
            self.long = long
            self.short = short
        }
    }

    /// The SLA's name.
    package let sla: String
    /// What it is about: the labels of the series, or of the group with its source.
    package let labels: Labels
    /// The share of samples that must be good.
    package let objective: Double
    /// The window of the error budget.
    package let window: TimeSpan
    /// How much of that window samples tell something about.
    package let known: TimeSpan
    /// The share of samples in the window that are good; nil without one.
    package let goodShare: Double?
    /// How much of the error budget is left: 1 for all, below 0 when more is spent; nil without a sample.
    package let errorBudgetRemaining: Double?
    /// The burn rates, the highest severity first, of each the fastest pair first.
    package let burns: [Burn]

    /// Where an SLA stands.
    package init(
        sla: String,
        labels: Labels,
        objective: Double,
        window: TimeSpan,
        known: TimeSpan,
        goodShare: Double?,
        errorBudgetRemaining: Double?,
        burns: [Burn]
    ) {
        self.sla = sla
        self.labels = labels
        self.objective = objective
        self.window = window
        self.known = known
        self.goodShare = goodShare
        self.errorBudgetRemaining = errorBudgetRemaining
        self.burns = burns
    }

    /// A share or what is left of the budget as templates print it: `61.3%`, `unknown`.
    package static func percent(_ share: Double?) -> String {
        GivenValue("share", isRatio: true).text(share)
    }
}

extension SourceState {
    /// Where an SLA stands for each element that has samples, in the order of their labels.
    func objectiveStatuses(_ place: Int, of rule: Rule, grain: Elements.GrainIndex) -> [ObjectiveStatus] {
        let ledger = ledgers[place]
        return ledger.countedRows.map { row in
            let total = ledger.budgetTotal(row: row)
            return ObjectiveStatus(
                sla: rule.alert,
                labels: elements.labels(of: row, grain: grain),
                objective: ledger.objective.percent / 100,
                window: ledger.objective.window,
                known: .milliseconds(Int64(exactly: total.covered.rounded()) ?? 0),
                goodShare: total.badShare.map { 1 - $0 },
                errorBudgetRemaining: ledger.budgetRemaining(row: row),
                burns: ledger.alerts.reversed().flatMap { alert in
                    alert.pairs.map { pair in
                        ObjectiveStatus.Burn(
                            severity: alert.severity,
                            pair: pair,
                            long: ledger.burnRate(row: row, over: pair.long),
                            short: ledger.burnRate(row: row, over: pair.short)
                        )
                    }
                }
            )
        }.sorted { $0.labels < $1.labels }
    }
}
