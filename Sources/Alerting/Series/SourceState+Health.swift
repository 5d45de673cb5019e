import Model

extension SourceState {
    /// Keeps the times by which the source and its codes are judged.
    mutating func note(_ poll: Poll, at time: Timestamp) {
        record.lastPollAt = time
        record.lastFailure = poll.failures.first.map { "\($0.reason.rawValue): \($0.message)" }
        guard case .snapshot(let snapshot) = poll.result else { return }
        record.lastGoodAt = time
        guard !poll.missing.isEmpty || !record.missingSince.isEmpty else { return }
        // A code is answered for when it was delivered; a failed request says nothing of its codes.
        let delivered = Set(snapshot.series)
        var missing = record.missingSince.filter { !delivered.contains($0.code) && profile.includes($0.code) }
        let known = Set(missing.map(\.code))
        missing += poll.missing.filter { !known.contains($0) }.map { SourceRecord.Missing(code: $0, since: time) }
        let asked = Set(poll.missing)
        for index in missing.indices where asked.contains(missing[index].code) {
            if let limit = profile.downAfter, time - missing[index].since >= limit { missing[index].isLong = true }
        }
        record.missingSince = missing.sorted { $0.code < $1.code }
    }

    /// The last good poll, else when the source was first configured.
    var lastGoodOrFirst: Timestamp { record.lastGoodAt ?? record.since }

    /// The codes that have been missing for as long as makes an alert, and since when.
    var missingLongEnough: [(code: AccessCode, since: Timestamp)] {
        record.missingSince.filter(\.isLong).map { ($0.code, $0.since) }
    }

    /// What `SourceDown` says of the source.
    func downDetail(at now: Timestamp) -> String {
        let since = record.lastGoodAt.map { "the last good poll was at \($0.rfc3339)" } ?? "no poll was ever good"
        return record.lastFailure.map { "\(since); \($0)" } ?? since
    }

    /// Whether the record must be written although no alert changed.
    ///
    /// With an alert under way, or one that has changed lately, each poll counts: its counters are what a notification
    /// shows, its time is what a gap is measured from. A quiet source is written often enough that a restart errs by a
    /// fraction of the times it is judged by; if it fails before that, the first failed poll is written, and nothing
    /// errs.
    func mustBeStored(at time: Timestamp, staleness: TimeSpan) -> Bool {
        guard let storedAt, alerts.allSatisfy({ $0.isEmpty }), flapping.isEmpty else { return true }
        let shortest = min(staleness, profile.downAfter ?? staleness)
        return time - storedAt >= TimeSpan(milliseconds: shortest.milliseconds / 4)
    }
}
