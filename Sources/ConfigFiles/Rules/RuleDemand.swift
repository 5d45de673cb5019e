import Diagnostics
import Model

/// What a rule asks of the sources, with the places where it does.
struct RuleDemand {
    /// The matchers of the group, then those of the rule.
    var matchers: [Located<Matcher>]
    /// The values of `for`, one a level.
    var holds: [Located<TimeSpan>] = []
    /// The windows in its conditions.
    var windows: [Located<TimeSpan>] = []
    /// The labels by which it makes groups.
    var groupLabels: [Located<String>] = []
    /// The labels of its series that its texts print.
    var printedLabels: [Located<String>] = []
}
