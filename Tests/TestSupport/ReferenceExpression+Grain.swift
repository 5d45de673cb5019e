import Model

/// What an expression has one value for.
package enum ReferenceGrain: Hashable, Sendable {
    /// It is the same everywhere.
    case constant
    /// Each series.
    case series
    /// Each group of series that have these labels in common, besides the source.
    case group([String])
}

extension ReferenceGrain {
    /// The grain of `by` with those labels: each once, in order; `source` is part of every one.
    static func by(_ labels: [String]) -> ReferenceGrain {
        .group(Set(labels).subtracting(["source"]).sorted())
    }

    /// The grain where both meet: the finer one.
    func meeting(_ other: ReferenceGrain) -> ReferenceGrain {
        switch (self, other) {
        case (.constant, _): return other
        case (_, .constant): return self
        case (.series, _), (_, .series): return .series
        case (.group(let labels), .group(let others)): return labels.count > others.count ? self : other
        }
    }

    /// The grain inside a call: what is constant is per series there.
    var inCall: ReferenceGrain { self == .constant ? .series : self }
}

extension ReferenceExpression {
    /// What it has one value for.
    package var grain: ReferenceGrain {
        switch self {
        case .metric: .series
        case .aggregate(_, _, _, let labels): .by(labels)
        case .window(_, _, let operand, _, _), .previous(let operand): operand.grain.inCall
        default: parts.reduce(.constant) { $0.meeting($1.grain) }
        }
    }

    /// The labels of every `by` in it.
    var groupings: Set<ReferenceGrain> {
        let inside = parts.reduce(into: Set<ReferenceGrain>()) { $0.formUnion($1.groupings) }
        guard case .aggregate = self else { return inside }
        return inside.union([grain])
    }

    /// How far back its value looks at most, for an element that is unseen for no longer than `staleness`.
    func reach(staleness: TimeSpan) -> TimeSpan {
        let inside = parts.map { $0.reach(staleness: staleness).milliseconds }.max() ?? 0
        switch self {
        case .window(_, _, _, let span, _): return .milliseconds(inside + span.milliseconds)
        case .previous: return .milliseconds(inside + staleness.milliseconds)
        default: return .milliseconds(inside)
        }
    }
}
