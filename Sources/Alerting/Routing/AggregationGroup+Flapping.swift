import Model

extension AggregationGroup {
    /// Whether it has no alert, and is kept for the sake of one that flaps; nothing is due of it.
    var isResting: Bool { members.isEmpty }

    /// Whether an alert has been told to it as firing since the alert flaps, as severely as `level` or more.
    func hasTold(_ key: AlertKey, level: Int) -> Bool {
        guard let highest = flapping?[key] else { return false }
        return level <= highest
    }

    /// When an integration was last told something.
    var lastToldAt: Timestamp? { log.values.map(\.at).max() }

    /// Notes that an alert of it flaps from now on; what it was last told of the alert counts as told since.
    mutating func keep(for key: AlertKey, _ fingerprint: Fingerprint) {
        let told = log.values.compactMap { $0.firing[fingerprint] }.max()
        flapping = (flapping ?? [:]).merging([key: told ?? Self.neverTold]) { known, _ in known }
    }

    /// Notes that it was told of an alert as firing at `level`, if that flaps.
    mutating func noteTold(_ key: AlertKey, level: Int) {
        guard let highest = flapping?[key] else { return }
        flapping?[key] = max(highest, level)
    }

    /// Forgets the alerts that do not flap any more; whether it forgot one.
    mutating func release(unless isFlapping: (AlertKey) -> Bool) -> Bool {
        guard let before = flapping else { return false }
        let rest = before.filter { isFlapping($0.key) }
        flapping = rest.isEmpty ? nil : rest
        return rest.count != before.count
    }

    private static let neverTold = -1
}
