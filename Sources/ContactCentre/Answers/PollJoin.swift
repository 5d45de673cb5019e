import CSimdJSON
import Model

/// Joins what the requests of one cycle brought, live or recorded, to its poll.
struct PollJoin {
    private var snapshot: SnapshotBuilder
    private var failures: [RequestFailure] = []
    private var missing: [AccessCode] = []
    private var isAnswered = false

    /// A cycle that asks for so many codes.
    init(expecting count: Int) {
        snapshot = SnapshotBuilder(expecting: count)
    }

    /// Takes the rows of an answer that were asked for, and notes the codes that it lacks.
    mutating func add(_ rows: [csimdjson_row], to request: InterfaceRequest) {
        isAnswered = true
        if rows.lazy.map(\.id).elementsEqual(request.codes) {
            for row in rows { snapshot.put(request.vdn.code(row.id), row) }
            return
        }
        let asked = Set(request.codes)
        var delivered: Set<Int64> = []
        for row in rows where asked.contains(row.id) {
            snapshot.put(request.vdn.code(row.id), row)
            delivered.insert(row.id)
        }
        missing += request.codes.lazy.filter { !delivered.contains($0) }.map(request.vdn.code)
    }

    /// Takes a line of a recording.
    mutating func add(_ line: RecordedLine) {
        switch line {
        case .failure(let failure): add(failure)
        case .answer(let vdn, let rows, let lacking):
            isAnswered = true
            for row in rows { snapshot.put(vdn.code(row.id), row) }
            missing += lacking.map(vdn.code)
        }
    }

    /// How many series have been delivered so far.
    var rowCount: Int { snapshot.count }

    /// Takes a request that failed.
    mutating func add(_ failure: RequestFailure) {
        failures.append(failure)
    }

    /// The poll that all of it makes.
    ///
    /// A cycle in which there was nothing to ask is a good one without rows.
    consuming func poll(of source: String, at time: Timestamp, names: [AccessCode: String]?) -> Poll {
        let hasFailed = !isAnswered && !failures.isEmpty
        let failures = failures
        let missing = missing
        let (snapshot, notNumbers) = snapshot.finish()
        return Poll(
            source: source,
            time: time,
            result: hasFailed ? .failed : .snapshot(snapshot),
            failures: failures,
            missing: missing,
            notNumbers: notNumbers,
            names: names
        )
    }
}

extension RequestFailure {
    /// The failure of `request` by `refusal`.
    init(of request: InterfaceRequest, _ refusal: Refusal) {
        self.init(
            ccId: request.vdn.ccId,
            vdn: request.vdn.vdn,
            reason: refusal.reason,
            message: refusal.message,
            codes: request.codes
        )
    }
}

extension VDN {
    /// The identity of `target`.
    init(_ target: ContactCentreSettings.Target) {
        self.init(ccId: target.ccId, vdn: target.vdn)
    }
}
