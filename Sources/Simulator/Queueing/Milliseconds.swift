/// Whole milliseconds, the unit of time of the queueing model.
enum Milliseconds {
    static let perDay: Int64 = 86_400_000

    /// The nearest whole number; what no `Int64` can hold becomes its end.
    static func rounded(_ value: Double) -> Int64 {
        Int64(exactly: value.rounded()) ?? (value > 0 ? .max : 0)
    }

    /// A duration's whole milliseconds; what no `Int64` can hold becomes its end.
    static func of(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        let (sum, carry) = product.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
        if overflow || carry { return seconds > 0 ? .max : .min }
        return sum
    }
}
