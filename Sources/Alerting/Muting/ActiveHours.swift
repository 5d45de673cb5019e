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

    /// The names because of which an instant is not among them: of the intervals that mute it, or else of those that
    /// would have to hold; none when it is.
    func names(muting time: Timestamp) -> [String] {
        let muting = muted.filter { $0.contains(time) }.map(\.name)
        let isActive = active.isEmpty || active.contains { $0.contains(time) }
        return isActive ? muting : muting + active.map(\.name)
    }

    /// The first instant after `time`, and up to `limit`, from which on they do not include what they did, or include
    /// what they did not; nil when it stays as it is.
    func nextChange(after time: Timestamp, until limit: Timestamp) -> Timestamp? {
        let isIncluded = include(time)
        var last = time
        while let next = (active + muted).compactMap({ $0.nextChange(after: last, until: limit) }).min() {
            if include(next) != isIncluded { return next }
            last = next
        }
        return nil
    }
}
