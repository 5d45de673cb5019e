package import Expressions
import Model

/// All rules of all files, in order, compiled together into one program.
///
/// It never changes: a reload swaps it whole.
package struct RuleSet: Sendable {
    /// A rule's name: its group and alert.
    package struct Name: Sendable, Hashable {
        /// The group.
        package let group: String
        /// The alert.
        package let alert: String

        /// The rule of that name.
        package init(group: String, alert: String) {
            self.group = group
            self.alert = alert
        }

        /// The name of `rule`.
        init(_ rule: Rule) { self.init(group: rule.group, alert: rule.alert) }
    }

    /// Where the program leaves the truths of a level.
    struct LevelSlots: Sendable {
        let when: ConditionSlot
        let end: ConditionSlot
    }

    /// The rules in the order of files, groups and rules.
    package let rules: [Rule]
    /// The program that decides all their conditions.
    package let program: Program
    /// The place among the program's grains of what each rule's alerts are about.
    let grains: [Elements.GrainIndex]
    /// Where the program leaves the numbers that a rule's texts show and no counter tells, in their order.
    let numbers: [[NumberSlot]]
    /// The place of each level's truths in the program's results, by rule.
    let slots: [[LevelSlots]]
    /// The times of each level, by rule.
    let timings: [[LevelTiming]]
    /// The distinct matcher lists of all rules.
    let selections: [[Matcher]]
    /// The places of the SLAs among the rules.
    let objectives: [Int]
    /// For each rule its place among these; nil for one that is no SLA's.
    let objectiveOfRule: [Int?]
    /// Where the program leaves the samples of each SLA.
    let samples: [SampleSlots]
    /// For each rule its matcher list; nil for a rule that sees every series.
    let selectionOfRule: [Int?]
    /// The distinct hours of the rules that are not active always.
    private let hours: [ActiveHours]
    /// For each rule its hours; nil for a rule that is active always.
    private let hoursOfRule: [Int?]
    private let indexByName: [Name: Int]

    /// The rules compiled together.
    package init(_ rules: [Rule] = []) {
        var builder = ProgramBuilder()
        var slots: [[LevelSlots]] = []
        var selections: [[Matcher]] = []
        var selectionIndex: [[Matcher]: Int] = [:]
        var selectionOfRule: [Int?] = []
        var grains: [Elements.GrainIndex] = []
        var numbers: [[NumberSlot]] = []
        var placed: [Rule] = []
        var samples: [SampleSlots] = []
        for var rule in rules {
            var selection: Int?
            if !rule.matchers.isEmpty {
                let index = selectionIndex[rule.matchers] ?? selections.count
                if index == selections.count {
                    selections.append(rule.matchers)
                    selectionIndex[rule.matchers] = index
                }
                selection = index
            }
            selectionOfRule.append(selection)
            slots.append(
                rule.levels.map { level in
                    LevelSlots(
                        when: builder.add(level.when, selection: selection),
                        end: builder.add(level.resolveWhen ?? level.when.negated(), selection: selection)
                    )
                }
            )
            grains.append(builder.place(of: rule.grain, selection: selection))
            let shown = rule.placeNumbers()
            numbers.append(shown.map { builder.add($0, at: rule.grain, selection: selection) })
            if let objective = rule.objective {
                samples.append(SampleSlots(of: objective, selection: selection, &builder))
            }
            placed.append(rule)
        }
        self.rules = placed
        self.objectives = rules.indices.filter { rules[$0].objective != nil }
        self.samples = samples
        var count = 0
        self.objectiveOfRule = rules.map { rule in
            guard rule.objective != nil else { return nil }
            count += 1
            return count - 1
        }
        self.grains = grains
        self.numbers = numbers
        self.program = builder.build()
        self.slots = slots
        self.timings = rules.map { $0.levels.map(\.timing) }
        self.selections = selections
        self.selectionOfRule = selectionOfRule
        var hours: [ActiveHours] = []
        var indexOfHours: [ActiveHours: Int] = [:]
        self.hoursOfRule = rules.map { rule in
            guard rule.hours != .always else { return nil }
            if let index = indexOfHours[rule.hours] { return index }
            hours.append(rule.hours)
            indexOfHours[rule.hours] = hours.count - 1
            return hours.count - 1
        }
        self.hours = hours
        self.indexByName = Dictionary(
            rules.enumerated().map { (Name(group: $0.1.group, alert: $0.1.alert), $0.0) }
        ) { first, _ in first }
    }

    /// Whether all that is known of a source under the other rules is the same under these.
    func isEvaluated(as other: RuleSet) -> Bool {
        program.isSame(as: other.program) && selections == other.selections
            && selectionOfRule == other.selectionOfRule && grains == other.grains && numbers == other.numbers
            && rules.map(Name.init) == other.rules.map(Name.init)
            && objectives.map { rules[$0].countedSamples } == other.objectives.map { other.rules[$0].countedSamples }
    }

    /// The place of the rule of that name.
    func index(of name: Name) -> Int? { indexByName[name] }

    /// For each rule whether its hours include `time`.
    func activity(at time: Timestamp) -> [Bool] {
        let isActive = hours.map { $0.include(time) }
        return hoursOfRule.map { $0.map { isActive[$0] } ?? true }
    }
}
