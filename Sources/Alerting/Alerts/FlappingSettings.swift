/// When an alert counts as flapping (`flapping`).
package struct FlappingSettings: Sendable, Hashable {
    /// Whether any alert does.
    package var isEnabled: Bool
    /// The share of changes above which it begins, from 0 to 1.
    package var high: Double
    /// The share below which it ends, at most ``high``.
    package var low: Double

    /// Settings; the defaults are those of a configuration that says nothing.
    package init(isEnabled: Bool = true, high: Double = 0.5, low: Double = 0.25) {
        self.isEnabled = isEnabled
        self.high = high
        self.low = low
    }
}
