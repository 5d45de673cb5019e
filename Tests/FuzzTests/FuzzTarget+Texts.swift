import Alerting
import Diagnostics
import Expressions
import Model
import TestSupport

// The doors for one text: an expression, a matcher, a length or point of time.

extension FuzzTarget {
    static let expressions = FuzzTarget(
        name: "expressions",
        inputs: 1500,
        corpus: {
            try ["conditions.test", "numbers.test", "templates.test", "mistakes.test", "groups.test", "windows.test"]
                .flatMap { try Corpus.expressions(in: $0) }
                .map { Array($0.utf8) }
        },
        words: RandomText.words,
        made: { generator in
            var text = RandomText(generator)
            defer { generator = text.generator }
            return Array(text.condition(depth: 4).utf8)
        }
    ) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        let source = SourceText(file: SourceFile(name: "rule", text: text))
        var lets: [Diagnostic] = []
        let scope = Scope(lets: [located("waiting", "queueCallCount / allCallCount")], diagnostics: &lets)
        var all: [Diagnostic] = []
        var complaints: [String] = []
        func compile<Value>(_ compile: (inout [Diagnostic]) -> Value?) -> Value? {
            var diagnostics: [Diagnostic] = []
            let value = compile(&diagnostics)
            if (value == nil) != diagnostics.hasErrors {
                complaints.append("a value is there beside errors, or neither")
            }
            all += diagnostics
            return value
        }
        let condition = compile { Condition.compile(source, in: scope, diagnostics: &$0) }
        let number = compile { Number.compile(source, in: scope, diagnostics: &$0) }
        let template = compile {
            Template.compile(
                source,
                in: scope,
                grain: condition?.grain,
                hasValue: condition?.leftSide != nil,
                diagnostics: &$0
            )
        }
        if condition != nil, number != nil { complaints.append("both a condition and a number") }
        if let condition { complaints += Trial.complaints(about: condition, template: template) }
        complaints += all.flatMap(Trial.complaints)
        return Verdict(features: all.map(\.id).uniqued(), complaint: complaints.first)
    }

    static let matchers = FuzzTarget(
        name: "matchers",
        inputs: 4000,
        corpus: {
            [
                #"vdn="170""#, "team=~\"sales|support\"", #"name!~"(?i)o[^a-z]+\\.x{2,5}""#, #"a!="b\n\"\\""#,
                #""a b"=c"#, #"x=~"(?:a|(b)c*?)+[[:alpha:]]\\pL(?P<n>.)""#,
            ].map { Array($0.utf8) }
        },
        words: [
            "=", "!=", "=~", "!~", "\"", "\\\\", "\\\"", "\\n", "\\", "(", ")", "|", "*", "+", "?", "{1000}", "{2,}",
            "[a-z]", "[^", "]", "\\pL", "\\C", "(?i)", "(?P<n>", "^", "$", "\\b", "\\Q", "\\E", ".*", "\\x{10FFFF}",
            ",", "`", "'", "~",
        ]
    ) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        do throws(Matcher.NotationMistake) {
            let matcher = try Matcher(parsing: text)
            for value in ["", "170", "sales", text, String(repeating: "a", count: 1000)] {
                if matcher.matches(value: value) != matcher.matches(Labels([(matcher.name, value)])) {
                    return Verdict(complaint: "a value matches in one way and not in the other")
                }
            }
            guard let again = try? Matcher(parsing: quotedName(of: matcher)), again == matcher else {
                return Verdict(complaint: "the matcher does not read back from \(matcher)")
            }
            return Verdict(features: ["matcher \(matcher.comparison)"])
        } catch {
            let count = text.unicodeScalars.count
            let isInText = error.offsets.lowerBound >= 0 && error.offsets.upperBound <= count
            return Verdict(
                features: [error.message],
                complaint: isInText ? nil : "the mistake is at \(error.offsets) of \(count) characters"
            )
        }
    }

    static let notations = FuzzTarget(
        name: "notations",
        inputs: 20_000,
        corpus: {
            [
                "1h30m", "1w2d3h4m5s6ms", "0s", "9223372036854775807ms", "2014-10-07T07:45:00Z",
                "2014-10-07T09:45:00.000+02:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999-23:59",
                "2024-02-29T23:59:60Z",
            ].map { Array($0.utf8) }
        },
        words: ["w", "d", "h", "m", "s", "ms", "T", "Z", "+", "-", ":", ".", "00", "29", "30", "59", "60", "t", "z"]
    ) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        var features: [String] = []
        if let span = TimeSpan(parsing: text) {
            features.append("length")
            if TimeSpan(parsing: span.description) != span {
                return Verdict(complaint: "\(span) reads back as another length")
            }
        }
        if let time = Timestamp(rfc3339: text) {
            features.append("time \(text.count)")
            if Timestamp(rfc3339: time.rfc3339) != time { return Verdict(complaint: "\(time.rfc3339) is another time") }
            let wall = WallTime(utc: time)
            if CalendarDate(daysSinceEpoch: wall.date.daysSinceEpoch) != wall.date {
                return Verdict(complaint: "\(wall.date) is another date")
            }
        }
        return Verdict(features: features)
    }

    private static func located(_ name: String, _ text: String) -> (name: Located<String>, text: SourceText) {
        let file = SourceFile(name: name, text: text)
        return (Located(name, at: file.start), SourceText(file: file))
    }

    /// The matcher as text; a name that is no bare word needs quotes to be read again.
    private static func quotedName(of matcher: Matcher) -> String {
        func quoted(_ text: String) -> String {
            let escaped = text.unicodeScalars.map { scalar in
                switch scalar {
                case "\\": "\\\\"
                case "\"": "\\\""
                case "\n": "\\n"
                default: String(scalar)
                }
            }
            return "\"\(escaped.joined())\""
        }
        return quoted(matcher.name) + matcher.comparison.rawValue + quoted(matcher.value)
    }
}

extension [String] {
    /// Each of them once, sorted.
    func uniqued() -> [String] { Set(self).sorted() }
}
