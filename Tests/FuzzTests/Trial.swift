import Alerting
import ConfigFiles
import Diagnostics
import Expressions
import Model
import TestSupport
import YAML

/// What has to be true of everything that is read, and of everything that runs.
enum Trial {
    // MARK: What is said

    /// What is wrong with a diagnostic: its places lie in its file, it has a picture, and nothing in that is a control.
    static func complaints(_ diagnostic: Diagnostic) -> [String] {
        for range in [diagnostic.range] + diagnostic.related.map(\.range) {
            let length = range.file.line(range.start.line).unicodeScalars.count
            let isInFile =
                range.start <= range.end && (1...range.file.lineCount).contains(range.start.line)
                && (1...length + 1).contains(range.start.column)
            if !isInFile { return ["\(diagnostic.id) is at \(range.start) to \(range.end), which is not in the file"] }
        }
        let picture = DiagnosticRenderer().picture(diagnostic)
        let isPlain = picture.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control }
        if !isPlain { return ["the picture of \(diagnostic.id) has a control character"] }
        return diagnostic.message.isEmpty ? ["\(diagnostic.id) says nothing"] : []
    }

    static func complaints<Value>(about loaded: Loaded<Value>) -> [String] {
        var complaints = loaded.diagnostics.flatMap(Self.complaints)
        if (loaded.value == nil) != loaded.diagnostics.hasErrors {
            complaints.append("a value beside errors, or neither")
        }
        if loaded.diagnostics != loaded.diagnostics.inOrder() { complaints.append("the diagnostics are in no order") }
        return complaints
    }

    /// What is wrong with the places of the texts in `node`.
    static func complaints(aboutPlacesIn node: Node) -> [String] {
        node.scalars.compactMap(misplaced)
    }

    // MARK: What runs

    static func complaints(about condition: Condition, template: Template?) -> [String] {
        let rule = Rule(
            group: "g",
            alert: "A",
            levels: [Rule.Level(when: condition, timing: LevelTiming(holdFor: .seconds(15)))],
            annotations: template.map { [Rule.TemplatedLabel(name: "text", template: $0)] } ?? []
        )
        return complaints(about: RuleSet([rule]))
    }

    static func complaints(about rules: RuleSet) -> [String] {
        complaints(
            about: AlertConfiguration(
                rules: rules,
                route: .root("ops"),
                receivers: [.webhook("ops")],
                sources: [SourceProfile(name: "s")]
            )
        )
    }

    /// Counters at the edges, and what is none.
    private static let counters: [Double?] = [0, 1, 20, nil, 9_007_199_254_740_992, 3, nil, 100]

    /// Runs a few polls, with a gap and a failure, and looks at what comes of them.
    static func complaints(about configuration: AlertConfiguration) -> [String] {
        let start = Timestamp(milliseconds: 1_704_067_200_000)
        let source = configuration.sources.first?.name ?? "s"
        var replay = Replay(configuration, from: start)
        var complaints: [String] = []
        for step in 0..<6 {
            let time = start + .seconds(step == 4 ? 600 : Int64(step) * 30)
            var snapshot = Snapshot()
            for code in 1...4 where code + step != 5 {
                let values = (0..<5).map { counters[(code * 3 + step * 5 + $0) % counters.count] }
                snapshot.append(AccessCode(ccId: 1, vdn: Int64(code % 2) + 170, innoId: Int64(code)), values)
            }
            let result: PollResult = step == 3 ? .failed : .snapshot(snapshot)
            for occurrence in replay.apply(Poll(source: source, time: time, result: result)) {
                guard case .transition(let transition) = occurrence else { continue }
                if transition.from == transition.to, transition.severity == nil {
                    complaints.append("a transition from \(transition.from) to itself")
                }
                if transition.labels["alertname"] != transition.key.alert {
                    complaints.append("an alert of \(transition.key.alert) has other labels: \(transition.labels)")
                }
            }
        }
        return complaints
    }
}
