/// How often a duration fell into each of a row of ranges, as Prometheus' histograms count.
struct Histogram: Sendable {
    /// Upper bounds in seconds, ascending.
    let bounds: [Double]
    private(set) var counts: [UInt64]
    private(set) var sum: Double = 0
    private(set) var count: UInt64 = 0

    init(bounds: [Double]) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count)
    }

    /// Bounds for what takes from half a millisecond to ten seconds.
    static let seconds: [Double] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    mutating func observe(_ duration: Duration) {
        let seconds = duration / .seconds(1)
        sum += seconds
        count += 1
        // Cumulative, as the text format wants them.
        for index in bounds.indices where seconds <= bounds[index] { counts[index] += 1 }
    }
}
