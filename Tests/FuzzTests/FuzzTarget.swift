import TestSupport

/// A door through which text comes in from outside, and what has to be true of any text there.
struct FuzzTarget: Sendable {
    /// What running a target on an input led to.
    struct Verdict {
        /// What happened, in a few words: an input that leads to something new is changed further.
        var features: [String] = []
        /// What must not happen; nil when all is well.
        var complaint: String?
    }

    let name: String
    /// How many inputs a seed stands for in the long form; in the short one a quarter, and the whole corpus at least.
    let inputs: Int
    /// The most processor time that one input may take; a hundred times what the slowest takes.
    var secondsPerInput = 20
    /// Inputs to begin with: good ones, and mistakes that are known.
    let corpus: @Sendable () throws -> [[UInt8]]
    /// The words of the language, which chance hardly finds.
    let words: [String]
    /// An input that is made rather than changed.
    var made: (@Sendable (inout SeededGenerator) -> [UInt8])?
    /// Looks at an input.
    let run: @Sendable ([UInt8]) -> Verdict
}

extension FuzzTarget {
    /// The target of that name.
    static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}
