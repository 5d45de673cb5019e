import Model

/// The life of an alert: what one poll makes of it.
///
/// The same function serves live runs, replay and rule tests.
enum AlertLife {
    /// The truths of one level at a poll.
    struct LevelTruths {
        var when: Truth
        var end: Truth
    }

    /// What a poll made of an alert.
    struct Step {
        /// The alert as it is now; nil when it is inactive.
        var instance: AlertInstance?
        /// The change of state, or of severity while it fires; nil when there is none.
        var transition: Change?

        /// Whether it is another than before, or people are told of it.
        func isChange(of before: AlertInstance?) -> Bool { transition != nil || instance != before }
    }

    /// A change that people are told of.
    struct Change {
        var from: AlertState
        var to: AlertState
        var severity: String?
        var activeAt: Timestamp
        var startsAt: Timestamp?
        var reason: ResolveReason?
        var shownLevel: Int
    }

    /// Applies a poll at `time` to every level of an alert that is pending or firing.
    ///
    /// - Parameter afterGap: whether the poll is the element's first sample after a gap.
    static func advance(
        _ before: AlertInstance,
        _ truths: [LevelTruths],
        at time: Timestamp,
        afterGap: Bool,
        timings: [LevelTiming]
    ) -> Step {
        var instance = before
        if afterGap {
            for index in instance.levels.indices { instance.levels[index].restartAfterGap() }
            if instance.firingLevel == nil { instance.activeAt = time }
        }
        var reasons: [ResolveReason] = []
        for index in instance.levels.indices {
            let truth = truths[index]
            let reason = instance.levels[index].advance(
                when: truth.when,
                end: truth.end,
                at: time,
                timings[index]
            )
            if let reason { reasons.append(reason) }
        }
        // As at most polls, of an alert that is under way.
        let isUnchanged = !afterGap && before.state != .inactive && instance.levels == before.levels
        if isUnchanged { return Step(instance: before) }
        return settle(instance, before: before, reasons: reasons, at: time)
    }

    /// Whether a poll leaves every level as it is, clocks included.
    static func isSteady(
        _ levels: [LevelState],
        _ truths: [LevelTruths],
        at time: Timestamp,
        _ timings: [LevelTiming]
    ) -> Bool {
        levels.indices.allSatisfy { index in
            var level = levels[index]
            let reason = level.advance(when: truths[index].when, end: truths[index].end, at: time, timings[index])
            return reason == nil && level == levels[index]
        }
    }

    /// Ends an alert for a reason that lies outside its condition.
    static func end(_ before: AlertInstance, reason: ResolveReason) -> Step {
        let change = change(from: before, to: .inactive, now: before, reason: before.state == .firing ? reason : nil)
        return Step(instance: nil, transition: change)
    }

    /// The alert under a rule whose levels have these severities now: each level goes on where one of its severity
    /// stood.
    static func adapt(_ before: AlertInstance, to severities: [String?], at time: Timestamp) -> Step {
        guard severities != before.severities else { return Step(instance: before, transition: nil) }
        var instance = before
        instance.severities = severities
        instance.levels = severities.map { severity in
            before.severities.firstIndex(of: severity).map { before.levels[$0] } ?? LevelState()
        }
        return settle(instance, before: before, reasons: [.ruleRemoved], at: time)
    }

    /// The alert after its levels have changed, and the change that this makes of it as a whole.
    private static func settle(
        _ changed: AlertInstance,
        before: AlertInstance,
        reasons: [ResolveReason],
        at time: Timestamp
    ) -> Step {
        var instance = changed
        let (old, new) = (before.state, changed.state)
        if new == .firing, old != .firing { instance.startsAt = time }
        // `no_data` is the alert's reason only if every level that ended at this poll ended so.
        let cause = reasons.first { $0 != .noData } ?? reasons.first
        let reason = old == .firing && new != .firing ? cause ?? .condition : nil
        let remaining = new == .inactive ? nil : instance
        guard old != new || (new == .firing && before.severity != instance.severity) else {
            return Step(instance: remaining, transition: nil)
        }
        // An alert that ends shows the run that ended, not the moment at which a gap restarted it.
        var shown = instance
        if new == .inactive { shown.activeAt = before.activeAt }
        return Step(
            instance: remaining,
            transition: change(from: before, to: new, now: shown, reason: reason)
        )
    }

    private static func change(
        from before: AlertInstance,
        to state: AlertState,
        now: AlertInstance,
        reason: ResolveReason?
    ) -> Change {
        let endsFiring = before.state == .firing && state != .firing
        return Change(
            from: before.state,
            to: state,
            severity: endsFiring ? before.severity : now.severity,
            activeAt: now.activeAt,
            startsAt: now.startsAt,
            reason: reason,
            shownLevel: endsFiring || state == .inactive ? before.shownLevel : now.shownLevel
        )
    }
}
