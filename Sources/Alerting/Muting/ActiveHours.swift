package import Model

/// When something is active: `active_time_intervals` and `mute_time_intervals`.
package struct ActiveHours: Sendable, Hashable {
    /// It is active in one of these alone; none for always.
    package var active: [NamedInterval]
    /// And in none of these.
    package var muted: [NamedInterval]

    /// Active in one of `active`, if there are any, and in none of `muted`.
    package init(active: [NamedInterval] = [], muted: [NamedInterval] = []) {
        self.active = active
        self.muted = muted
    }

    /// At all times.
    package static let always = ActiveHours()

    /// Whether an instant is among them.
    package func include(_ time: Timestamp) -> Bool {
        (active.isEmpty || active.contains { $0.contains(time) }) && !muted.contains { $0.contains(time) }
    }
}
