import Alerting
import Diagnostics
import Model
import YAML

/// An escalation policy as it is written.
struct WrittenPolicy {
    /// A step as it is written.
    struct Step {
        var targets: [Target]
        var wait: TimeSpan
        var intervals: [Name]
    }

    /// Whom a step tells: `schedule:voice-primary`.
    struct Target {
        enum Kind: String, CaseIterable {
            case schedule, user, receiver
        }

        var kind: Kind
        /// The part behind the colon.
        var name: Name
    }

    var name: Name?
    var urgency: EscalationPolicy.UrgencyRule
    var steps: [Step]
    var repeats: Int
    var whenExhausted: Name?
    var acknowledgementTimeout: TimeSpan?
    var reopenCauses: Set<EscalationPolicy.ReopenCause>

    /// Whom it names.
    var targets: [Target] {
        steps.flatMap(\.targets) + (whenExhausted.map { [Target(kind: .receiver, name: $0)] } ?? [])
    }

    /// The policy; nil without a name.
    ///
    /// A name that is of no interval is a mistake.
    func policy(_ intervals: TimeIntervalTable, _ diagnostics: inout [Diagnostic]) -> EscalationPolicy? {
        let steps = steps.map { step in
            EscalationPolicy.Step(
                step.targets.map(\.target),
                wait: step.wait,
                hours: ActiveHours(active: intervals.intervals(named: step.intervals, &diagnostics))
            )
        }
        return name.map { name in
            EscalationPolicy(
                name: name.text,
                urgency: urgency,
                steps: steps,
                repeats: repeats,
                whenExhausted: whenExhausted?.text,
                acknowledgementTimeout: acknowledgementTimeout,
                reopenCauses: reopenCauses
            )
        }
    }
}

extension WrittenPolicy.Target {
    fileprivate var target: EscalationPolicy.Target {
        switch kind {
        case .schedule: .schedule(name.text)
        case .user: .person(name.text)
        case .receiver: .receiver(name.text)
        }
    }
}

extension Shape where Value == WrittenPolicy {
    /// The most times that a ladder is taken again.
    private static var mostRepeats: Int { 100 }

    /// An entry of `escalation_policies`.
    static var policy: Shape {
        .mapping("an escalation policy") { reader in
            let name = reader.required("name", .name)
            let urgency = reader.optional("urgency", .urgencyRule)
            let steps = reader.required("steps", .list(of: .step, isEmptyAllowed: false)) ?? []
            let repeats = reader.optional("repeat", .integer(in: 0...mostRepeats)) ?? 0
            let whenExhausted = reader.optional("when_exhausted", .target(among: [.receiver]))
            let timeout = reader.optional("ack_timeout", .duration())
            let causes = reader.optional("reopen_on", .list(of: Shape<EscalationPolicy.ReopenCause>.word))
            return WrittenPolicy(
                name: name,
                urgency: urgency ?? .always(.high),
                steps: steps,
                repeats: repeats,
                whenExhausted: whenExhausted?.name,
                acknowledgementTimeout: timeout.flatMap { $0 == .zero ? nil : $0 },
                reopenCauses: causes.map { Set($0) } ?? [.severityRise]
            )
        }
    }
}

extension Shape where Value == EscalationPolicy.UrgencyRule {
    fileprivate static var urgencyRule: Shape {
        let table = Shape<[TableEntry<Urgency>]>.table(of: Shape<Urgency>.word).map { entries in
            EscalationPolicy.UrgencyRule.bySeverity(
                Dictionary(entries.map { ($0.name.value, $0.value) }) { first, _ in first }
            )
        }
        return .either(
            "an urgency, or a mapping of severities to urgencies",
            scalar: Shape<Urgency>.word.map { .always($0) },
            mapping: table
        )
    }
}

extension Shape where Value == WrittenPolicy.Step {
    fileprivate static var step: Shape {
        .mapping("a step") { reader in
            let targets = reader.required(
                "notify",
                .list(of: .target(among: WrittenPolicy.Target.Kind.allCases), isEmptyAllowed: false)
            )
            let wait = reader.required("wait", .positiveDuration)
            let intervals = reader.optional("only", .list(of: .name, isEmptyAllowed: false, acceptsSingle: true))
            return WrittenPolicy.Step(targets: targets ?? [], wait: wait ?? .zero, intervals: intervals ?? [])
        }
    }
}

extension Shape where Value == WrittenPolicy.Target {
    /// A kind of `kinds`, a colon and a name.
    fileprivate static func target(among kinds: [WrittenPolicy.Target.Kind]) -> Shape {
        .scalar("somebody to be told", example: "\(kinds[0].rawValue):NAME") { scalar, _, diagnostics in
            let parts = scalar.text.text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[1].isEmpty, let kind = kinds.first(where: { $0.rawValue == parts[0] })
            else {
                diagnostics.append(.badTarget(scalar, kinds: kinds.map(\.rawValue)))
                return nil
            }
            let start = parts[0].unicodeScalars.count + 1
            let range = scalar.text.range(of: start..<start + parts[1].unicodeScalars.count)
            return WrittenPolicy.Target(kind: kind, name: Name(scalar, part: String(parts[1]), at: range))
        }
    }
}
