import Diagnostics
import Model
import YAML

extension Shape where Value == TimeSpan {
    /// A duration of at least `least`, which messages call `wanted`.
    static func duration(_ wanted: String = "a duration", atLeast least: TimeSpan = .zero) -> Shape {
        duration(wanted, in: least ... .longestWritten, example: "30s")
    }

    /// A duration in `range`, which messages call `wanted`.
    static func duration(_ wanted: String, in range: ClosedRange<TimeSpan>, example: String) -> Shape {
        .scalar(wanted, example: example) { scalar, subject, diagnostics in
            if let number = bareNumber(scalar) {
                diagnostics.append(.durationWithoutUnit(subject, number, at: scalar.range))
                return nil
            }
            let span = scalar.text.text == "0" ? TimeSpan.zero : TimeSpan(parsing: scalar.text.text)
            if let span, range.contains(span) { return span }
            let isTooLong = span.map { $0 > .longestWritten } ?? false
            diagnostics.append(
                YAMLDiagnostics.invalidValue(
                    scalar,
                    subject,
                    wanted: isTooLong ? "a duration of at most `3650d`" : wanted,
                    label: span == nil && !scalar.isSubstituted ? DurationMistake(in: scalar.text.text)?.reason : nil,
                    help: help(for: scalar) ?? "for example `\(example)`"
                )
            )
            return nil
        }
    }

    /// The duration that is meant, unless the text may be a secret.
    private static func help(for scalar: Node.Scalar) -> String? {
        guard !scalar.isSubstituted else { return nil }
        return DurationMistake(in: scalar.text.text)?.remedy.map { "write `\($0)`" }
    }

    /// A duration above 0.
    static var positiveDuration: Shape { .duration("a duration above 0", atLeast: .milliseconds(1)) }

    /// The digits of a number without a unit other than 0, which could be seconds as well as minutes.
    private static func bareNumber(_ scalar: Node.Scalar) -> Substring? {
        let text = scalar.text.text
        let isNumber = !text.isEmpty && text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
        guard isNumber, text != "0" else { return nil }
        return scalar.isSubstituted ? "" : text[...]
    }
}

extension Shape where Value == Matcher {
    /// A matcher in Alertmanager's notation, without braces.
    static var matcher: Shape {
        .scalar("a matcher", example: #"team="voice""#) { scalar, _, diagnostics in
            do throws(Matcher.NotationMistake) {
                return try Matcher(parsing: scalar.text.text)
            } catch {
                diagnostics.append(.badMatcher(error, at: scalar.text.range(of: error.offsets), in: scalar))
                return nil
            }
        }
    }
}

extension Shape where Value == Name {
    /// A name that is not empty.
    static var name: Shape {
        .scalar("a name") { scalar, subject, diagnostics in
            guard !scalar.text.text.isEmpty else {
                diagnostics.append(.emptyText(subject, at: scalar.range))
                return nil
            }
            return Name(scalar)
        }
    }
}

extension Shape where Value == Secret {
    /// A text that is not empty and is never shown.
    static var secret: Shape {
        .scalar("a text") { scalar, subject, diagnostics in
            guard !scalar.text.text.isEmpty else {
                diagnostics.append(.emptyText(subject, at: scalar.range))
                return nil
            }
            return Secret(scalar.text.text)
        }
    }
}

extension MappingReader {
    /// Knows a key that this version does nothing with: a mistake unless its list or mapping is empty.
    ///
    /// `unless` is a text that asks for what happens anyway: a default of Alertmanager's, written out.
    mutating func refuseContent(of key: String, unless harmless: String? = nil, help: String?) {
        guard let node = node(key), let name = self.key(key) else { return }
        let isEmpty =
            switch node {
            case .sequence(let sequence): sequence.items.isEmpty
            case .mapping(let mapping): mapping.entries.isEmpty && !mapping.isIncomplete
            case .scalar(let scalar): scalar.text.text == harmless
            case .unreadable: true
            }
        if !isEmpty { report(.notAvailable(name, help: help)) }
    }
}
