import Alerting
import Diagnostics
import Model

/// What can be said of the sections about people only together with the rest of the configuration.
struct OnCallReview {
    /// How far ahead schedules are looked at for hours in which nobody is on call.
    private static let horizon = TimeSpan.days(90)

    private let written: WrittenOnCall
    private let directory: OnCallDirectory
    private var diagnostics: [Diagnostic] = []

    /// What `written` says in a configuration that has receivers named `receivers` and routes that name `policies`, with
    /// its mistakes.
    ///
    /// - Parameter now: from when on schedules have to have somebody; nil where that is not looked at.
    static func directory(
        of written: WrittenOnCall,
        receivers: [Name],
        policies: [Name],
        intervals: TimeIntervalTable,
        at now: Timestamp?,
        _ diagnostics: inout [Diagnostic]
    ) -> OnCallDirectory {
        let directory = OnCallDirectory(
            people: written.people.compactMap(\.person),
            schedules: written.schedules.compactMap { $0.schedule(intervals, &diagnostics) },
            policies: written.policies.compactMap { $0.policy(intervals, &diagnostics) }
        )
        var review = OnCallReview(written: written, directory: directory)
        review.reviewNames(receivers: receivers, policies: policies)
        review.reviewReach()
        if let now { review.reviewCoverage(at: now) }
        diagnostics += review.diagnostics
        return directory
    }

    private init(written: WrittenOnCall, directory: OnCallDirectory) {
        self.written = written
        self.directory = directory
    }

    // MARK: Names

    private mutating func reviewNames(receivers: [Name], policies: [Name]) {
        let people = unique(written.people.map(\.name)) { .duplicateUser($0, in: "users", first: $1) }
        let schedules = unique(written.schedules.map(\.name), Diagnostic.duplicateSchedule)
        let ladders = unique(written.policies.map(\.name), Diagnostic.duplicatePolicy)
        for name in written.schedules.flatMap(\.people) { check(name, among: people, Diagnostic.unknownUser) }
        for target in written.policies.flatMap(\.targets) {
            switch target.kind {
            case .schedule: check(target.name, among: schedules, Diagnostic.unknownSchedule)
            case .user: check(target.name, among: people, Diagnostic.unknownUser)
            case .receiver: check(target.name, among: receivers, Diagnostic.unknownReceiver)
            }
        }
        for case .receiver(let name) in written.people.flatMap(\.methods).map(\.method) {
            check(name, among: receivers, Diagnostic.unknownReceiver)
        }
        for name in policies { check(name, among: ladders, Diagnostic.unknownPolicy) }
    }

    /// The names that are given, each once; a second one of a kind is a mistake.
    private mutating func unique(_ names: [Name?], _ mistake: (Name, Name) -> Diagnostic) -> [Name] {
        var seen: [String: Name] = [:]
        for case let name? in names {
            if let first = seen[name.text] {
                diagnostics.append(mistake(name, first))
            } else {
                seen[name.text] = name
            }
        }
        return Array(seen.values)
    }

    private mutating func check(_ name: Name, among known: [Name], _ mistake: (Name, [String]) -> Diagnostic) {
        guard !known.contains(where: { $0.text == name.text }) else { return }
        diagnostics.append(mistake(name, known.filter { !$0.isSecret }.map(\.text).sorted()))
    }

    // MARK: Who is reached

    /// Reports people who cannot be told of what a policy may ask them for, and ladders that tell nobody at all.
    private mutating func reviewReach() {
        var isReported: Set<Contact> = []
        for policy in written.policies {
            let urgencies = policy.urgency.all
            let people = policy.targets.flatMap { target -> [String] in
                switch target.kind {
                case .user: [target.name.text]
                case .schedule: members(ofSchedule: target.name.text)
                case .receiver: []
                }
            }
            var isAnybodyReached = policy.targets.contains { $0.kind == .receiver }
            for name in people {
                guard let person = directory.people[name] else {
                    isAnybodyReached = true
                    continue
                }
                for urgency in urgencies {
                    let isReached = person.notices[urgency]?.isEmpty == false
                    isAnybodyReached = isAnybodyReached || isReached
                    guard !isReached, isReported.insert(Contact(name, by: urgency.rawValue)).inserted,
                        let place = written.people.first(where: { $0.name?.text == name })?.name
                    else { continue }
                    diagnostics.append(.noContact(place, urgency, policy: policy.name))
                }
            }
            // What is missing or wrong is said already; that nobody is left then is no news.
            let isComplete = policy.steps.allSatisfy { !$0.targets.isEmpty } && !policy.steps.isEmpty
            if let name = policy.name, isComplete, !isAnybodyReached { diagnostics.append(.unreachableLadder(name)) }
        }
    }

    private func members(ofSchedule name: String) -> [String] {
        written.schedules.filter { $0.name?.text == name }.flatMap(\.people).map(\.text)
    }

    // MARK: Coverage

    private mutating func reviewCoverage(at now: Timestamp) {
        for written in written.schedules {
            // A layer with a mistake would be missing here.
            let isComplete = written.layers.allSatisfy { $0.rotation != nil && !$0.people.isEmpty }
            guard let name = written.name, isComplete, let schedule = directory.schedules[name.text] else { continue }
            let gaps = schedule.gaps(from: now, until: now + Self.horizon)
            if !gaps.isEmpty { diagnostics.append(.uncoveredHours(name, gaps, in: schedule.zone)) }
        }
    }
}

extension EscalationPolicy.UrgencyRule {
    /// Every urgency that an incident may have by it.
    fileprivate var all: [Urgency] {
        switch self {
        case .always(let urgency): [urgency]
        // A severity that is not listed makes a high one.
        case .bySeverity(let urgencies): urgencies.values.contains(.low) ? [.high, .low] : [.high]
        }
    }
}
