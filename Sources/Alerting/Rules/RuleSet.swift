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
    /// The place of each level's truths in the program's results, by rule.
    let slots: [[LevelSlots]]
    /// The distinct matcher lists of all rules.
    let selections: [[Matcher]]
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
        for rule in rules {
            slots.append(
                rule.levels.map { level in
                    LevelSlots(
                        when: builder.add(level.when),
                        end: builder.add(level.resolveWhen ?? level.when.negated())
                    )
                }
            )
            guard !rule.matchers.isEmpty else {
                selectionOfRule.append(nil)
                continue
            }
            let index = selectionIndex[rule.matchers] ?? selections.count
            if index == selections.count {
                selections.append(rule.matchers)
                selectionIndex[rule.matchers] = index
            }
            selectionOfRule.append(index)
        }
        self.rules = rules
        self.program = builder.build()
        self.slots = slots
        self.selections = selections
        self.selectionOfRule = selectionOfRule
        var hours: [ActiveHours] = []
        self.hoursOfRule = rules.map { rule in
            guard rule.hours != .always else { return nil }
            if let index = hours.firstIndex(of: rule.hours) { return index }
            hours.append(rule.hours)
            return hours.count - 1
        }
        self.hours = hours
        self.indexByName = Dictionary(
            rules.enumerated().map { (Name(group: $0.1.group, alert: $0.1.alert), $0.0) }
        ) { first, _ in first }
    }

    /// The place of the rule of that name.
    func index(of name: Name) -> Int? { indexByName[name] }

    /// For each rule whether its hours include `time`.
    func activity(at time: Timestamp) -> [Bool] {
        let isActive = hours.map { $0.include(time) }
        return hoursOfRule.map { $0.map { isActive[$0] } ?? true }
    }
}
