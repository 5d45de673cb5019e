import Alerting
import Model

extension CounterValue {
    /// The value as templates print it: `21`, `2m 20s`.
    var printed: String {
        metric.unit == .seconds ? Self.duration(value) : Self.number(value)
    }

    private static func number(_ value: Double) -> String {
        let rounded = (value * 1000).rounded() / 1000
        return Int64(exactly: rounded).map(String.init) ?? "\(rounded)"
    }

    private static func duration(_ seconds: Double) -> String {
        guard let whole = Int64(exactly: seconds.rounded()) else { return number(seconds) }
        return TimeSpan.seconds(whole).printed
    }
}

extension TimeSpan {
    /// The length in whole seconds, largest unit first without the parts that are zero: `2m 5s`, `0s` for none.
    var printed: String {
        var rest = (milliseconds.magnitude + 500) / 1000
        guard rest > 0 else { return "0s" }
        var parts: [String] = []
        for (unit, seconds) in [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)] as [(String, UInt64)] {
            let (count, left) = rest.quotientAndRemainder(dividingBy: seconds)
            if count > 0 { parts.append("\(count)\(unit)") }
            rest = left
        }
        return (milliseconds < 0 ? "-" : "") + parts.joined(separator: " ")
    }
}
