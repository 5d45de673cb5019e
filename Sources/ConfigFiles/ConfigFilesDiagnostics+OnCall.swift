import Alerting
import Diagnostics
import Model
import YAML

// What is wrong or doubtful about people, schedules and escalation policies, in order of the names.
extension Diagnostic {
    static func badHandOff(_ scalar: Node.Scalar, isWeekly: Bool, example: String) -> Diagnostic {
        .error(
            "bad-hand-off",
            at: scalar.range,
            "\(scalar.shown) does not say when a \(isWeekly ? "weekly" : "daily") rotation changes",
            help: isWeekly
                ? "write a weekday and a time of that day: `\(example)`"
                : "write a time of every day, from `00:00` to `23:59`: `\(example)`"
        )
    }

    static func badTarget(_ scalar: Node.Scalar, kinds: [String]) -> Diagnostic {
        .error(
            "bad-target",
            at: scalar.range,
            "\(scalar.shown) does not say who is to be told",
            help: "write " + kinds.map { "`\($0):NAME`" }.joined(separator: " or ")
        )
    }

    static func duplicatePolicy(_ name: Name, first: Name) -> Diagnostic {
        duplicate("duplicate-policy", "two escalation policies are named \(name.shown)", name, first: first)
    }

    static func duplicateSchedule(_ name: Name, first: Name) -> Diagnostic {
        duplicate("duplicate-schedule", "two schedules are named \(name.shown)", name, first: first)
    }

    static func headersWithoutWebhook(_ key: Node.Scalar) -> Diagnostic {
        .error(
            "headers-without-webhook",
            at: key.range,
            "`\(key.text.text)` says how a `webhook` is called, and this contact method has none",
            help: "remove it, or add `webhook: https://sms.example.com/send`"
        )
    }

    static func noContact(_ person: Name, _ urgency: Urgency, policy: Name?) -> Diagnostic {
        .error(
            "no-contact",
            at: person.range,
            "\(person.shown) cannot be told of incidents of \(urgency.rawValue) urgency",
            help: "say how with `notify: { \(urgency.rawValue): [{ via: METHOD }] }`",
            related: policy.map { [.init("this policy may ask for it", at: $0.range)] } ?? []
        )
    }

    static func reversedOverride(start: Located<Timestamp>, end: Located<Timestamp>) -> Diagnostic {
        .error(
            "reversed-range",
            at: end.range,
            "`until` has to be after `from`",
            related: [.init("starts here", at: start.range)]
        )
    }

    static func uncoveredHours(_ schedule: Name, _ gaps: [Range<Timestamp>], in zone: Zone) -> Diagnostic {
        let shown = 5
        let total = gaps.reduce(TimeSpan.zero) { sum, gap in
            .milliseconds(sum.milliseconds + (gap.upperBound - gap.lowerBound).milliseconds)
        }
        let list = gaps.prefix(shown).map { gap in
            "\(text(of: gap.lowerBound, in: zone)) to \(text(of: gap.upperBound, in: zone))"
        }
        let others = gaps.count > shown ? ", and \(gaps.count - shown) more" : ""
        return .warning(
            "uncovered-hours",
            at: schedule.range,
            "\(schedule.shown) has nobody on call for \(minutes(of: total)) of the next 90 days",
            help: list.joined(separator: ", ") + others
        )
    }

    static func unknownContactMethod(_ name: Name, known: [String]) -> Diagnostic {
        unknown("unknown-contact-method", "contact method of this user", name, known: known)
    }

    static func unknownPolicy(_ name: Name, known: [String]) -> Diagnostic {
        unknown("unknown-policy", "escalation policy", name, known: known)
    }

    static func unknownSchedule(_ name: Name, known: [String]) -> Diagnostic {
        unknown("unknown-schedule", "schedule", name, known: known)
    }

    static func unknownUser(_ name: Name, known: [String]) -> Diagnostic {
        unknown("unknown-user", "user", name, known: known)
    }

    static func unreachableLadder(_ policy: Name) -> Diagnostic {
        .error(
            "unreachable-ladder",
            at: policy.range,
            "no step of \(policy.shown) can reach anybody",
            help: "name somebody with a contact, or a receiver: `notify: [receiver:ops]`"
        )
    }

    private static func unknown(_ id: String, _ what: String, _ name: Name, known: [String]) -> Diagnostic {
        .error(
            id,
            at: name.range,
            name.isSecret ? "no \(what) has this name" : "no \(what) is named \(name.shown)",
            help: name.isSecret ? nil : nearestName(to: name.text, among: known).map { "did you mean `\($0)`?" }
        )
    }

    /// A length to the minute.
    private static func minutes(of span: TimeSpan) -> TimeSpan {
        .minutes((span.milliseconds + 59_999) / 60_000)
    }

    /// What clocks show, as `2026-08-03 09:00`.
    private static func text(of time: Timestamp, in zone: Zone) -> String {
        (time + zone.offset(at: time)).rfc3339.prefix(16).map { $0 == "T" ? " " : String($0) }.joined()
    }
}
