import Model

/// Reads expressions of the rule language, one function for each line of the grammar.
package struct ReferenceParser {
    /// Why a text could not be read.
    package struct Mistake: Error, CustomStringConvertible {
        /// The text.
        package let text: String
        /// What was wrong, and what was left to be read.
        package let message: String

        package var description: String { "`\(text)`: \(message)" }
    }

    private let text: String
    private let lets: [String: String]
    private var tokens: [String]

    /// The expression `text`; a name in `lets` stands for the expression written there.
    package static func parse(_ text: String, lets: [String: String] = [:]) throws -> ReferenceExpression {
        var parser = ReferenceParser(text: text, lets: lets, tokens: tokens(of: text))
        let expression = try parser.condition()
        guard parser.tokens.isEmpty else { throw parser.mistake("nothing more was expected") }
        return expression
    }

    private static func tokens(of text: String) -> [String] {
        var tokens: [String] = []
        var rest = Substring(text)
        while let first = rest.first {
            if " \t\r\n".contains(first) {
                rest = rest.dropFirst()
                continue
            }
            var token = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." || $0 == "%" }
            let isNumber = token.first?.isNumber == true && token.dropLast().allSatisfy { $0.isNumber || $0 == "." }
            if isNumber, token.last?.lowercased() == "e", "+-".contains(rest.dropFirst(token.count).first ?? " ") {
                // An exponent with its sign.
                let digits = rest.dropFirst(token.count + 1).prefix { $0.isNumber || $0 == "%" }
                token = rest.prefix(token.count + 1 + digits.count)
            }
            if token.isEmpty {
                let isPair = rest.dropFirst().first == "=" && "<>=!".contains(first)
                token = rest.prefix(isPair ? 2 : 1)
            }
            tokens.append(String(token))
            rest = rest.dropFirst(token.count)
        }
        return tokens
    }

    private func mistake(_ message: String) -> Mistake {
        Mistake(text: text, message: "\(message), rest: \(tokens.joined(separator: " "))")
    }

    private mutating func take(_ wanted: String...) -> String? {
        guard let first = tokens.first, wanted.contains(first) else { return nil }
        return tokens.removeFirst()
    }

    private mutating func expect(_ wanted: String) throws {
        guard take(wanted) != nil else { throw mistake("expected `\(wanted)`") }
    }

    private mutating func condition() throws -> ReferenceExpression {
        var result = try conjunction()
        while take("or") != nil { result = .or(result, try conjunction()) }
        return result
    }

    private mutating func conjunction() throws -> ReferenceExpression {
        var result = try negation()
        while take("and") != nil { result = .and(result, try negation()) }
        return result
    }

    private mutating func negation() throws -> ReferenceExpression {
        take("not") == nil ? try comparison() : .not(try negation())
    }

    private mutating func comparison() throws -> ReferenceExpression {
        let left = try sum()
        guard let sign = try compare() else { return left }
        return .compare(sign, left, try sum())
    }

    private mutating func compare() throws -> String? {
        switch take(">", ">=", "<", "<=", "==", "!=", "above", "below", "at", "is") {
        case "above": return ">"
        case "below": return "<"
        case "is": return take("not") == nil ? "==" : "!="
        case "at":
            guard let word = take("least", "most") else { throw mistake("expected `least` or `most`") }
            return word == "least" ? ">=" : "<="
        case let sign: return sign
        }
    }

    private mutating func sum() throws -> ReferenceExpression {
        var result = try product()
        while let sign = take("+", "-") { result = .arithmetic(sign, result, try product()) }
        return result
    }

    private mutating func product() throws -> ReferenceExpression {
        var result = try unary()
        while let sign = take("*", "/") { result = .arithmetic(sign, result, try unary()) }
        return result
    }

    private mutating func unary() throws -> ReferenceExpression {
        take("-") == nil ? try primary() : .negate(try unary())
    }

    private mutating func primary() throws -> ReferenceExpression {
        if take("(") != nil {
            let inner = try condition()
            try expect(")")
            return inner
        }
        guard !tokens.isEmpty else { throw mistake("expected a value") }
        let token = tokens.removeFirst()
        if let metric = Metric(rawValue: token) { return .metric(metric) }
        if let text = lets[token] { return try Self.parse(text, lets: lets) }
        if tokens.first == "(" { return try call(token) }
        if token.hasSuffix("%"), let percent = Double(token.dropLast()) { return .percent(percent) }
        if let number = Double(token) { return .number(number) }
        if let span = TimeSpan(parsing: token) { return .duration(span) }
        throw mistake("`\(token)` is no value")
    }

    /// What stands behind the name of a function.
    private mutating func call(_ function: String) throws -> ReferenceExpression {
        try expect("(")
        var arguments = [try condition()]
        while take(",") != nil { arguments.append(try condition()) }
        let labels = take("by") == nil ? nil : try self.labels()
        let window = take("over") == nil ? nil : try span()
        let ahead = take("in") == nil ? nil : try span()
        try expect(")")
        var quantile: Double?
        if function == "quantile" {
            switch arguments.removeFirst() {
            case .number(let value): quantile = value
            case .percent(let percent): quantile = percent / 100
            case let other: throw mistake("`\(other)` is no q")
            }
        }
        guard let operand = arguments.first else { throw mistake("`\(function)` of nothing") }
        if let labels { return .aggregate(function, quantile: quantile, operand, by: labels) }
        if let window { return .window(function, quantile: quantile, operand, over: window, ahead: ahead) }
        if function == "previous" { return .previous(operand) }
        guard ["abs", "min", "max"].contains(function) else { throw mistake("`\(function)` is no function") }
        return .call(function, arguments)
    }

    private mutating func labels() throws -> [String] {
        guard take("(") != nil else { return [try word()] }
        var labels: [String] = []
        while tokens.first != ")" {
            if !labels.isEmpty { try expect(",") }
            labels.append(try word())
        }
        try expect(")")
        return labels
    }

    private mutating func span() throws -> TimeSpan {
        let word = try word()
        guard let span = TimeSpan(parsing: word) else { throw mistake("`\(word)` is no duration") }
        return span
    }

    private mutating func word() throws -> String {
        guard !tokens.isEmpty else { throw mistake("expected a word") }
        return tokens.removeFirst()
    }
}
