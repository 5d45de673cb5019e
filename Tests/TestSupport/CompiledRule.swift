import Foundation
import Model

// Foundation for `range(of:options:)` with a regular expression.

/// A rule of the reference with its texts read.
struct CompiledRule {
    struct Level {
        let severity: String?
        let when: ReferenceExpression
        let resolveWhen: ReferenceExpression?
        let holdFor: TimeSpan
        let keepFiringFor: TimeSpan
    }

    let group: String
    let alert: String
    let levels: [Level]
    let resolveNoDataAfter: TimeSpan?
    private let matchers: [(name: String, comparison: String, value: String)]
    private let templates: [ReferenceRule.Label]
    private let lets: [String: String]

    init(_ rule: ReferenceRule) throws {
        group = rule.group
        alert = rule.alert
        levels = try rule.levels.map { level in
            Level(
                severity: level.severity,
                when: try ReferenceParser.parse(level.when, lets: rule.lets),
                resolveWhen: try level.resolveWhen.map { try ReferenceParser.parse($0, lets: rule.lets) },
                holdFor: level.holdFor,
                keepFiringFor: level.keepFiringFor
            )
        }
        resolveNoDataAfter = rule.resolveNoDataAfter
        matchers = try rule.matchers.map(Self.matcher)
        templates = rule.labels
        lets = rule.lets
    }

    private static func matcher(_ text: String) throws -> (name: String, comparison: String, value: String) {
        for comparison in ["=~", "!~", "!=", "="] {
            guard let found = text.range(of: comparison) else { continue }
            let name = text[..<found.lowerBound].trimmingCharacters(in: .whitespaces)
            let value = text[found.upperBound...].trimmingCharacters(in: CharacterSet(charactersIn: " \""))
            return (name, comparison, value)
        }
        throw ReferenceParser.Mistake(text: text, message: "no matcher")
    }

    /// Whether the rule looks at a series with these labels.
    func sees(_ labels: [String: String]) -> Bool {
        matchers.allSatisfy { matcher in
            let actual = labels[matcher.name] ?? ""
            let isMatch =
                matcher.comparison.hasSuffix("~")
                ? actual.range(of: "^(?:\(matcher.value))$", options: .regularExpression) != nil
                : actual == matcher.value
            return isMatch == !matcher.comparison.hasPrefix("!")
        }
    }

    /// The labels of an alert that leaves `inactive` while the `shown` level gives `{{ value }}`.
    func labels(_ grain: [String: String], _ row: ReferenceExpression.Row?, shown: Int) -> [String: String] {
        var labels = grain
        for template in templates {
            let text = render(template.text, grain, row, shown: shown)
            labels[template.name] = text.isEmpty ? nil : text
        }
        labels["alertname"] = alert
        return labels
    }

    private func render(
        _ text: String,
        _ labels: [String: String],
        _ row: ReferenceExpression.Row?,
        shown: Int
    ) -> String {
        var result = ""
        var rest = Substring(text)
        while let opening = rest.range(of: "{{"), let closing = rest.range(of: "}}") {
            result += rest[..<opening.lowerBound]
            let inner = rest[opening.upperBound..<closing.lowerBound].trimmingCharacters(in: .whitespaces)
            result += placeholder(inner, labels, row, shown: shown)
            rest = rest[closing.upperBound...]
        }
        return result + rest
    }

    private func placeholder(
        _ text: String,
        _ labels: [String: String],
        _ row: ReferenceExpression.Row?,
        shown: Int
    ) -> String {
        if text.hasPrefix("labels.") { return labels[String(text.dropFirst("labels.".count))] ?? "" }
        if text == "value" {
            guard let comparison = levels[shown].when.firstComparison else { return "unknown" }
            // A bare left side takes the unit that its place asks for.
            var measure = ReferenceMeasure.of(comparison.left)
            measure.powers = measure.powers ?? ReferenceMeasure.of(comparison.right).powers
            return measure.text(comparison.left.number(row))
        }
        guard let expression = try? ReferenceParser.parse(text, lets: lets) else { return "unreadable: \(text)" }
        return ReferenceMeasure.of(expression).text(expression.number(row))
    }
}
