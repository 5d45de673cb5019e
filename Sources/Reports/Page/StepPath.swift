/// The path data (SVG 2, section 9.3) of values that hold until the next one.
struct StepPath {
    /// The values, one a column of equal width; nil where none is known.
    var values: [Double?]
    /// The value at the top of the chart.
    var top: Double
    /// Where the chart begins, and how high it is.
    var y: Double
    var height: Double

    /// What lies below the values.
    var area: String {
        let base = (y + height).decimal
        return runs.map { run in
            "M\(x(run.lowerBound)) \(base)V" + steps(run).joined(separator: "V") + "V\(base)Z"
        }.joined()
    }

    /// The values themselves.
    var line: String {
        runs.map { run in "M\(x(run.lowerBound)) " + steps(run).joined(separator: "V") }.joined()
    }

    /// The ranges of columns without an unknown value in them.
    private var runs: [Range<Int>] {
        var runs: [Range<Int>] = []
        var start: Int?
        for column in values.indices {
            if values[column] != nil {
                start = start ?? column
            } else if let first = start {
                runs.append(first..<column)
                start = nil
            }
        }
        return start.map { runs + [$0..<values.count] } ?? runs
    }

    /// `height H x` for each change within a run.
    private func steps(_ run: Range<Int>) -> [String] {
        var steps: [String] = []
        var level = level(run.lowerBound)
        for column in run.dropFirst() where self.level(column) != level {
            steps.append("\(level)H\(x(column))")
            level = self.level(column)
        }
        return steps + ["\(level)H\(x(run.upperBound))"]
    }

    private func x(_ column: Int) -> String { (Double(column) * Band.width / Double(max(1, values.count))).decimal }

    private func level(_ column: Int) -> String { Self.level(of: values[column] ?? 0, top: top, y: y, height).decimal }

    /// How far down a chart a value stands.
    static func level(of value: Double, top: Double, y: Double, _ height: Double) -> Double {
        y + height * (1 - min(max(value / max(top, .leastNormalMagnitude), 0), 1))
    }
}

extension Double {
    /// The number with at most one decimal, for coordinates.
    var decimal: String {
        let tenths = (self * 10).rounded()
        // Coordinates lie within the chart; anything else could not be seen.
        guard tenths.magnitude < 1e9 else { return "0" }
        let (whole, rest) = Int(tenths.magnitude).quotientAndRemainder(dividingBy: 10)
        let sign = tenths < 0 ? "-" : ""
        return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
    }
}
