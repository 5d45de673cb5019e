package import Diagnostics
package import Model

/// A text with expressions in it: `{{ queueCallCount }} callers wait at {{ labels.name }}`.
package struct Template: Sendable {
    /// What the text between the braces stands for, and the text around them.
    private enum Part: Sendable {
        case text(String)
        case label(String)
        case value(isRaw: Bool)
        case number(Number, isRaw: Bool)
        case given(GivenValue, place: Int, isRaw: Bool)
    }

    /// What the user wrote.
    package let source: SourceText
    /// The names of `let`s in its expressions, not looked through.
    package let letNames: Set<String>
    /// The labels that it prints, with their places.
    package let printedLabels: [Located<String>]
    /// The labels behind `by` in its expressions.
    package let groupLabels: [Located<String>]
    private var parts: [Part]

    /// What the expressions of a template name, gathered as they are read.
    private struct Names {
        var lets: Set<String> = []
        var printedLabels: [Located<String>] = []
        var groupLabels: [Located<String>] = []
    }

    private init(_ source: SourceText, _ parts: [Part], _ names: Names = Names()) {
        self.source = source
        self.parts = parts
        letNames = names.lets
        printedLabels = names.printedLabels
        groupLabels = names.groupLabels
    }

    /// Whether it prints `{{ value }}`.
    package var usesValue: Bool {
        parts.contains { part in
            if case .value = part { true } else { false }
        }
    }

    /// The text when nothing in it varies, otherwise nil.
    package var constantText: String? {
        var result = ""
        for part in parts {
            guard case .text(let text) = part else { return nil }
            result += text
        }
        return result
    }

    /// The template written as `text`; nil when it, or a `let` that it uses, has a mistake.
    ///
    /// `hasValue` says whether the rule's condition has a left side for `{{ value }}`, `grain` what its alerts are about;
    /// nil for a rule of which that is not known. The template's own mistakes are added to `diagnostics`; those of the
    /// `let`s were told when `scope` was made. `given` are values that it may print by their names alone.
    package static func compile(
        _ text: SourceText,
        in scope: Scope,
        grain: Grain? = nil,
        hasValue: Bool,
        given: [GivenValue] = [],
        diagnostics: inout [Diagnostic]
    ) -> Template? {
        guard text.text.utf8.contains(UInt8(ascii: "{")) else {
            return Template(text, text.text.isEmpty ? [] : [.text(text.text)])
        }
        let excerpt = Excerpt(text)
        var parts: [Part] = []
        var names = Names()
        var isValid = true
        var position = 0
        while position < excerpt.bounds.upperBound {
            guard let opening = excerpt.firstPair(of: "{", from: position) else { break }
            if opening > position { parts.append(.text(excerpt.text(at: position..<opening))) }
            guard let closing = excerpt.firstPair(of: "}", from: opening + 2) else {
                diagnostics.append(.unclosedPlaceholder(at: excerpt.range(of: opening..<opening + 2)))
                return nil
            }
            let inner = excerpt.part(opening + 2..<closing)
            let part = part(
                inner,
                in: scope,
                grain: grain,
                hasValue: hasValue,
                given: given,
                names: &names,
                diagnostics: &diagnostics
            )
            if let part {
                parts.append(part)
            } else {
                isValid = false
            }
            position = closing + 2
        }
        if position < excerpt.bounds.upperBound {
            parts.append(.text(excerpt.text(at: position..<excerpt.bounds.upperBound)))
        }
        return isValid ? Template(text, parts, names) : nil
    }

    private static func part(
        _ excerpt: Excerpt,
        in scope: Scope,
        grain: Grain?,
        hasValue: Bool,
        given: [GivenValue],
        names: inout Names,
        diagnostics: inout [Diagnostic]
    ) -> Part? {
        if let action = GoTemplateAction(excerpt.text(at: excerpt.bounds)) {
            diagnostics.append(.goTemplate(action, at: excerpt.range(of: excerpt.bounds)))
            return nil
        }
        switch Parser.parsePlaceholder(excerpt, diagnostics: &diagnostics) {
        case nil: return nil
        case .label(let name, let range):
            names.printedLabels.append(Located(name, at: excerpt.range(of: range)))
            return .label(name)
        case .value(let range, let isRaw):
            guard hasValue else {
                diagnostics.append(.noValue(at: excerpt.range(of: range)))
                return nil
            }
            return .value(isRaw: isRaw)
        case .expression(let syntax, let isRaw):
            if case .name(let name) = syntax.nodes[syntax.root].kind,
                let place = given.firstIndex(where: { $0.name == name })
            {
                return .given(given[place], place: place, isRaw: isRaw)
            }
            names.lets.formUnion(syntax.letNames)
            names.groupLabels += syntax.groupLabels
            guard let number = Number(syntax, scope, diagnostics: &diagnostics) else { return nil }
            if let grain, !grain.refines(number.grain) {
                diagnostics.append(
                    .grainMismatch(template: number.grain, ofRule: grain, at: syntax.excerpt.first)
                )
                return nil
            }
            return .number(number, isRaw: isRaw)
        }
    }

    /// Tells each number that goes beyond a reading's counters which of `numbers` it is, and adds it there.
    package mutating func placeNumbers(among numbers: inout [Number]) {
        for index in parts.indices {
            guard case .number(var number, let isRaw) = parts[index] else { continue }
            number.place(among: &numbers)
            parts[index] = .number(number, isRaw: isRaw)
        }
    }

    /// The text for one element; a label that `labels` lack prints nothing.
    ///
    /// `value` is what `{{ value }}` prints, evaluated for the same element; without it that is `unknown`.
    package func render(_ reading: Reading, labels: Labels, value: Number?) -> String {
        var result = ""
        for part in parts {
            switch part {
            case .text(let text): result += text
            case .label(let name): result += labels[name] ?? ""
            case .value(let isRaw): result += value.map { Self.text($0, reading, isRaw: isRaw) } ?? "unknown"
            case .number(let number, let isRaw): result += Self.text(number, reading, isRaw: isRaw)
            case .given(let known, let place, let isRaw):
                let value = reading.given(place)
                result += isRaw ? NumberNotation.raw(value) : known.text(value)
            }
        }
        return result
    }

    private static func text(_ number: Number, _ reading: Reading, isRaw: Bool) -> String {
        let value = number.evaluate(reading)
        return isRaw ? NumberNotation.raw(value) : number.text(value)
    }
}

extension Excerpt {
    /// Where two of `brace` first stand next to each other at or behind `start`.
    fileprivate func firstPair(of brace: Unicode.Scalar, from start: Int) -> Int? {
        var position = start
        while position + 1 < bounds.upperBound {
            if scalars[position] == brace, scalars[position + 1] == brace { return position }
            position += 1
        }
        return nil
    }
}
