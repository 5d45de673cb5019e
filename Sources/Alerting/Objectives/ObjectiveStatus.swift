import Expressions
package import Model

/// Where an SLA stands for one element at its newest poll.
package struct ObjectiveStatus: Sendable, Hashable {
    /// How fast the budget burns over the two windows of a pair.
    package struct Burn: Sendable, Hashable {
        /// One of the two windows.
        package struct Window: Sendable, Hashable {
            /// How long it is.
            package let length: TimeSpan
            /// How much of it samples tell something about.
            package let known: TimeSpan
            /// The burn rate; nil without a sample.
            package let rate: Double?
            /// Whether the rate is above the pair's factor, whatever was in the time of which nothing is known; nil where
            /// that decides it.
            package let isAbove: Bool?

            /// A window with its burn rate.
            package init(length: TimeSpan, known: TimeSpan, rate: Double?, isAbove: Bool?) {
                self.length = length
                self.known = known
                self.rate = rate
                self.isAbove = isAbove
            }
        }

        /// The severity of the alert that the pair belongs to.
        package let severity: String
        /// The burn rate above which it holds.
        package let factor: Double
        /// The long window.
        package let long: Window
        /// The short window.
        package let short: Window

        /// A pair with its windows.
        package init(severity: String, factor: Double, long: Window, short: Window) {
            self.severity = severity
            self.factor = factor
            self.long = long
            self.short = short
        }

        /// Whether the rates over both windows are above the factor; nil for unknown.
        package var isMet: Bool? {
            if long.isAbove == false || short.isAbove == false { return false }
            return long.isAbove == true && short.isAbove == true ? true : nil
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

    /// A burn rate, or a pair's factor, as templates print it: `14.4`, `unknown`.
    package static func rate(_ rate: Double?) -> String {
        GivenValue("rate").text(rate)
    }
}

extension SourceState {
    /// Where an SLA stands for each element that has samples, in the order of their labels.
    func objectiveStatuses(_ place: Int, of rule: Rule, grain: Elements.GrainIndex) -> [ObjectiveStatus] {
        ledgers[place].countedRows
            .map { objectiveStatus(place, of: rule, row: $0, grain: grain) }
            .sorted { $0.labels < $1.labels }
    }

    /// Where an SLA stands for one element, which may have no samples.
    func objectiveStatus(_ place: Int, of rule: Rule, row: Int, grain: Elements.GrainIndex) -> ObjectiveStatus {
        let ledger = ledgers[place]
        let total = ledger.budgetTotal(row: row)
        return ObjectiveStatus(
            sla: rule.alert,
            labels: elements.labels(of: row, grain: grain),
            objective: ledger.objective.percent / 100,
            window: ledger.objective.window,
            known: min(ledger.objective.window, total.coveredTime),
            goodShare: total.badShare.map { 1 - $0 },
            errorBudgetRemaining: ledger.budgetRemaining(row: row),
            burns: ledger.alerts.reversed().flatMap { alert in
                alert.pairs.map { ledger.burn(of: $0, severity: alert.severity, row: row) }
            }
        )
    }
}
