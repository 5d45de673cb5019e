import JSON

extension Answer {
    /// The answer as the faults that change an answer's content leave it.
    func struck(by strike: FaultPlan.Strike) -> Answer {
        if let resultCode = strike.resultCode {
            return .failure(resultCode, "the simulator was asked to fail")
        }
        guard case .rows(var rows) = payload, !rows.isEmpty else { return self }
        let row = Int(strike.pick % UInt64(rows.count))
        if strike.has(.negative) {
            rows[row].makeNegative(pick: strike.pick / UInt64(rows.count))
        }
        if strike.has(.strings) {
            for index in rows.indices { rows[index].quoteNumbers() }
        }
        if strike.has(.missing) {
            // Not the row that has a negative counter, if there is another: each fault is to be seen.
            rows.remove(at: (row + 1) % rows.count)
        }
        return Answer(resultCode: resultCode, payload: .rows(rows))
    }
}

extension AnswerRow {
    /// Puts one of the counters below 0.
    fileprivate mutating func makeNegative(pick: UInt64) {
        let counters = members.indices.filter { !["innoId", "acId"].contains(members[$0].name) && isNumber(at: $0) }
        guard !counters.isEmpty else { return }
        members[counters[Int(pick % UInt64(counters.count))]].json = "-1"
    }

    /// Writes every number as a string.
    fileprivate mutating func quoteNumbers() {
        for index in members.indices where isNumber(at: index) {
            members[index].json = "\"\(members[index].json)\""
        }
    }

    private func isNumber(at index: Int) -> Bool {
        guard let first = members[index].json.utf8.first else { return false }
        return first == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
    }
}
