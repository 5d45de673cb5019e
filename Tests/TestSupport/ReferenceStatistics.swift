/// The arithmetic of the functions over many values, formula by formula.
enum ReferenceStatistics {
    /// The function `name` of values in their order; nil where there is none.
    static func value(_ name: String, quantile: Double?, _ values: [Double]) -> Double? {
        guard let first = values.first else { return nil }
        let mean = sum(values) / Double(values.count)
        switch name {
        case "sum": return sum(values)
        case "avg": return mean
        case "min": return values.reduce(first) { $1 < $0 ? $1 : $0 }
        case "max": return values.reduce(first) { $1 > $0 ? $1 : $0 }
        case "stddev":
            return (sum(values.map { ($0 - mean) * ($0 - mean) }) / Double(values.count)).squareRoot()
        case "quantile": return rank((quantile ?? 0) * Double(values.count - 1), of: values.sorted())
        default: preconditionFailure("no function of values: \(name)")
        }
    }

    /// The least-squares line through values at times, in seconds: its height `ahead` after `now`, or its slope.
    static func line(_ samples: [(time: Double, value: Double)], at later: Double?) -> Double? {
        guard let first = samples.first, samples.contains(where: { $0.time != first.time }) else { return nil }
        let count = Double(samples.count)
        let meanTime = sum(samples.map(\.time)) / count
        let mean = sum(samples.map(\.value)) / count
        let slope =
            sum(samples.map { ($0.time - meanTime) * ($0.value - mean) })
            / sum(samples.map { ($0.time - meanTime) * ($0.time - meanTime) })
        return later.map { mean + slope * ($0 - meanTime) } ?? slope
    }

    private static func sum(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 } }

    private static func rank(_ rank: Double, of sorted: [Double]) -> Double {
        let low = Int(rank)
        guard low + 1 < sorted.count else { return sorted[sorted.count - 1] }
        return sorted[low] + (sorted[low + 1] - sorted[low]) * (rank - Double(low))
    }
}
