import Model

extension RuleComparison {
    /// How many firings have changed in which way: `1 gained, 0 lost, ...`.
    package var text: String {
        let all = changes
        return Kind.allCases.map { kind in "\(all.count { $0.kind == kind }) \(kind.rawValue)" }.joined(separator: ", ")
            + ", \(unchanged) as before"
    }

    /// A line for each change, then one for each alert's name, then the count.
    package var lines: [String] {
        changes.map(\.text)
            + alerts.flatMap { alert in
                ["\(alert.alert): \(alert.before.text)", "  with the other rules: \(alert.after.text)"]
            } + [text]
    }
}

extension RuleComparison.Change {
    /// The change in words: `2014-10-07T09:03:15Z  earlier  LongWait {...}  by 2m30s`.
    fileprivate var text: String {
        let word = kind.rawValue.padded(to: 7)
        return "\(at.rfc3339)  \(word)  \(alert) \(labels.without("alertname"))  \(difference)"
    }

    /// How much it differs: `by 30s`, for one that is gained or lost how long it fires.
    package var difference: String {
        switch kind {
        case .gained: after.map(Self.duration) ?? ""
        case .lost: before.map(Self.duration) ?? ""
        case .earlier, .later: shift(\.start)
        case .longer, .shorter: shift { $0.end }
        }
    }

    private func shift(_ moment: (Firing) -> Timestamp?) -> String {
        guard let old = before.flatMap(moment), let new = after.flatMap(moment) else {
            return "to the end of the recording"
        }
        return "by \(max(old, new) - min(old, new))"
    }

    private static func duration(_ firing: Firing) -> String {
        firing.end.map { "for \($0 - firing.start)" } ?? "to the end of the recording"
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
