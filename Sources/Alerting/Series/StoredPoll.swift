package import Model

/// What a good poll brought, in the few bytes in which it is kept for as long as a rule's windows reach back.
///
/// One byte for the version of the form, then numbers in groups of seven bits, lowest first: how many series there are;
/// for each its ccId, vdn and innoId, as differences to the series before; column by column each counter plus 1, and 0
/// where it was unknown. The form is part of the store.
package struct StoredPoll: Sendable, Hashable {
    /// The source's name.
    package let source: String
    /// The poll's time, by which its source's windows go.
    package let time: Timestamp
    /// The series with their counters.
    package let content: [UInt8]

    private static let version: UInt8 = 1

    /// A poll as it was stored.
    package init(source: String, time: Timestamp, content: [UInt8]) {
        self.source = source
        self.time = time
        self.content = content
    }

    /// A poll to be stored.
    fileprivate init(source: String, time: Timestamp, _ snapshot: Snapshot) {
        self.source = source
        self.time = time
        var writer = NumberWriter()
        writer.bytes.reserveCapacity(snapshot.count * (3 + 2 * snapshot.columns.count) + 8)
        writer.bytes.append(Self.version)
        writer.write(UInt64(snapshot.count))
        var before = AccessCode(ccId: 0, vdn: 0, innoId: 0)
        for code in snapshot.series {
            writer.writeDifference(code.ccId, to: before.ccId)
            writer.writeDifference(code.vdn, to: before.vdn)
            writer.writeDifference(code.innoId, to: before.innoId)
            before = code
        }
        for column in snapshot.columns {
            for row in 0..<snapshot.count {
                // A counter is a whole number from 0 to 2^53.
                writer.write(column[row].flatMap { UInt64(exactly: $0) }.map { $0 + 1 } ?? 0)
            }
        }
        content = writer.bytes
    }

    /// What it holds; nil for bytes that are no such form.
    fileprivate func decoded() -> Snapshot? {
        guard content.first == Self.version else { return nil }
        var reader = NumberReader(content.dropFirst())
        // Each series takes a byte for each number at least.
        guard let count = reader.read().flatMap({ Int(exactly: $0) }), count <= content.count / 3 else { return nil }
        var series: [AccessCode] = []
        series.reserveCapacity(count)
        var before = AccessCode(ccId: 0, vdn: 0, innoId: 0)
        for _ in 0..<count {
            guard let ccId = reader.readDifference(to: before.ccId), let vdn = reader.readDifference(to: before.vdn),
                let innoId = reader.readDifference(to: before.innoId)
            else { return nil }
            before = AccessCode(ccId: ccId, vdn: vdn, innoId: innoId)
            series.append(before)
        }
        var columns: [Column] = []
        for _ in Metric.allCases {
            var values = [Double](repeating: 0, count: count)
            var known = Bitmap(count: count)
            for row in 0..<count {
                guard let number = reader.read() else { return nil }
                guard number > 0 else { continue }
                let value = Double(number - 1)
                guard value <= Metric.maximum else { return nil }
                values[row] = value
                known[row] = true
            }
            columns.append(Column(values: values, known: known))
        }
        guard reader.isAtEnd else { return nil }
        return Snapshot(series: series, columns: columns)
    }
}

/// A poll that is kept, of which it is known that it can be read.
struct KeptPoll: Sendable {
    /// The form in which it is stored, which takes a fraction of the room of what it holds.
    let stored: StoredPoll

    /// A poll as it was stored; nil for bytes that are in no form that this version knows.
    init?(_ stored: StoredPoll) {
        guard stored.decoded() != nil else { return nil }
        self.stored = stored
    }

    /// A poll of now.
    init(source: String, time: Timestamp, _ snapshot: Snapshot) {
        stored = StoredPoll(source: source, time: time, snapshot)
    }

    /// The source's name.
    var source: String { stored.source }
    /// The poll's time.
    var time: Timestamp { stored.time }

    /// What it brought.
    var snapshot: Snapshot {
        guard let snapshot = stored.decoded() else {
            preconditionFailure("what was written or read once cannot be read")
        }
        return snapshot
    }
}
