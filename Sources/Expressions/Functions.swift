import Model

/// A function that makes one number of numbers.
enum ValueFunction: String, Sendable {
    case abs
    case min
    case max

    /// How many arguments it takes.
    var arity: ClosedRange<Int> { self == .abs ? 1...1 : 1...Int.max }
}

/// A function over the members of a group: `by`.
enum GroupFunction: Sendable, Hashable {
    case sum
    case avg
    case min
    case max
    case stddev
    /// The value below which that part of the members lies.
    case quantile(Double)
    /// How many members satisfy a condition.
    case count
    case any
    case all

    /// Whether it takes a condition.
    var takesCondition: Bool {
        switch self {
        case .count, .any, .all: true
        case .sum, .avg, .min, .max, .stddev, .quantile: false
        }
    }
}

/// A function over the samples of a window: `over`.
enum WindowFunction: Sendable, Hashable {
    case sum
    case avg
    case min
    case max
    case stddev
    /// The value below which that part of the samples lies.
    case quantile(Double)
    /// How many samples satisfy a condition.
    case count
    /// That count divided by the number of samples at which the condition is known.
    case share
    /// The newest sample minus the oldest.
    case change
    /// The least-squares slope per second.
    case slope
    /// The least-squares line, read so long after now.
    case forecast(TimeSpan)

    /// Whether it takes a condition.
    var takesCondition: Bool {
        switch self {
        case .count, .share: true
        case .sum, .avg, .min, .max, .stddev, .quantile, .change, .slope, .forecast: false
        }
    }
}
