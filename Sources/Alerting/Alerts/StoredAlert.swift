import Model

/// An alert as it is stored: what it is, and for a built-in one why.
struct StoredAlert: Sendable, Hashable, Codable {
    /// The alert.
    var instance: AlertInstance
    /// For a built-in alert: what happened, in words.
    var detail: String?
}

extension AlertKey {
    /// The identity as one text, for the store.
    var text: String {
        let name = "\(quoted(group ?? ""))\(quoted(alert))"
        switch subject {
        case .series(let source, let code): return "\(name)\(quoted(source))\(code.ccId)/\(code.vdn)/\(code.innoId)"
        case .group(let source, let labels): return "\(name)\(quoted(source))\(labels)"
        case .source(let source): return "\(name)\(quoted(source))"
        case .receiver(let receiver): return "\(name)\(quoted(receiver))"
        case .rule(let group, let alert): return "\(name)\(quoted(group))\(quoted(alert))"
        case .outside(let labels): return "\(name)\(labels)"
        case .event(let routing, let dedupKey): return "\(name)\(quoted(routing))\(quoted(dedupKey))"
        case .heartbeat(let heartbeat): return "\(name)\(quoted(heartbeat))"
        }
    }

    private func quoted(_ text: String) -> String { "\"\(text.escapedForMatcher)\"" }
}
