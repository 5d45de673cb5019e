package import Diagnostics

extension Shape {
    /// A scalar that `parse` reads and reports on by itself: it gives nil after it has added to the diagnostics.
    package static func scalar(
        _ wanted: String,
        example: String? = nil,
        parse: @escaping (_ scalar: Node.Scalar, _ subject: Subject, _ diagnostics: inout [Diagnostic]) -> Value?
    ) -> Shape {
        Shape(wanted, example: example) { node, subject, diagnostics in
            guard case .scalar(let scalar) = node else {
                let help = example.map { "for example `\($0)`" }
                diagnostics.append(YAMLDiagnostics.wrongType(node, subject, wanted: wanted, help: help))
                return nil
            }
            return parse(scalar, subject, &diagnostics)
        }
    }

    /// A scalar that `parse` reads; nil from it is the mistake `invalid-value`.
    package static func parsed(
        _ wanted: String,
        example: String? = nil,
        parse: @escaping (SourceText) -> Value?
    ) -> Shape {
        scalar(wanted, example: example) { scalar, subject, diagnostics in
            if let value = parse(scalar.text) { return value }
            let help = example.map { "for example `\($0)`" }
            diagnostics.append(YAMLDiagnostics.invalidValue(scalar, subject, wanted: wanted, help: help))
            return nil
        }
    }
}

extension Shape where Value == SourceText {
    /// Any scalar as its text, with the places of its characters.
    package static var text: Shape { scalar("a text") { scalar, _, _ in scalar.text } }
}

extension Shape where Value == Located<String> {
    /// Any scalar as its text, with its place.
    package static var string: Shape {
        scalar("a text") { scalar, _, _ in Located(scalar.text.text, at: scalar.range) }
    }
}

extension Shape where Value == Node.Scalar {
    /// Any scalar as it is.
    package static var scalar: Shape { scalar("a text") { scalar, _, _ in scalar } }
}

extension Shape where Value == Bool {
    /// `true` or `false`; other words of older YAML are mistakes that say what to write.
    package static var bool: Shape {
        scalar("`true` or `false`") { scalar, subject, diagnostics in
            switch scalar.text.text {
            case "true": return true
            case "false": return false
            default:
                let meant = meaning(of: scalar.text.text)
                diagnostics.append(
                    YAMLDiagnostics.invalidValue(
                        scalar,
                        subject,
                        wanted: "`true` or `false`",
                        help: meant.map { "write `\($0)`" }
                    )
                )
                return nil
            }
        }
    }

    private static func meaning(of text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "yes", "on", "y": true
        case "false", "no", "off", "n": false
        default: nil
        }
    }
}

extension Shape where Value == Int {
    /// A whole number in decimal digits, in `range`.
    package static func integer(in range: ClosedRange<Int> = .min ... .max) -> Shape {
        let wanted =
            switch (range.lowerBound, range.upperBound) {
            case (.min, .max): "a whole number"
            case (let low, .max): "a whole number, at least \(low)"
            case (.min, let high): "a whole number, at most \(high)"
            case (let low, let high): "a whole number from \(low) to \(high)"
            }
        return parsed(wanted) { text in
            let digits = text.text.hasPrefix("-") ? text.text.dropFirst() : text.text[...]
            guard digits.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) else { return nil }
            return Int(text.text).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension Shape where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the words that the enumeration knows.
    package static var word: Shape { word(among: Array(Value.allCases)) }

    /// One of `values`, by its word.
    package static func word(among values: [Value]) -> Shape {
        let words = values.map(\.rawValue)
        let wanted = words.count == 1 ? YAMLDiagnostics.list(words) : "one of \(YAMLDiagnostics.list(words))"
        return scalar(wanted) { scalar, subject, diagnostics in
            if let value = values.first(where: { $0.rawValue == scalar.text.text }) { return value }
            let near = nearestName(to: scalar.text.text, among: words)
            diagnostics.append(
                YAMLDiagnostics.invalidValue(
                    scalar,
                    subject,
                    wanted: wanted,
                    help: near.map { "did you mean `\($0)`?" }
                )
            )
            return nil
        }
    }
}
