import TestSupport

/// Texts made by the grammars of expressions and of YAML, with a mistake now and then.
struct RandomText {
    /// The words of expressions.
    static let words = [
        "queueCallCount", "longestWaitTime", "allCallCount", "ivrCallCount", "agentCallCount", "waiting", "above",
        "below", "at least", "at most", "is", "is not", "not", "and", "or", "by", "over", "in", "value", "labels",
        "labels.vdn", "raw", "(", ")", ",", "+", "-", "*", "/", "<", "<=", "==", "!=", ">", ">=", "=", "!", ".", "|",
        "%", "5", "2m", "20%", "1e5", "1.5", "5x", "1e999", "0", "abs(", "min(", "max(", "sum(", "avg(", "stddev(",
        "quantile(", "count(", "any(", "all(", "share(", "change(", "slope(", "forecast(", "previous(", "by vdn",
        "by (vdn, team)", "by ()", "over 1m", "in 5m", "{{", "}}", "{", "}",
    ]

    var generator: SeededGenerator

    init(_ generator: SeededGenerator) { self.generator = generator }

    // MARK: Expressions

    mutating func condition(depth: Int) -> String {
        if depth <= 0 || generator.chance(40) {
            let sign = generator.pick(["above", "below", "at least", "at most", "is", "is not", "<", ">=", "==", "!="])
            return "\(number(depth: depth - 1)) \(sign) \(number(depth: depth - 1))"
        }
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: return "not \(condition(depth: depth - 1))"
        case 1: return "(\(condition(depth: depth - 1)))"
        case 2: return "\(generator.pick(["any", "all"]))(\(condition(depth: depth - 1)) \(by()))"
        case 3: return "\(condition(depth: depth - 1)) or \(condition(depth: depth - 1))"
        default: return "\(condition(depth: depth - 1)) and \(condition(depth: depth - 1))"
        }
    }

    mutating func number(depth: Int) -> String {
        if generator.chance(2) { return generator.pick(Self.words) }
        guard depth > 0, generator.chance(65) else {
            return generator.pick([
                "queueCallCount", "queueCallCount", "allCallCount", "longestWaitTime", "waiting", "0", "20", "1.5",
                "2m",
                "1e300", "20%",
            ])
        }
        switch Int.random(in: 0..<9, using: &generator) {
        case 0, 1:
            return "\(number(depth: depth - 1)) \(generator.pick(["+", "-", "*", "/"])) \(number(depth: depth - 1))"
        case 2: return "-\(number(depth: depth - 1))"
        case 3: return "(\(number(depth: depth - 1)))"
        case 4:
            let arguments = (0...generator.pick([0, 1, 2])).map { _ in number(depth: depth - 1) }
            return "\(generator.pick(["abs", "min", "max", "quantile", "sum"]))(\(arguments.joined(separator: ", ")))"
        case 5:
            return
                "\(generator.pick(["count", "share"]))(\(condition(depth: depth - 1)) \(generator.chance(50) ? by() : over()))"
        case 6: return "previous(\(number(depth: depth - 1)))"
        case 7:
            let function = generator.pick(["avg", "min", "max", "sum", "stddev", "change", "slope"])
            return "\(function)(\(number(depth: depth - 1)) \(over()))"
        default:
            let function = generator.pick(["sum", "avg", "min", "max", "stddev"])
            return "\(function)(\(number(depth: depth - 1)) \(by()))"
        }
    }

    private mutating func by() -> String {
        generator.pick(["by vdn", "by (vdn)", "by ()", "by (vdn, team)", "by source", "by (team, vdn, team)"])
    }

    private mutating func over() -> String {
        generator.pick(["over 1m", "over 15s", "over 1ms", "over 10w", "over 5m in 1m", "over 30s in 9000000w"])
    }

    // MARK: Files

    /// A node of YAML with a line end behind it.
    mutating func yaml(depth: Int) -> String { block(depth: depth, indent: 0) + "\n" }

    private mutating func block(depth: Int, indent: Int) -> String {
        guard depth > 0, generator.chance(70) else { return flow(depth: min(depth, 2)) }
        let spaces = String(repeating: " ", count: indent)
        let isList = generator.chance(40)
        let properties = generator.chance(10) ? generator.pick(["&a ", "!!str ", "!x ", "&b !!map "]) : ""
        let lines = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
            spaces + (isList ? "- " : "\(scalar()): ") + block(depth: depth - 1, indent: indent + 2)
        }
        return properties + "\n" + lines.joined(separator: "\n")
    }

    private mutating func flow(depth: Int) -> String {
        guard depth > 0, generator.chance(35) else { return scalar() }
        let isList = generator.chance(50)
        let items = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
            (isList ? "" : "\(scalar()): ") + flow(depth: depth - 1)
        }
        let inner = items.joined(separator: generator.pick([", ", ",", ", # x\n  "]))
        return isList ? "[\(inner)]" : "{ \(inner) }"
    }

    private mutating func scalar() -> String {
        let text = generator.pick([
            "a", "b c", "é😀", "", "1", "null", "a: b", "#x", "- y", "{{ value }}", "a\u{301}", "\t",
        ])
        switch Int.random(in: 0..<9, using: &generator) {
        case 0: return "'\(text)'"
        case 1: return "\"\(text)\\x41\\n\\u00e9\\\n   b\""
        case 2: return "*a"
        case 3: return "|\n    \(text)\n\n      x\n   "
        case 4: return ">-\n    \(text)\n    y\n\n    z"
        case 5: return "'x\n\n  \(text)'"
        default: return text
        }
    }

    /// A rule file whose keys are right and whose values mostly are.
    mutating func ruleFile() -> String {
        let groups = (0..<Int.random(in: 1...3, using: &generator)).map { index in
            var lines = ["  - name: g\(generator.chance(5) ? 0 : index)"]
            if generator.chance(30) {
                lines.append("    matchers: ['\(generator.pick(["vdn=170", "team=~\"a|b\"", "x"]))']")
            }
            if generator.chance(50) {
                lines.append("    let: { waiting: '\(number(depth: 2))', busy: '\(number(depth: 2))' }")
            }
            if generator.chance(30) { lines.append("    labels: { team: '\(text())' }") }
            lines.append("    rules:")
            for number in 0..<Int.random(in: 1...4, using: &generator) {
                lines.append("      - alert: \(generator.chance(5) ? "A" : "A\(number)")")
                lines += rule().map { "        \($0)" }
            }
            return lines.joined(separator: "\n")
        }
        return "groups:\n" + groups.joined(separator: "\n") + "\n"
    }

    private mutating func rule() -> [String] {
        var lines: [String] = []
        if generator.chance(70) {
            lines.append("when: '\(condition(depth: 3))'")
        } else {
            lines.append("levels:")
            for severity in ["low", "high"] {
                let end = generator.chance(30) ? ", resolve_when: '\(condition(depth: 1))'" : ""
                lines.append("  - { severity: \(severity), when: '\(condition(depth: 2))', for: \(duration())\(end) }")
            }
        }
        if generator.chance(40) { lines.append("for: \(duration())") }
        if generator.chance(30) { lines.append("keep_firing_for: \(duration())") }
        if generator.chance(30) { lines.append("resolve_when: '\(condition(depth: 2))'") }
        if generator.chance(20) { lines.append("resolve_no_data_after: \(duration())") }
        if generator.chance(40) { lines.append("labels: { severity: '\(text())', team: '\(text())' }") }
        if generator.chance(50) { lines.append("annotations: { summary: '\(text())' }") }
        return lines
    }

    private mutating func duration() -> String {
        generator.pick(["0", "0s", "15s", "1m", "5m", "9000w", "1ms", "90", "2w1d", "99999999999999w"])
    }

    private mutating func text() -> String {
        generator.pick([
            "", "x", "{{ value }}", "{{ labels.vdn }}", "{{ \(number(depth: 2)) }} x", "{{ value | raw }}", "{{",
        ])
    }
}
