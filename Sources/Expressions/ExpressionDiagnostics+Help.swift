import Diagnostics
import Model

/// How to mend what is wrong, where there is something to say.
extension Diagnostic {
    static func list(_ words: [String]) -> String {
        let quoted = words.map { "`\($0)`" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.joined() }
        return quoted.dropLast().joined(separator: ", ") + " and " + last
    }

    /// A text of the user's that may be as long as the file, cut to what one line can show.
    static func shortened(_ text: String) -> String {
        text.count <= 40 ? text : "\(text.prefix(37))..."
    }

    static func unitHelp(_ first: MismatchedOperand, _ second: MismatchedOperand) -> String {
        for literal in [second, first] {
            switch literal.literal {
            case .duration:
                return "`\(literal.text)` is a time; a bare number, such as `20`, takes the unit of the other side"
            case .percent:
                return "`\(literal.text)` is compared with a ratio, such as `queueCallCount / allCallCount`"
            case nil: continue
            }
        }
        return "divide each side by something of its own unit, or use a bare number, which takes the other's unit"
    }

    static func characterHelp(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "=": "equality is `==` or `is`"
        case "!": "write `not`, or `!=` for `is not`"
        case "&": "write `and`"
        case "|": "write `or`"
        case "%": "a percent has no space before its sign: `20%`"
        case ".": "a number begins with a digit: `0.5`"
        case "'", "\"", "\u{2018}", "\u{2019}", "\u{201C}", "\u{201D}":
            "an expression has no text in it; names stand without quotes"
        case "{", "}": "double braces belong to templates, in `labels` and `annotations`"
        case "\u{2212}", "\u{2013}": "write `-`"
        case "\u{00D7}": "write `*`"
        case "\u{00F7}": "write `/`"
        case "\u{2260}": "write `!=` or `is not`"
        case "\u{2264}": "write `<=` or `at most`"
        case "\u{2265}": "write `>=` or `at least`"
        default:
            if scalar.properties.isWhitespace {
                "type an ordinary space in its place"
            } else if scalar.isInvisible {
                "remove it"
            } else if scalar.properties.isAlphabetic {
                "names have the letters of English only: type the word anew"
            } else {
                nil
            }
        }
    }

    static func tokenHelp(_ kind: Token.Kind, _ expected: Expectation) -> String? {
        switch (kind, expected) {
        case (.keyword(.value), _), (.keyword(.labels), _), (.keyword(.raw), _):
            "this word is reserved for templates: `{{ value }}`, `{{ labels.name }}`, `{{ value | raw }}`"
        case (.keyword(.at), _): "write `at least` or `at most`"
        case (.keyword(.by), .operand), (.keyword(.over), .operand), (.keyword(.in), .operand):
            "`by`, `over` and `in` stand inside the parentheses of a call"
        case (.keyword(.not), .value): "`not` takes a condition and cannot be a part of a number"
        case (.name(let name), _):
            Keyword(rawValue: name.lowercased()).map { "write `\($0.rawValue)` in small letters" }
        case (.number, .duration): "a duration has a unit: `30s`, `5m`, `1h30m`"
        default: nil
        }
    }
}
