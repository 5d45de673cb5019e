import Alerting
import Diagnostics
import YAML

extension Shape where Value == FlappingSettings {
    /// The section `flapping`.
    static var flapping: Shape {
        .mapping("`flapping`") { reader in
            let isEnabled = reader.optional("enabled", .bool)
            let high = reader.optional("high", Shape<Double>.percent.located)
            let low = reader.optional("low", Shape<Double>.percent.located)
            var settings = FlappingSettings()
            settings.isEnabled = isEnabled ?? settings.isEnabled
            settings.high = high?.value ?? settings.high
            settings.low = low?.value ?? settings.low
            // Of a share that cannot be read nobody knows what it is above.
            let areReadable = ["high", "low"].count { reader.key($0) != nil } == [high, low].count { $0 != nil }
            if areReadable, settings.low > settings.high, let given = low ?? high {
                reader.report(.lowAboveHigh(isLowGiven: low != nil, at: given.range))
            }
            return settings
        }
    }
}

extension Shape where Value == Double {
    /// A share from 0% to 100%, read as a number from 0 to 1.
    fileprivate static var percent: Shape {
        .parsed("a percentage from 0% to 100%", example: "50%") { text in
            let digits = text.text.hasSuffix("%") ? text.text.dropLast() : ""
            let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
            let areDigits = parts.allSatisfy { part in
                !part.isEmpty && part.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
            }
            guard areDigits, let number = Double(digits), number <= 100 else { return nil }
            return number / 100
        }
    }
}
