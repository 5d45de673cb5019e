import Expressions
package import Model

/// The state of an engine at one moment, to be asked about its alerts.
///
/// It shares what it holds with the engine, and is asked while that goes on.
package struct Explainer: Sendable {
    let engine: AlertEngine
    /// The polls of each source that windows go over, oldest first.
    let polls: [String: [KeptPoll]]

    /// An alert that there is, or could be.
    private struct Candidate {
        let name: Explanation.Name
        let labels: Labels
        let state: AlertState
        let subject: Subject
    }

    private enum Subject {
        case rule(Int, source: String, row: Int)
        case builtin(AlertKey)
        case outside(AlertKey)
    }

    /// The alerts that `question` asks for.
    package func answer(_ question: ExplanationQuestion) -> ExplanationAnswer {
        let rules = engine.configuration.rules.rules
        let builtin = BuiltinAlert(rawValue: question.alert)
        let outside = outsideCandidates(named: question.alert)
        guard builtin != nil || !outside.isEmpty || rules.contains(where: { $0.alert == question.alert }) else {
            let others = engine.outside.values.compactMap { $0.instance.labels["alertname"] }
            let names = Set(rules.map(\.alert) + BuiltinAlert.allCases.map(\.rawValue) + others)
            return .unknownAlert(known: names.sorted { $0.precedesInScalars($1) })
        }
        let all = builtinCandidates(named: question.alert) + ruleCandidates(question) + outside
        let candidates = all.filter { question.matchers.matches($0.labels) }
        guard !candidates.isEmpty else {
            return .noMatch(UnmatchedQuestion(question.matchers, all.map(\.labels)))
        }
        // Rules and their labels are in order already.
        let ranked = candidates.enumerated()
            .sorted { ($1.element.state, $0.offset) < ($0.element.state, $1.offset) }
            .map(\.element)
        let active = ranked.filter { $0.state != .inactive }
        let most = ExplanationList.mostExplained
        let explained = ranked.count <= most ? ranked : active.count <= most ? active : []
        let others = ranked.dropFirst(explained.count)
        return .found(
            ExplanationList(
                explanations: explained.map(explain),
                others: others.prefix(ExplanationList.mostOthers).map { other in
                    ExplanationList.Other(name: other.name, labels: other.labels, state: other.state)
                },
                otherCount: others.count
            )
        )
    }

    /// The alert of that fingerprint, if it is pending or firing.
    package func explanation(of fingerprint: Fingerprint) -> Explanation? {
        guard let instance = engine.firingHolder(of: fingerprint) ?? engine.holder(of: fingerprint) else { return nil }
        if let stored = engine.builtins[instance.key] { return explain(stored.instance, detail: stored.detail) }
        if let alert = engine.outside[instance.key] { return explain(alert.instance, detail: alert.origin) }
        return engine.place(of: instance.key).flatMap { place in
            engine.sources[place.source].map { explain(rule: place.rule, of: $0, row: place.row) }
        }
    }

    // MARK: What there is

    private func builtinCandidates(named name: String) -> [Candidate] {
        engine.builtins.values.map(\.instance).filter { $0.key.alert == name }
            .sorted { $0.labels < $1.labels }
            .map { instance in
                Candidate(
                    name: Explanation.Name(group: nil, alert: name),
                    labels: instance.labels,
                    state: instance.state,
                    subject: .builtin(instance.key)
                )
            }
    }

    /// The alerts of that name that somebody else raised.
    private func outsideCandidates(named name: String) -> [Candidate] {
        engine.outside.values.map(\.instance).filter { $0.labels["alertname"] == name }
            .sorted { ($0.currentLabels, $0.key.text) < ($1.currentLabels, $1.key.text) }
            .map { instance in
                Candidate(
                    name: Explanation.Name(group: nil, alert: name),
                    labels: instance.currentLabels,
                    state: instance.state,
                    subject: .outside(instance.key)
                )
            }
    }

    /// Every element that a rule of that name sees.
    private func ruleCandidates(_ question: ExplanationQuestion) -> [Candidate] {
        let rules = engine.configuration.rules
        var candidates: [Candidate] = []
        for index in rules.rules.indices where rules.rules[index].alert == question.alert {
            let rule = rules.rules[index]
            let grain = rules.grains[index]
            for profile in engine.configuration.sources {
                guard let source = engine.sources[profile.name] else { continue }
                let selection = grain == .series ? rules.selectionOfRule[index].map { source.selections[$0] } : nil
                let found = (0..<source.elements.count(of: grain)).compactMap { row -> (Candidate, element: Labels)? in
                    if let selection, !selection[row] { return nil }
                    let instance = source.alerts[index][row]
                    let element = source.elements.labels(of: row, grain: grain)
                    let candidate = Candidate(
                        name: Explanation.Name(group: rule.group, alert: rule.alert),
                        labels: instance?.currentLabels ?? rule.certainLabels(over: element),
                        state: instance?.state ?? .inactive,
                        subject: .rule(index, source: profile.name, row: row)
                    )
                    return (candidate, element)
                }
                // Elements that a rule's labels make alike have an order of their own, whichever was seen first.
                candidates += found.sorted { ($0.0.labels, $0.element) < ($1.0.labels, $1.element) }.map(\.0)
            }
        }
        return candidates
    }

    // MARK: One alert

    private func explain(_ candidate: Candidate) -> Explanation {
        switch candidate.subject {
        case .rule(let rule, let source, let row):
            guard let source = engine.sources[source] else { preconditionFailure("a row of no source") }
            return explain(rule: rule, of: source, row: row)
        case .builtin(let key):
            guard let stored = engine.builtins[key] else { preconditionFailure("a built-in alert that is none") }
            return explain(stored.instance, detail: stored.detail)
        case .outside(let key):
            guard let alert = engine.outside[key] else { preconditionFailure("an alert from nowhere") }
            return explain(alert.instance, detail: alert.origin)
        }
    }

    private func explain(rule index: Int, of source: SourceState, row: Int) -> Explanation {
        let rules = engine.configuration.rules
        let rule = rules.rules[index]
        let grain = rules.grains[index]
        let found = source.alerts[index][row]
        var instance = found ?? source.inactiveAlert(of: rule, row: row, grain: grain, at: source.record.since)
        if found == nil {
            instance.setLabels(rule.labels(of: instance, source.reading(of: index, row: row, rules: rules)))
        }
        let at = source.record.lastPollAt
        let lastSeen = source.elements.lastSeen(row, grain: grain)
        let poll = at.map { at in
            Explanation.NewestPoll(
                at: at,
                isGood: source.record.lastGoodAt == at,
                failure: source.record.lastFailure,
                lastSeenAt: lastSeen == .distantPast ? nil : lastSeen
            )
        }
        let holder = found.flatMap { engine.holder(of: $0.fingerprint) }
        let conflict = holder.flatMap { $0.key == instance.key ? nil : $0.key }
        return Explanation(
            name: Explanation.Name(group: rule.group, alert: rule.alert),
            labels: instance.currentLabels,
            fingerprint: instance.fingerprint,
            poll: poll,
            state: instance.state,
            activeAt: found?.activeAt,
            startsAt: found?.startsAt,
            isOutsideHours: at.map { !rule.hours.include($0) } ?? false,
            conflict: conflict.map { Explanation.Name(group: $0.group, alert: $0.alert) },
            standing: standing(of: index, source, row: row),
            levels: levels(of: index, source, row: row, instance),
            detail: nil,
            tellings: tellings(of: instance),
            incidents: engine.incidentStatuses(of: instance.fingerprint)
        )
    }

    /// Why an alert fires that no rule makes.
    private func explain(_ instance: AlertInstance, detail: String?) -> Explanation {
        let holder = engine.holder(of: instance.fingerprint)?.key
        let conflict = holder.flatMap { $0 == instance.key ? nil : $0 }
        return Explanation(
            name: Explanation.Name(group: nil, alert: instance.labels["alertname"] ?? instance.key.alert),
            labels: instance.currentLabels,
            fingerprint: instance.fingerprint,
            poll: nil,
            state: instance.state,
            activeAt: instance.activeAt,
            startsAt: instance.startsAt,
            isOutsideHours: false,
            conflict: conflict.map { Explanation.Name(group: $0.group, alert: $0.alert) },
            standing: nil,
            levels: [],
            detail: detail,
            tellings: tellings(of: instance),
            incidents: engine.incidentStatuses(of: instance.fingerprint)
        )
    }
}

extension AlertEngine {
    /// What can be asked about its alerts as they are now; `workspace` is the one that it was restored with.
    package func explainer(_ workspace: Workspace) -> Explainer {
        Explainer(engine: self, polls: workspace.sources.mapValues(\.polls))
    }
}

extension Rule {
    /// The labels that every alert about an element with `labels` has: those that nothing varies.
    fileprivate func certainLabels(over labels: Labels) -> Labels {
        let certain = self.labels.compactMap { label in
            label.template.constantText.map { (label.name, $0) }
        }
        return labels.overlaid(with: certain).overlaid(with: [("alertname", alert)])
    }
}
