package import Model

/// What a silence must keep to (`silences`), and how long one is kept.
package struct SilencePolicy: Sendable, Hashable {
    /// The most silences that are kept, ended ones included: each costs memory, and work with every alert.
    package static let mostKept = 10_000

    /// How many matchers a silence needs at least that an absent label does not satisfy; at least 1.
    package var leastMatchers: Int
    /// The longest time from a silence's start to its end; nil for any.
    package var longest: TimeSpan?
    /// How long a silence can be looked at after its end.
    package var retention: TimeSpan

    /// A policy; the defaults are Alertmanager's.
    package init(leastMatchers: Int = 1, longest: TimeSpan? = nil, retention: TimeSpan = .days(5)) {
        self.leastMatchers = leastMatchers
        self.longest = longest
        self.retention = retention
    }
}

/// Why a silence is not made or changed.
package enum SilenceRefusal: Error, Sendable, Hashable {
    /// Fewer matchers than the policy asks for exclude alerts that lack the label.
    case tooFewMatchers(least: Int)
    /// Its end is not after its start.
    case endsBeforeItStarts
    /// Its end is not after now.
    case endsInThePast
    /// It would last longer than the policy allows.
    case tooLong(longest: TimeSpan)
    /// No time interval has the name that it gives.
    case unknownInterval(String, known: [String])
    /// As many are kept as can be.
    case tooMany
    /// No silence has the id.
    case unknownSilence(String)

    /// What is wrong and what to do, for people.
    package var text: String {
        switch self {
        case .tooFewMatchers(1):
            "this silence would cover every alert: add a matcher for a label that has to be there, such as "
                + #"`team="voice"` or `team=~".+"`"#
        case .tooFewMatchers(let least):
            "a silence needs at least \(least) matchers for labels that have to be there, such as `team=\"voice\"`: "
                + "say more closely what is to be quiet, or change `silences.min_matchers`"
        case .endsBeforeItStarts: "a silence has to end after it starts: give a later end"
        case .endsInThePast: "this silence would be over already: give an end that is still to come"
        case .tooLong(let longest):
            "a silence may last \(longest) at most: give an earlier end, or change `silences.max_duration`"
        case .unknownInterval(let name, let known):
            known.isEmpty
                ? "no time interval is named `\(name)`: define it in `time_intervals` of the configuration"
                : "no time interval is named `\(name)`: the configuration has "
                    + known.sorted().map { "`\($0)`" }.joined(separator: ", ")
        case .tooMany:
            "\(SilencePolicy.mostKept) silences are kept already: end those that nobody needs, and let one of "
                + "broader matchers take the place of many; `silences.retention` says how long ended ones are kept"
        case .unknownSilence(let id):
            "no silence has the id `\(id)`: it was never made, or ended too long ago"
        }
    }
}
