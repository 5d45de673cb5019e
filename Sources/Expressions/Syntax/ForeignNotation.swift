import Model

/// What people write who come from PromQL, or from everyday language, and the rule language has another form for.
struct ForeignNotation {
    /// What to write instead.
    let remedy: String

    /// What the token that cannot stand where it does is a sign of; nil when nobody can tell.
    init?(_ excerpt: Excerpt, at token: Token, isTemplate: Bool, expected: Expectation) {
        let sentence = Sentence(excerpt, around: token, isTemplate: isTemplate)
        let remedy =
            switch token.kind {
            case .unexpected("["): Self.rangeSelector(sentence)
            case .unexpected("$") where sentence.isName(1): "names have no `$`: write `\(sentence[1])`"
            case .unexpected("\""), .unexpected("'"): Self.quote(sentence)
            case .unexpected("{") where sentence.isName(-1):
                "which series a rule sees is said by its `matchers`: `matchers: [vdn=\"170\"]`"
            case .comma: Self.comma(sentence)
            case .dot: Self.member(sentence)
            case .comparison: Self.comparison(sentence)
            case .keyword(.by): Self.grouping(sentence)
            case .keyword(.over) where expected == .operand && sentence.isNumber(1):
                "a comparison is `above`; `over` gives a window inside a call"
            case .name where expected == .raw:
                "a number is printed with its unit, and `| raw` is the plain number: there are no other forms"
            default: Self.word(sentence)
            }
        guard let remedy else { return nil }
        self.remedy = remedy
    }

    // MARK: Signs

    private static func rangeSelector(_ sentence: Sentence) -> String {
        let metric = sentence.isName(-1) ? sentence[-1] : "queueCallCount"
        let span = sentence.isDuration(1) ? sentence[1] : "5m"
        let call = sentence[-2] == "(" ? window(function: sentence[-3], metric, span) : nil
        return "a window stands inside a call: `\(call ?? "avg(\(metric) over \(span))")`"
    }

    private static func comma(_ sentence: Sentence) -> String? {
        if sentence.isNumber(-1), sentence.isNumber(1), sentence.isJoined {
            let (before, after) = (sentence[-1], sentence[1])
            return after.count == 3 && !before.contains(".")
                ? "a number has no commas: `\(before)\(after)`" : "a number has a point: `\(before).\(after)`"
        }
        guard sentence[-2] == "by", sentence.isName(1) else { return nil }
        return "several labels stand in parentheses: `by (\(sentence[-1]), \(sentence[1]))`"
    }

    /// A comparison with a text, as of a label.
    private static func quote(_ sentence: Sentence) -> String? {
        guard sentence.isName(-2), Metric.named(sentence[-2]) == nil, sentence.isName(1),
            ["==", "!=", "=", "is", "is not"].contains(sentence[-1])
        else { return nil }
        let sign = sentence[-1].hasPrefix("!") || sentence[-1] == "is not" ? "!=" : "="
        return "a label is compared in `matchers` of the rule: `matchers: [\(sentence[-2])\(sign)\"\(sentence[1])\"]`"
    }

    private static func member(_ sentence: Sentence) -> String? {
        guard sentence.isName(-1), sentence.isName(1) else { return nil }
        if Metric.named(sentence[1]) != nil { return "write `{{ \(sentence[1]) }}`: a counter stands by itself" }
        return "write `{{ labels.\(sentence[1]) }}` for a label; a counter stands by itself"
    }

    private static func comparison(_ sentence: Sentence) -> String? {
        switch (sentence[-1], sentence[0]) {
        case ("is", _): "leave `is` out: `\(sentence[0])` is the whole comparison"
        case ("is not", _): "write `not` in front of the comparison: `not queueCallCount above 5`"
        case ("<", ">"): "write `!=` or `is not`"
        case ("=", _), (_, "="): "write `>=` or `<=`"
        default: nil
        }
    }

    private static func grouping(_ sentence: Sentence) -> String? {
        if sentence.isName(-1), Builtin.named(sentence[-1]) != nil {
            return "`by` stands inside the parentheses: `\(sentence[-1])(queueCallCount by vdn)`"
        }
        if sentence[-1] == ")" {
            return "`by` stands inside the parentheses: `sum(queueCallCount by vdn)`"
        }
        guard sentence[-2] == "over" else { return nil }
        return "nest two calls: `avg(sum(queueCallCount by vdn) over 5m)`"
    }

    // MARK: Words

    private static let greater: Set<String> = [
        "bigger", "exceeds", "greater", "higher", "larger", "longer", "more", "over",
    ]
    private static let less: Set<String> = ["fewer", "less", "lower", "shorter", "smaller", "under"]

