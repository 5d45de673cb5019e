import Diagnostics

/// A tag of a template, with its place in the text by Unicode scalars.
struct MustacheTag {
    enum Kind {
        case variable
        case rawVariable
        case section
        case invertedSection
        case sectionEnd
        case partial
        case comment

        /// Whether it begins or ends a section.
        var isOfSection: Bool {
            switch self {
            case .section, .invertedSection, .sectionEnd: true
            case .variable, .rawVariable, .partial, .comment: false
            }
        }
    }

    var kind: Kind
    var name: String
    /// The name alone.
    var nameRange: Range<Int>
    /// The tag with its braces.
    var range: Range<Int>
    /// What of the text it takes away: itself, or its whole line where it stands there alone.
    var cut: Range<Int>

    /// Whether nothing else stands in its line.
    var isAlone: Bool { cut != range }
}

/// Finds the tags of a template (the Mustache manual, mustache(5)).
struct MustacheScanner {
    private let source: SourceText
    private let scalars: [Unicode.Scalar]

    init(_ source: SourceText) {
        self.source = source
        scalars = Array(source.text.unicodeScalars)
    }

    /// How many scalars the text has.
    var count: Int { scalars.count }

    /// The text of those scalars.
    func text(_ range: Range<Int>) -> String {
        String(String.UnicodeScalarView(scalars[range]))
    }

    /// Whether a line begins there.
    func isLineStart(_ offset: Int) -> Bool {
        offset == 0 || scalars[offset - 1] == "\n"
    }

    /// The tags in order, without those that have a mistake, which is reported; and whether all that begin or end a
    /// section are among them.
    func tags(_ diagnostics: inout [Diagnostic]) -> (tags: [MustacheTag], hasAllSections: Bool) {
        var tags: [MustacheTag] = []
        var hasAllSections = true
        var position = 0
        while let opening = pair("{", from: position) {
            guard let found = tag(at: opening, &diagnostics) else { break }
            position = found.end
            switch found.reading {
            case .tag(let tag): tags.append(tag)
            case .mistake(let mayBeSection): if mayBeSection { hasAllSections = false }
            }
        }
        return (tags, hasAllSections)
    }

    private enum Reading {
        case tag(MustacheTag)
        case mistake(mayBeSection: Bool)
    }

    /// The tag that begins at `opening`, and where it ends; nil when it does not.
    private func tag(at opening: Int, _ diagnostics: inout [Diagnostic]) -> (reading: Reading, end: Int)? {
        let isTriple = opening + 2 < count && scalars[opening + 2] == "{"
        let inner = opening + (isTriple ? 3 : 2)
        guard let closing = closing(from: inner, isTriple: isTriple) else {
            diagnostics.append(.unclosedTag(at: source.range(of: opening..<inner)))
            return nil
        }
        let end = closing + (isTriple ? 3 : 2)
        let range = opening..<end
        let (kind, content) = isTriple ? (.rawVariable, inner..<closing) : self.kind(inner..<closing)
        if kind == .comment {
            let tag = MustacheTag(kind: .comment, name: "", nameRange: content, range: range, cut: cut(range))
            return (.tag(tag), end)
        }
        let nameRange = trimmed(content)
        let name = text(nameRange)
        if let kind, let diagnostic = mistake(kind, name, range, nameRange) {
            diagnostics.append(diagnostic)
            return (.mistake(mayBeSection: kind.isOfSection || diagnostic.id == "go-template"), end)
        }
        guard let kind else {
            diagnostics.append(.unsupportedTag(text(range), at: source.range(of: range)))
            return (.mistake(mayBeSection: true), end)
        }
        let isPrinted = kind == .variable || kind == .rawVariable
        let cut = isPrinted ? range : cut(range)
        return (.tag(MustacheTag(kind: kind, name: name, nameRange: nameRange, range: range, cut: cut)), end)
    }

    private func mistake(
        _ kind: MustacheTag.Kind,
        _ name: String,
        _ range: Range<Int>,
        _ nameRange: Range<Int>
    ) -> Diagnostic? {
        if let action = GoTemplate.Action(name) {
            return .goTemplate(remedy: action.remedy, at: source.range(of: nameRange))
        }
        guard !name.isEmpty else { return .emptyTag(at: source.range(of: range)) }
        if name.unicodeScalars.contains(where: \.properties.isWhitespace) {
            return .spaceInTag(at: source.range(of: nameRange))
        }
        return nil
    }

    /// The kind of a tag by its first character, nil for one that is not offered, and what follows that.
    private func kind(_ content: Range<Int>) -> (MustacheTag.Kind?, Range<Int>) {
        let content = content.lowerBound..<content.upperBound
        guard let first = content.first(where: { !scalars[$0].properties.isWhitespace }) else {
            return (.variable, content)
        }
        let rest = first + 1..<content.upperBound
        switch scalars[first] {
        case "#": return (.section, rest)
        case "^": return (.invertedSection, rest)
        case "/": return (.sectionEnd, rest)
        case ">": return (.partial, rest)
        case "!": return (.comment, rest)
        case "&": return (.rawVariable, rest)
        case "=", "<", "$", "%":
            // `{{ $x }}` is a variable of Go's language.
            return scalars[first] == "$" && first > content.lowerBound ? (.variable, content) : (nil, rest)
        default: return (.variable, content)
        }
    }

    private func closing(from start: Int, isTriple: Bool) -> Int? {
        var position = start
        while let found = pair("}", from: position) {
            if !isTriple || (found + 2 < count && scalars[found + 2] == "}") { return found }
            position = found + 1
        }
        return nil
    }

    private func pair(_ brace: Unicode.Scalar, from start: Int) -> Int? {
        var position = start
        while position + 1 < count {
            if scalars[position] == brace, scalars[position + 1] == brace { return position }
            position += 1
        }
        return nil
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        var range = range
        while let first = range.first, scalars[first].properties.isWhitespace {
            range = range.lowerBound + 1..<range.upperBound
        }
        while let last = range.last, scalars[last].properties.isWhitespace {
            range = range.lowerBound..<range.upperBound - 1
        }
        return range
    }

    /// The line of a tag with its end, if nothing but space stands beside the tag; else the tag.
    private func cut(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        while start > 0, scalars[start - 1] == " " || scalars[start - 1] == "\t" { start -= 1 }
        var end = range.upperBound
        while end < count, scalars[end] == " " || scalars[end] == "\t" { end += 1 }
        if end + 1 < count, scalars[end] == "\r", scalars[end + 1] == "\n" { end += 1 }
        guard isLineStart(start), end == count || scalars[end] == "\n" else { return range }
        // A text of one tag alone is no line of its own.
        if start == 0, end == count { return range }
        return start..<min(end + 1, count)
    }
}
