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
    /// The labels by which an SLA makes groups.
    var groupLabels: [Located<String>] = []
}