    private static func word(_ sentence: Sentence) -> String? {
        // `is greater than`: all but `than` could be an expression.
        let word = sentence[0] == "than" ? sentence[-1] : sentence[0]
        if greater.contains(word) { return "write `above`, or `at least`" }
        if less.contains(word) { return "write `below`, or `at most`" }
        if word == "between" || sentence[-1] == "between" {
            return "write two comparisons: `queueCallCount at least 3 and queueCallCount at most 5`"
        }
        switch word {
        case "equals", "equal": return "write `is`"
        case "unless": return "write `and not`"
        case "offset": return "compare with what was by `previous(x)`, or by `change(x over 5m)`"
        case "for":
            return "`for` is a key of the rule, beside `when`: `for: \(sentence.isDuration(1) ? sentence[1] : "1m")`"
        case "group_left", "group_right", "ignoring":
            return
                "leave it out: the value of a group is spread over its members, so groups and series meet by themselves"
        case "then": return "leave `if` and `then` out: the rule fires while its condition holds"
        case "calls", "callers": return "leave `\(word)` out: a bare number takes the unit of the other side"
        default: break
        }
        if sentence[-1] == "if" { return "leave `if` out: the rule fires while its condition holds" }
        if sentence[-1] == "bool" { return "leave `bool` out: a comparison is a condition, and no number" }
        guard sentence.isNumber(-1) else { return nil }
        if word == "percent" { return "write `\(sentence[-1])%`" }
        return DurationMistake(in: "\(sentence[-1]) \(word)")?.remedy.map {
            "write `\($0)`: a duration has no space in it"
        }
    }

    // MARK: Functions

    /// What to write instead of a function that other languages have.
    static func remedy(forFunction name: String) -> String? {
        if let call = window(function: name, "x", "5m") { return "write `\(call)`" }
        switch name {
        case "absent", "absent_over_time", "up":
            return "that a series does not come is told by the alerts `AccessCodeMissing` and `SourceDown`"
        case "day_of_month", "day_of_week", "hour", "minute", "month", "now", "time", "year":
            return "hours are given by `active_time_intervals` and `mute_time_intervals` of the rule"
        case "average", "mean": return "write `avg(x by L)` or `avg(x over D)`"
        case "median": return "write `quantile(50%, x by L)` or `quantile(50%, x over D)`"
        case "histogram_quantile", "percentile": return "write `quantile(95%, x by L)` or `quantile(95%, x over D)`"
        case "clamp_max": return "write `min(x, y)`"
        case "clamp_min": return "write `max(x, y)`"
        case "bottomk", "topk":
            return "each series has an alert of its own: compare its value, as in `queueCallCount above 20`"
        case "on", "ignoring":
            return
                "leave it out: the value of a group is spread over its members, so groups and series meet by themselves"
        case "scalar", "vector": return "leave it out: a number stands by itself"
        case "total": return "write `sum(x by L)` or `sum(x over D)`"
        default: return nil
        }
    }

    /// The call of ours for a function of PromQL over a window.
    private static func window(function: String, _ metric: String, _ window: String) -> String? {
        switch function {
        case "avg_over_time", "max_over_time", "min_over_time", "stddev_over_time", "sum_over_time":
            "\(function.dropLast("_over_time".count))(\(metric) over \(window))"
        case "count_over_time": "count(\(metric) above 0 over \(window))"
        case "quantile_over_time": "quantile(95%, \(metric) over \(window))"
        case "deriv", "irate", "rate": "slope(\(metric) over \(window))"
        case "delta", "idelta", "increase": "change(\(metric) over \(window))"
        case "predict_linear": "forecast(\(metric) over \(window) in 1h)"
        default: nil
        }
    }
}

/// A token that cannot stand where it does, with its neighbours; those that do not exist are empty.
private struct Sentence {
    private let excerpt: Excerpt
    private let tokens: [Token]
    private let place: Int

    init(_ excerpt: Excerpt, around token: Token, isTemplate: Bool) {
        self.excerpt = excerpt
        var lexer = Lexer(excerpt, isTemplate: isTemplate)
        var tokens: [Token] = []
        var next = lexer.next()
        while next.kind != .end, next.range.lowerBound < token.range.lowerBound {
            tokens.append(next)
            next = lexer.next()
        }
        place = tokens.count
        self.tokens = tokens + [next, lexer.next()]
    }

    private func token(_ distance: Int) -> Token? {
        tokens.indices.contains(place + distance) ? tokens[place + distance] : nil
    }

    /// The text of the token that far behind the one at hand, or before it.
    subscript(distance: Int) -> String { token(distance).map { excerpt.text(at: $0.range) } ?? "" }

    /// Whether no space stands around the token at hand.
    var isJoined: Bool {
        token(-1)?.range.upperBound == token(0)?.range.lowerBound
            && token(0)?.range.upperBound == token(1)?.range.lowerBound
    }

    func isName(_ distance: Int) -> Bool {
        if case .name = token(distance)?.kind { true } else { false }
    }

    func isNumber(_ distance: Int) -> Bool {
        if case .number = token(distance)?.kind { true } else { false }
    }

    func isDuration(_ distance: Int) -> Bool {
        if case .duration = token(distance)?.kind { true } else { false }
    }
}
