import JSON
package import Model

/// Puts polls into the recorded form: JSON Lines, one line for each target that was answered and each request that failed.
///
/// Reading what was written gives the same poll, except for what the form has no place for: names, how many counters
/// were no numbers, and a poll in which there was nothing to ask, which has no line. Beyond the documented keys a line
/// has `missing` where codes are, and a failed request's has its `reason` and `innoIds`.
package enum RecordedPollWriter {
    /// The lines of `poll`, each with its end.
    package static func lines(of poll: Poll) -> [UInt8] {
        let time = poll.time.rfc3339
        var bytes: [UInt8] = []
        if case .snapshot(let snapshot) = poll.result {
            var missing = Dictionary(grouping: poll.missing) { VDN(ccId: $0.ccId, vdn: $0.vdn) }
            for rows in runs(of: snapshot) {
                let vdn = VDN(snapshot.series[rows.lowerBound])
                bytes += line { line in
                    write(time: time, vdn, to: &line)
                    write(snapshot, rows, missing: missing.removeValue(forKey: vdn) ?? [], to: &line)
                }
            }
            // Targets of which an answer came that has none of their codes.
            for code in poll.missing {
                let vdn = VDN(code)
                guard let codes = missing.removeValue(forKey: vdn) else { continue }
                bytes += line { line in
                    write(time: time, vdn, to: &line)
                    write(snapshot, 0..<0, missing: codes, to: &line)
                }
            }
        }
        for failure in poll.failures {
            bytes += line { line in
                write(time: time, VDN(ccId: failure.ccId, vdn: failure.vdn), to: &line)
                line.member("error", failure.message)
                line.member("reason", failure.reason.rawValue)
                if !failure.codes.isEmpty { line.member("innoIds") { write(failure.codes, to: &$0) } }
            }
        }
        return bytes
    }

    /// The rows of a snapshot in neighbours of one VDN.
    private static func runs(of snapshot: Snapshot) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        for row in 0..<snapshot.count {
            if let last = runs.last, VDN(snapshot.series[last.lowerBound]) == VDN(snapshot.series[row]) {
                runs[runs.count - 1] = last.lowerBound..<row + 1
            } else {
                runs.append(row..<row + 1)
            }
        }
        return runs
    }

    private static func line(_ members: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.object(members)
        return writer.bytes + [UInt8(ascii: "\n")]
    }

    private static func write(time: String, _ vdn: VDN, to line: inout JSONWriter) {
        line.member("timestamp", time)
        line.member("ccId") { $0.integer(vdn.ccId) }
        line.member("vdn") { $0.integer(vdn.vdn) }
    }

    private static func write(
        _ snapshot: Snapshot,
        _ rows: Range<Int>,
        missing: [AccessCode],
        to line: inout JSONWriter
    ) {
        line.member("resultCode", "0100000")
        line.member("resultDesc") { list in
            list.array { list in
                for row in rows {
                    list.object { object in
                        object.member("innoId") { $0.integer(snapshot.series[row].innoId) }
                        for metric in Metric.allCases {
                            guard let value = snapshot.value(metric, at: row) else { continue }
                            object.member(metric.rawValue) { $0.number(value) }
                        }
                    }
                }
            }
        }
        if !missing.isEmpty { line.member("missing") { write(missing.map(\.innoId), to: &$0) } }
    }

    private static func write(_ ids: [Int64], to writer: inout JSONWriter) {
        writer.array { list in for id in ids { list.integer(id) } }
    }
}

extension VDN {
    /// The VDN that `code` belongs to.
    init(_ code: AccessCode) {
        self.init(ccId: code.ccId, vdn: code.vdn)
    }
}
