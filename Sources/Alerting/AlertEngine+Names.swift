import Model

extension AlertEngine {
    /// Takes over the names that the contact centre gives the codes of a source now.
    ///
    /// A name is a label, by which rules select and group series. So what is known of the source is made anew from the
    /// polls that are kept, as after a changed catalog: alerts go on where their series or group is still there for
    /// their rule, and a reload, a restart and other names come to the same.
    mutating func adopt(
        names: [AccessCode: String],
        of name: String,
        at time: Timestamp,
        now: Timestamp,
        in workspace: inout Workspace,
        into outcome: inout Outcome
    ) {
        guard let former = sources[name], let renamed = former.record.renamed(names) else { return }
        var record = former.recordToStore(rules: configuration.rules)
        record.names = renamed
        let alerts = former.allAlerts.sorted { $0.key.text < $1.key.text }
        // What an alert says can be evaluated only while its rule has its series.
        let firing = alerts.filter { $0.state == .firing }
        let told = Dictionary(firing.map { ($0.key, notified($0)) }) { first, _ in first }
        let polls = workspace.beginAnew(name)
        let counted = RememberedObjectives(counted: former.counted(rules: configuration.rules), areStored: false)
        var source = source(former.profile, record, counted, polls: polls, in: &workspace)
        source.storedAt = former.storedAt
        sources[name] = source
        settleFlapping([record], at: time, into: &outcome)
        for instance in alerts {
            let step = adopt(instance, workspace.evaluation, at: time)
            guard step.instance != instance else { continue }
            report(step, of: instance, told: told[instance.key], at: time, now: now, into: &outcome)
        }
    }
}

extension SourceRecord {
    /// The names after the contact centre has listed `listed`, codes without a name among them; nil if they are the
    /// same.
    ///
    /// A list is that of one VDN. The names of a VDN of which no list came stay as they are.
    fileprivate func renamed(_ listed: [AccessCode: String]) -> [Named]? {
        struct VDN: Hashable {
            let ccId, vdn: Int64
        }
        let refreshed = Set(listed.keys.map { VDN(ccId: $0.ccId, vdn: $0.vdn) })
        let kept = names.filter { !refreshed.contains(VDN(ccId: $0.code.ccId, vdn: $0.code.vdn)) }
        let new = listed.filter { !$0.value.isEmpty }.map { Named(code: $0.key, name: $0.value) }
        let all = (kept + new).sorted { $0.code < $1.code }
        return all == names ? nil : all
    }
}
