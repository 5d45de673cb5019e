import Model

/// What an expression has one value for.
package enum Grain: Sendable, Hashable {
    /// The same everywhere: it names no metric.
    case constant
    /// Each series.
    case series
    /// Each group of series that agree in these labels and in `source`.
    case group(GroupLabels)

    /// Whether what has one value for each of `coarser` can be spread over this grain.
    package func refines(_ coarser: Grain) -> Bool {
        switch (self, coarser) {
        case (_, .constant), (.series, _): true
        case (.group(let labels), .group(let fewer)): labels.contains(fewer)
        case (.constant, _), (.group, .series): false
        }
    }

    /// The grain of what is made of both: the finer one; nil when neither is finer.
    func joined(with other: Grain) -> Grain? {
        if refines(other) { return self }
        return other.refines(self) ? other : nil
    }
}

extension Grain: CustomStringConvertible {
    /// The grain in words: `each series`, `each group by (team, vdn)`.
    package var description: String {
        switch self {
        case .constant: "nothing"
        case .series: "each series"
        case .group(let labels): "each group by \(labels)"
        }
    }
}

/// The labels behind a `by`, sorted, each once, without `source`, which is part of every `by`.
package struct GroupLabels: Sendable, Hashable {
    /// The labels' names.
    package let names: [String]

    /// The labels of those names.
    package init(_ names: some Sequence<String>) {
        self.names = Set(names).subtracting(["source"]).sorted { $0.precedesInScalars($1) }
    }

    /// Whether all of `others` are among these.
    func contains(_ others: GroupLabels) -> Bool { Set(names).isSuperset(of: others.names) }
}

extension GroupLabels: CustomStringConvertible {
    /// The labels as an expression has them: `vdn`, `(team, vdn)`, `()`.
    package var description: String {
        names.count == 1 ? names.joined() : "(\(names.joined(separator: ", ")))"
    }
}
