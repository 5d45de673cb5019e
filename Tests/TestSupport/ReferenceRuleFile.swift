import Diagnostics
import Model
import YAML

/// The rules of a file as texts, read by their keys and nothing more: the file is known to have no mistake.
package enum ReferenceRuleFile {
    /// What a rule file has that it should not have.
    package struct Mistake: Error, CustomStringConvertible {
        /// What it is.
        package let description: String
    }

    /// The rules of the file `name` with that content, in order.
    package static func rules(_ bytes: [UInt8], name: String) throws -> [ReferenceRule] {
        guard let node = YAMLReader.read(bytes: bytes, name: name).node else {
            throw Mistake(description: "\(name) cannot be read")
        }
        return try items(node, "groups").flatMap { group in
            try items(group, "rules").map { try rule($0, of: group) }
        }
    }

    private static func rule(_ rule: Node, of group: Node) throws -> ReferenceRule {
        for key in ["active_time_intervals", "mute_time_intervals"] where value(rule, key) != nil {
            throw Mistake(description: "the reference knows nothing of `\(key)`")
        }
        let levels = try items(rule, "levels").map { level in
            try self.level(level, severity: text(level, "severity"), defaults: rule)
        }
        return ReferenceRule(
            text(rule, "alert") ?? "",
            group: text(group, "name") ?? "",
            levels: try levels.isEmpty ? [level(rule, severity: nil, defaults: rule)] : levels,
            resolveNoDataAfter: try span(rule, "resolve_no_data_after"),
            matchers: try texts(group, "matchers") + texts(rule, "matchers"),
            labels: pairs(group, "labels") + pairs(rule, "labels"),
            annotations: pairs(rule, "annotations"),
            lets: Dictionary(pairs(group, "let").map { ($0.name, $0.text) }) { first, _ in first }
        )
    }

    private static func level(_ node: Node, severity: String?, defaults rule: Node) throws -> ReferenceRule.Level {
        guard let when = text(node, "when") else { throw Mistake(description: "a rule or level has no `when`") }
        return ReferenceRule.Level(
            severity,
            when: when,
            resolveWhen: text(node, "resolve_when") ?? text(rule, "resolve_when"),
            for: try span(node, "for") ?? span(rule, "for") ?? .zero,
            keepFiringFor: try span(node, "keep_firing_for") ?? span(rule, "keep_firing_for") ?? .zero
        )
    }

    private static func value(_ node: Node, _ key: String) -> Node? {
        guard case .mapping(let mapping) = node else { return nil }
        return mapping[key]
    }

    private static func text(_ node: Node, _ key: String) -> String? {
        value(node, key).flatMap(text)
    }

    private static func text(_ node: Node) -> String? {
        guard case .scalar(let scalar) = node, !scalar.isNoValue else { return nil }
        return scalar.text.text
    }

    private static func items(_ node: Node, _ key: String) throws -> [Node] {
        switch value(node, key) {
        case nil: return []
        case .sequence(let sequence): return sequence.items
        case .some: throw Mistake(description: "`\(key)` is no list")
        }
    }

    private static func texts(_ node: Node, _ key: String) throws -> [String] {
        try items(node, key).compactMap(text)
    }

    private static func pairs(_ node: Node, _ key: String) -> [ReferenceRule.Label] {
        guard case .mapping(let mapping) = value(node, key) else { return [] }
        return mapping.entries.map { ReferenceRule.Label($0.key.text.text, text($0.value) ?? "") }
    }

    private static func span(_ node: Node, _ key: String) throws -> TimeSpan? {
        guard let text = text(node, key) else { return nil }
        if text == "0" { return .zero }
        guard let span = TimeSpan(parsing: text) else { throw Mistake(description: "`\(text)` is no duration") }
        return span
    }
}
