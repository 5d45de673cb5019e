extension Matcher {
    /// A mistake in a written matcher: what is wrong and where, in Unicode scalars from its first.
    package struct NotationMistake: Error, Sendable {
        /// What is wrong.
        package let message: String
        /// The characters that are wrong; empty at the end for something that is missing.
        package let offsets: Range<Int>
        /// Whether nothing is wrong but the size of a pattern.
        package var isTooLarge = false
    }

    /// The matcher written as `text`: name, operator, and a bare or double-quoted value.
    ///
    /// The grammar is Alertmanager's for one matcher without braces: in bare words any character but white space and
    /// `{}!=~,\"'` and the backtick; between quotes `\\`, `\"` and `\n`.
    package init(parsing text: String) throws(NotationMistake) {
        var scanner = Scanner(Array(text.unicodeScalars))
        scanner.skipSpace()
        let name = try scanner.name()
        scanner.skipSpace()
        let comparison = try scanner.comparison()
        scanner.skipSpace()
        let valueStart = scanner.offset
        let value = try scanner.value()
        let valueEnd = scanner.offset
        scanner.skipSpace()
        guard scanner.isAtEnd else {
            throw NotationMistake(
                message: "nothing may follow the value of a matcher; a value with such characters needs double quotes",
                offsets: scanner.offset..<scanner.scalars.count
            )
        }
        do {
            try self.init(name, comparison, value)
        } catch {
            throw NotationMistake(
                message: error.isTooLarge ? error.message : "not a regular expression: \(error.message)",
                offsets: valueStart..<valueEnd,
                isTooLarge: error.isTooLarge
            )
        }
    }

    private struct Scanner {
        let scalars: [Unicode.Scalar]
        var offset = 0

        init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

        var isAtEnd: Bool { offset >= scalars.count }
        var next: Unicode.Scalar? { isAtEnd ? nil : scalars[offset] }

        mutating func skipSpace() {
            while let scalar = next, Self.isSpace(scalar) { offset += 1 }
        }

        mutating func name() throws(NotationMistake) -> String {
            let start = offset
            if next == "\"" {
                let name = try quoted()
                guard !name.isEmpty else { throw mistake("a label needs a name", start..<offset) }
                return name
            }
            let name = bareWord()
            guard !name.isEmpty else {
                throw mistake("expected the name of a label", start..<min(start + 1, scalars.count))
            }
            return name
        }

        mutating func comparison() throws(NotationMistake) -> Operator {
            let rest = String(String.UnicodeScalarView(scalars[offset...].prefix(2)))
            for candidate in [Operator.matches, .matchesNot, .notEqual, .equal] where rest.hasPrefix(candidate.rawValue)
            {
                offset += candidate.rawValue.count
                return candidate
            }
            throw mistake("expected one of `=`, `!=`, `=~`, `!~`", offset..<min(offset + 1, scalars.count))
        }

        mutating func value() throws(NotationMistake) -> String {
            if next == "\"" { return try quoted() }
            return bareWord()
        }

        private mutating func bareWord() -> String {
            let start = offset
            while let scalar = next, !Self.isSpace(scalar), !Self.isReserved(scalar) { offset += 1 }
            return String(String.UnicodeScalarView(scalars[start..<offset]))
        }

        private mutating func quoted() throws(NotationMistake) -> String {
            let start = offset
            offset += 1
            var result = String.UnicodeScalarView()
            while let scalar = next {
                offset += 1
                switch scalar {
                case "\"": return String(result)
                case "\\":
                    let escape = next
                    offset += 1
                    switch escape {
                    case "\\": result.append("\\")
                    case "\"": result.append("\"")
                    case "n": result.append("\n")
                    default:
                        throw mistake(
                            "between quotes only `\\\\`, `\\\"` and `\\n` are escapes",
                            offset - 2..<min(offset, scalars.count)
                        )
                    }
                default: result.append(scalar)
                }
            }
            throw mistake("this quote is never closed", start..<start + 1)
        }

        private func mistake(_ message: String, _ offsets: Range<Int>) -> NotationMistake {
            NotationMistake(message: message, offsets: offsets)
        }

        private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
            // Among ASCII it is known without Unicode's tables.
            scalar.isASCII ? scalar == " " || ("\t"..."\r").contains(scalar) : scalar.properties.isWhitespace
        }

        private static func isReserved(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar {
            case "{", "}", "!", "=", "~", ",", "\\", "\"", "'", "`": true
            default: false
            }
        }
    }
}
