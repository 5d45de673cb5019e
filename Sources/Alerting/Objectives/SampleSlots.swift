import Expressions
import Model

/// Where the program leaves what a poll counts for an SLA.
enum SampleSlots: Sendable {
    /// Whether each element is good.
    case ofElement(ConditionSlot)
    /// How many members of each group are good, and how many are not.
    case ofMembers(good: NumberSlot, bad: NumberSlot)

    /// The places of an objective's samples in the program that `builder` makes.
    init(of objective: Objective, selection: Int?, _ builder: inout ProgramBuilder) {
        switch objective.samples {
        case .ofElement: self = .ofElement(builder.add(objective.good, selection: selection))
        case .ofMembers(let counts):
            let grain = objective.grain
            self = .ofMembers(
                good: builder.add(counts.satisfying, at: grain, selection: selection),
                bad: builder.add(counts.failing, at: grain, selection: selection)
            )
        }
    }

    /// The good and the bad samples that the poll of `evaluation` brought for a row; nil when nothing is known.
    func samples(in evaluation: Evaluation, row: Int) -> (good: UInt32, bad: UInt32)? {
        switch self {
        case .ofElement(let slot): evaluation.truth(slot, row: row).map { $0 ? (1, 0) : (0, 1) }
        case .ofMembers(let good, let bad):
            // Where nothing is known of any member, neither number is.
            evaluation.number(good, row: row).flatMap { good in
                evaluation.number(bad, row: row).map { (UInt32(clamping: good), UInt32(clamping: $0)) }
            }
        }
    }
}

extension UInt32 {
    /// A count, which is a whole number and no greater than there are series.
    fileprivate init(clamping count: Double) { self = UInt32(exactly: count) ?? .max >> 1 }
}

extension RuleSet {
    /// How old the polls are, at most, that are needed to go on after a restart; nil when none is.
    func reach(staleness: TimeSpan) -> TimeSpan? {
        let reach = program.reach(staleness: staleness)
        guard !objectives.isEmpty else { return reach }
        // What was counted since the last record is counted again, with all that the conditions' windows went over.
        let (sum, overflow) = (reach ?? .zero).milliseconds.addingReportingOverflow(
            ObjectiveRecord.interval.milliseconds
        )
        return TimeSpan(milliseconds: overflow ? .max : sum)
    }
}
