import Model

/// Cuts an expression into tokens, one at a time.
struct Lexer {
    private let excerpt: Excerpt
    private let end: Int
    private let isTemplate: Bool
    private var offset: Int
    /// Whether the last token was `.`: nothing is reserved among the names of labels.
    private var isBehindDot = false

    /// A lexer over `excerpt`; in a template `.` and `|` are tokens too.
    init(_ excerpt: Excerpt, isTemplate: Bool) {
        self.excerpt = excerpt
        self.end = excerpt.bounds.upperBound
        self.offset = excerpt.bounds.lowerBound
        self.isTemplate = isTemplate
    }

    /// The next token; ``Token/Kind/end`` again and again behind the last.
    mutating func next() -> Token {
        skipSpace()
        let start = offset
        guard let scalar = peek() else { return Token(kind: .end, range: end..<end) }
        let kind: Token.Kind
        if scalar.isDigit {
            kind = literal()
        } else if scalar.isWordStart {
            kind = word()
        } else {
            offset += 1
            kind = symbol(scalar)
        }
        isBehindDot = kind == .dot
        return Token(kind: kind, range: start..<offset)
    }

    /// Whether `text` is a name, reserved words among them.
    static func isName(_ text: String) -> Bool {
        text.unicodeScalars.first?.isWordStart == true && text.unicodeScalars.allSatisfy(\.isWordPart)
    }

    private func peek(_ distance: Int = 0) -> Unicode.Scalar? {
        offset + distance < end ? excerpt.scalars[offset + distance] : nil
    }

    private mutating func skipSpace() {
        while peek()?.isExpressionSpace == true { offset += 1 }
    }

    private mutating func skip(while condition: (Unicode.Scalar) -> Bool) {
        while let scalar = peek(), condition(scalar) { offset += 1 }
    }

    private func text(from start: Int) -> String { excerpt.text(at: start..<offset) }

    private mutating func symbol(_ scalar: Unicode.Scalar) -> Token.Kind {
        switch scalar {
        case "+": return .plus
        case "-": return .minus
        case "*": return .times
        case "/": return .divide
        case "(": return .open
        case ")": return .close
        case ",": return .comma
        case ">": return .comparison(takeEqualsSign() ? .atLeast : .above)
        case "<": return .comparison(takeEqualsSign() ? .atMost : .below)
        case "=": return takeEqualsSign() ? .comparison(.equal) : .unexpected(scalar)
        case "!": return takeEqualsSign() ? .comparison(.notEqual) : .unexpected(scalar)
        case "." where isTemplate: return .dot
        case "|" where isTemplate: return .pipe
        default: return .unexpected(scalar)
        }
    }

    private mutating func takeEqualsSign() -> Bool {
        guard peek() == "=" else { return false }
        offset += 1
        return true
    }

    // MARK: Words

    private mutating func word() -> Token.Kind {
        let start = offset
        skip(while: \.isWordPart)
        let text = text(from: start)
        // Names of metrics are longer, and need not be compared with each keyword.
        guard !isBehindDot, text.utf8.count <= Keyword.maximumLength, let keyword = Keyword.named(text) else {
            return .name(text)
        }
        switch keyword {
        case .above: return .comparison(.above)
        case .below: return .comparison(.below)
        case .is: return .comparison(take(.not) ? .notEqual : .equal)
        case .at where take(.least): return .comparison(.atLeast)
        case .at where take(.most): return .comparison(.atMost)
        default: return .keyword(keyword)
        }
    }

    /// Takes the next word if it is `keyword`: `at least` is one token of two words.
    private mutating func take(_ keyword: Keyword) -> Bool {
        let before = offset
        skipSpace()
        let start = offset
        skip(while: \.isWordPart)
        if text(from: start) == keyword.rawValue { return true }
        offset = before
        return false
    }

    // MARK: Literals

    private mutating func literal() -> Token.Kind {
        let start = offset
        skip(while: \.isDigit)
        if peek() == ".", peek(1)?.isDigit == true {
            offset += 1
            skip(while: \.isDigit)
        }
        let mantissa = text(from: start)
        let exponent = takeExponent()
        if peek() == "%" {
            offset += 1
            return percent(mantissa, exponent: exponent)
        }
        guard let following = peek(), following.isWordPart || following == "." else {
            return number(text(from: start)).map { .number($0) } ?? .badLiteral(tooLarge)
        }
        skip { $0.isWordPart || $0 == "." }
        let whole = text(from: start)
        guard let duration = TimeSpan(parsing: whole) else { return .badLiteral(Self.complaint(about: whole)) }
        guard duration <= .longestWritten else { return .badLiteral("longer than ten years, `\(Self.longest)`") }
        return .duration(duration)
    }

    /// The text of an exponent with its sign, empty when there is none.
    private mutating func takeExponent() -> String {
        guard peek() == "e" || peek() == "E" else { return "" }
        let signs = peek(1) == "+" || peek(1) == "-" ? 1 : 0
        guard peek(1 + signs)?.isDigit == true else { return "" }
        offset += 1
        let start = offset
        offset += signs
        skip(while: \.isDigit)
        return text(from: start)
    }

    /// A hundredth of a number, rounded once: `12.3%` is the double nearest to 0.123.
    private func percent(_ mantissa: String, exponent: String) -> Token.Kind {
        guard let power = exponent.isEmpty ? 0 : Int(exponent), power > Int.min + 2 else {
            // An exponent that fits no integer: the number is 0 or no double at all.
            return number("\(mantissa)e\(exponent)").map { .percent($0) } ?? .badLiteral(tooLarge)
        }
        return number("\(mantissa)e\(power - 2)").map { .percent($0) } ?? .badLiteral(tooLarge)
    }

    private func number(_ text: String) -> Double? {
        Double(text).flatMap { $0.isFinite ? $0 : nil }
    }

    private let tooLarge = "larger than any number that can be computed with"

    private static let longest = "3650d"

    private static func complaint(about text: String) -> String {
        DurationMistake(in: text)?.reason ?? "neither a number nor a duration"
    }
}

extension Unicode.Scalar {
    fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
    fileprivate var isWordStart: Bool { ("a"..."z").contains(self) || ("A"..."Z").contains(self) || self == "_" }
    fileprivate var isWordPart: Bool { isWordStart || isDigit }
}
