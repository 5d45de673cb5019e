package import Alerting
import Diagnostics
import Model

extension ExplanationResult {
    /// What is said to who asked `question`.
    package init(_ answer: ExplanationAnswer, to question: ExplanationQuestion) {
        let alert = question.alert
        switch answer {
        case .unknownAlert(let known):
            let nearest = nearestName(to: alert, among: known, most: .max).map { "; did you mean `\($0)`?" } ?? ""
            self = .nothing("no alert is named `\(alert)`\(nearest)")
        case .noMatch(let found) where found.count == 0:
            let isBuiltin = BuiltinAlert(rawValue: alert) != nil
            self = .nothing(
                isBuiltin ? "no alert `\(alert)` fires" : "there is nothing yet that `\(alert)` could be about"
            )
        case .noMatch(let found):
            let matchers = question.matchers.map(\.description).joined(separator: ", ")
            let all = counted(found.count, "series or group", plural: "series or groups")
            self = .nothing("none of the \(all) that `\(alert)` is about satisfies \(matchers)\(found.help)")
        case .found(let list): self = .found(text: list.text(of: alert), json: list.json(of: alert))
        }
    }
}

extension UnmatchedQuestion {
    /// So many values are named where none is near.
    private static let mostNamed = 5

    /// What is most likely meant.
    fileprivate var help: String {
        guard let matcher else { return "" }
        guard names.contains(matcher.name) else {
            let near = nearestName(to: matcher.name, among: names).map { ", did you mean `\($0)`?" } ?? ""
            return ": they have no label `\(matcher.name)`\(near)"
        }
        if let near = nearestName(to: matcher.value, among: values) { return "; did you mean `\(near)`?" }
        guard values.count <= Self.mostNamed else { return "" }
        return ": there is \(values.sorted().map { "`\($0)`" }.joined(separator: ", "))"
    }
}

extension ExplanationList {
    /// The explanations one below the other, then what is not explained.
    fileprivate func text(of alert: String) -> String {
        var lines: [String] = []
        for explanation in explanations {
            if !lines.isEmpty { lines += ["", String(repeating: "─", count: ExplanationText.width), ""] }
            lines += ExplanationText(explanation).lines
        }
        guard otherCount > 0 else { return lines.joined(separator: "\n") + "\n" }
        if !lines.isEmpty { lines.append("") }
        let many = "\(otherCount) alerts have that name, too many to explain at once"
        let more = "\(counted(otherCount, "other")) of that name"
        lines.append("\(explanations.isEmpty ? many : more); ask for one with LABEL=VALUE:")
        let common = others.dropFirst().reduce(others.first?.labels ?? [:]) { $0.common(with: $1.labels) }
        for other in others {
            let group = other.name.group.map { "\($0)/" } ?? ""
            let labels = other.labels.without(common).description
            let line = "  \(other.state.rawValue)  \(group)\(other.name.alert) \(labels)"
            lines.append(DisplayWidth.printable(line.unicodeScalars))
        }
        if otherCount > others.count { lines.append("  and \(otherCount - others.count) more") }
        return lines.joined(separator: "\n") + "\n"
    }
}
