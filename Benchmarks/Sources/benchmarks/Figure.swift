/// What was measured of the product, and what was promised.
struct Figure: Codable {
    /// A sentence about the product.
    var name: String
    /// What was measured.
    var value: Double
    /// What it is measured in.
    var unit: Unit
    /// What it may be, or for a rate must be; nil for a figure that only explains another.
    var target: Double?
    /// Which of how many runs it is, and what clock it was taken with.
    var method: String

    enum Unit: String, Codable {
        case nanosecondsPerRuleAndSeries = "ns per rule and series"
        case megabytesPerSecond = "MB/s"
        case milliseconds = "ms"
        case bytesPerSample = "bytes per sample"
        case percentOfACore = "% of a core"

        /// Whether more is better.
        var isRate: Bool { self == .megabytesPerSecond }
    }

    /// How much of `limit` the figure is; of a rate the other way round, so that below 1 is always good.
    func ratio(to limit: Double) -> Double {
        unit.isRate ? limit / value : value / limit
    }
}

/// The figures of one run of the benchmarks, as they are committed.
struct Figures: Codable {
    /// What they were measured on.
    var machine: String
    /// In the order in which they were measured.
    var figures: [Figure]

    /// The figure of that name.
    func figure(named name: String) -> Figure? { figures.first { $0.name == name } }
}
