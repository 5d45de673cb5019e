/// A series in Prometheus's notation: `queueCallCount{innoId="1", vdn="170"}`.
struct SeriesNotation {
    /// A word of the notation with its place, in Unicode scalars from the first.
    struct Word {
        let text: String
        let offsets: Range<Int>
    }

    /// The metric, before the braces or as the label `__name__`.
    let metric: Word
    /// The labels in the order written; no name stands twice.
    let labels: [(name: Word, value: Word)]

    /// The series written as `text`: a name, and labels in braces with quoted values, a comma allowed behind the last.
    init(parsing text: String) throws(NotationMistake) {
        var scanner = Scanner(Array(text.unicodeScalars))
        var metric = scanner.word()
        var labels: [(name: Word, value: Word)] = []
        var names: Set<String> = []
        if scanner.takes("{") {
            while !scanner.takes("}") {
                let label = try scanner.label()
                if names.contains(label.name.text) {
                    throw NotationMistake(
                        message: "the label `\(label.name.text)` is given twice",
                        offsets: label.name.offsets
                    )
                }
                if label.name.text == "__name__", metric == nil {
                    metric = label.value
                } else {
                    labels.append(label)
                    names.insert(label.name.text)
                }
                if !scanner.takes(",") {
                    guard scanner.takes("}") else { throw scanner.mistake("expected `,` or `}`") }
                    break
                }
            }
        }
        guard scanner.isAtEnd else { throw scanner.mistake("expected the labels in braces, and nothing behind them") }
        guard let metric else {
            throw NotationMistake(message: "a series begins with the name of a metric", offsets: 0..<0)
        }
        self.metric = metric
        self.labels = labels
    }

    private struct Scanner {
        private let scalars: [Unicode.Scalar]
        private var offset = 0

        init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

        private var next: Unicode.Scalar? { offset < scalars.count ? scalars[offset] : nil }

        var isAtEnd: Bool {
            mutating get {
                skipSpace()
                return next == nil
            }
        }

        private mutating func skipSpace() {
            while let scalar = next, scalar.properties.isWhitespace { offset += 1 }
        }

        /// A mistake about the next character.
        func mistake(_ message: String) -> NotationMistake {
            NotationMistake(message: message, offsets: offset..<min(offset + 1, scalars.count))
        }

        mutating func takes(_ wanted: Unicode.Scalar) -> Bool {
            skipSpace()
            guard next == wanted else { return false }
            offset += 1
            return true
        }

        /// A name; nil when none stands here.
        mutating func word() -> Word? {
            skipSpace()
            let start = offset
            while let scalar = next, Self.isOfName(scalar, isFirst: offset == start) { offset += 1 }
            return offset == start ? nil : word(start..<offset)
        }

        mutating func label() throws(NotationMistake) -> (name: Word, value: Word) {
            guard let name = word() else { throw mistake("expected the name of a label") }
            guard takes("=") else { throw mistake("expected `=` behind the label's name") }
            skipSpace()
            return (name, try quoted())
        }

        private func word(_ offsets: Range<Int>) -> Word {
            Word(text: String(String.UnicodeScalarView(scalars[offsets])), offsets: offsets)
        }

        /// A value in double or single quotes with Go's escapes, or between backticks as it is.
        private mutating func quoted() throws(NotationMistake) -> Word {
            guard let quote = next, quote == "\"" || quote == "'" || quote == "`" else {
                throw mistake("the value of a label stands in quotes")
            }
            let start = offset
            offset += 1
            var value = String.UnicodeScalarView()
            while let scalar = next {
                offset += 1
                switch scalar {
                case quote: return Word(text: String(value), offsets: start..<offset)
                case "\\" where quote != "`": value.append(try escaped())
                default: value.append(scalar)
                }
            }
            throw NotationMistake(message: "this quote is never closed", offsets: start..<start + 1)
        }

        private mutating func escaped() throws(NotationMistake) -> Unicode.Scalar {
            let start = offset - 1
            defer { offset += 1 }
            switch next {
            case "\\": return "\\"
            case "\"": return "\""
            case "'": return "'"
            case "n": return "\n"
            case "t": return "\t"
            case "r": return "\r"
            default:
                throw NotationMistake(
                    message: #"in quotes only `\\`, `\"`, `\'`, `\n`, `\t` and `\r` are escapes"#,
                    offsets: start..<min(offset + 1, scalars.count)
                )
            }
        }

        private static func isOfName(_ scalar: Unicode.Scalar, isFirst: Bool) -> Bool {
            switch scalar {
            case "a"..."z", "A"..."Z", "_": true
            case "0"..."9", ":": !isFirst
            default: false
            }
        }
    }
}
