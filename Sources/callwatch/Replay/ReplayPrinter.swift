import Alerting
import JSON
import Model
import Reports

/// Prints what a replay finds, as it finds it.
protocol ReplayPrinter {
    /// One thing that happened.
    mutating func print(_ occurrence: Replay.Occurrence) throws
    /// The recording is over: this is what happened, and what other rules would have changed.
    mutating func end(_ record: ReplayRecord, _ comparison: RuleComparison?) throws
}

/// One JSON object a line, in the documented form.
struct JSONReplayPrinter: ReplayPrinter {
    private var output = ResultWriter()

    mutating func print(_ occurrence: Replay.Occurrence) throws {
        switch occurrence {
        case .transition(let transition): try output.line(Self.json(transition))
        case .notification(let notification, let time): try output.line(Self.json(notification, at: time))
        case .page(let notification, let time): try output.line(Self.json(page: notification, at: time))
        // Lines are transitions, pages and notifications; the text and the page tell of it.
        case .flapping: break
        }
    }

    mutating func end(_ record: ReplayRecord, _ comparison: RuleComparison?) throws {
        for change in comparison?.changes ?? [] { try output.line(Self.json(change)) }
        try output.flush()
    }

    static func json(_ transition: AlertTransition) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("at", transition.at.rfc3339)
            writer.member("group", transition.key.group)
            writer.member("alert", transition.key.alert)
            writer.member("labels") { $0.labels(transition.labels) }
            writer.member("from", transition.from.rawValue)
            writer.member("to", transition.to.rawValue)
            writer.member("severity", transition.severity)
            writer.member("activeAt", transition.activeAt.rfc3339)
            writer.member("startsAt", transition.startsAt?.rfc3339)
            writer.member("reason", transition.reason == .condition ? nil : transition.reason?.rawValue)
            guard let values = transition.values else { return }
            writer.member("values") { writer in
                writer.object { writer in
                    for value in values { writer.member(value.metric.rawValue) { $0.number(value.value) } }
                }
            }
        }
        return writer.text
    }

    static func json(_ notification: GroupNotification, at time: Timestamp) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("at", time.rfc3339)
            writer.member("notification") { writer in
                writer.object { writer in
                    writer.member("receiver", notification.receiver)
                    writer.member("groupLabels") { $0.labels(notification.groupLabels) }
                    writer.member("status", notification.status.rawValue)
                    writer.member("reason", notification.reason.text)
                    writer.member("alerts", each: notification.alerts) { $0.string($1.fingerprint.description) }
                }
            }
        }
        return writer.text
    }

    static func json(page notification: GroupNotification, at time: Timestamp) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("at", time.rfc3339)
            writer.member("page") { writer in
                writer.object { writer in
                    writer.member("receiver", notification.receiver)
                    writer.member("user", notification.page?.contact?.person)
                    writer.member("contactMethod", notification.page?.contact?.method)
                    writer.member("incidents") { writer in
                        writer.array { writer in
                            for line in notification.page?.lines ?? [] { writer.incident(line) }
                        }
                    }
                    writer.member("alerts") { writer in
                        writer.array { writer in
                            for alert in notification.alerts { writer.string(alert.fingerprint.description) }
                        }
                    }
                }
            }
        }
        return writer.text
    }

    static func json(_ change: RuleComparison.Change) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("at", change.at.rfc3339)
            writer.member("comparison") { writer in
                writer.object { writer in
                    writer.member("change", change.kind.rawValue)
                    writer.member("alert", change.alert)
                    writer.member("labels") { $0.labels(change.labels) }
                    writer.member("before") { $0.firing(change.before) }
                    writer.member("after") { $0.firing(change.after) }
                }
            }
        }
        return writer.text
    }
}

extension JSONWriter {
    /// An object of a label set, in the order of the names.
    mutating func labels(_ labels: Labels) {
        object { writer in
            for pair in labels.pairs { writer.member(pair.name, pair.value) }
        }
    }

    /// An incident that somebody is told of.
    fileprivate mutating func incident(_ line: IncidentPage.Line) {
        object { writer in
            writer.member("id", line.id)
            writer.member("status", line.isResolved ? "resolved" : "open")
            writer.member("step") { writer in
                if let step = line.step { writer.number(Double(step)) } else { writer.null() }
            }
        }
    }

    /// When an alert fired, or `null`.
    fileprivate mutating func firing(_ firing: Firing?) {
        guard let firing else { return null() }
        object { writer in
            writer.member("startsAt", firing.start.rfc3339)
            writer.member("endsAt", firing.end?.rfc3339)
        }
    }
}
