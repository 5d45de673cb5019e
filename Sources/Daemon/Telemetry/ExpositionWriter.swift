import Model

/// Writes metrics in Prometheus' text format 0.0.4.
struct ExpositionWriter {
    private(set) var text = ""

    /// The kinds of metric that are written.
    enum Kind: String {
        case counter
        case gauge
        case histogram
    }

    /// The two lines before the samples of a metric.
    mutating func family(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    /// One sample without labels.
    mutating func sample(_ name: String, _ value: Double) {
        sample(name, [], value)
    }

    /// One sample.
    mutating func sample(_ name: String, _ labels: [(String, String)], _ value: Double) {
        text += "\(name)\(Self.braces(labels)) \(Self.number(value))\n"
    }

    /// The samples of a histogram without labels.
    mutating func histogram(_ name: String, _ values: Histogram) {
        histogram(name, [], values)
    }

    /// The samples of a histogram.
    mutating func histogram(_ name: String, _ labels: [(String, String)], _ histogram: Histogram) {
        for (bound, count) in zip(histogram.bounds, histogram.counts) {
            sample("\(name)_bucket", labels + [("le", Self.number(bound))], Double(count))
        }
        sample("\(name)_bucket", labels + [("le", "+Inf")], Double(histogram.count))
        sample("\(name)_sum", labels, histogram.sum)
        sample("\(name)_count", labels, Double(histogram.count))
    }

    private static func braces(_ labels: [(String, String)]) -> String {
        guard !labels.isEmpty else { return "" }
        return "{" + labels.map { "\($0.0)=\"\($0.1.escapedForMatcher)\"" }.joined(separator: ",") + "}"
    }

    private static func number(_ value: Double) -> String {
        Int64(exactly: value).map(String.init) ?? value.description
    }
}
