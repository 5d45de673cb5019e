package import Diagnostics

/// A template as it is written, its tags not yet looked up.
package struct MustacheSyntax: Sendable {
    /// How many sections may stand inside each other.
    static let maximumDepth = 32
    /// How long a template may be, in Unicode scalars.
    package static let maximumLength = 65_536

    indirect enum Part: Sendable {
        case text(String)
        /// Where a line begins that is indented when the template is put in as a part of another.
        case lineStart
        case variable(Located<String>, isRaw: Bool)
        case section(Located<String>, isInverted: Bool, parts: [Part])
        case partial(Located<String>, indentation: String)
    }

    let parts: [Part]

    /// The template written as `source`; nil after mistakes, which are reported.
    package init?(_ source: SourceText, _ diagnostics: inout [Diagnostic]) {
        guard source.text.unicodeScalars.count <= Self.maximumLength else {
            diagnostics.append(.templateTooLong(at: source.range))
            return nil
        }
        let scanner = MustacheScanner(source)
        guard let tags = scanner.tags(&diagnostics) else { return nil }
        var builder = Builder(scanner: scanner, source: source)
        for tag in tags where !builder.take(tag, &diagnostics) { return nil }
        guard let parts = builder.finish(&diagnostics) else { return nil }
        self.parts = parts
    }

    /// What the template names when it is one tag in three braces and nothing else.
    var onlyRawName: Located<String>? {
        guard parts.count == 2, case .lineStart = parts[0], case .variable(let name, isRaw: true) = parts[1] else {
            return nil
        }
        return name
    }

    /// Puts the tags of sections around what stands between them.
    private struct Builder {
        private struct Open {
            var tag: MustacheTag
            /// What stands before it.
            var before: [Part]
        }

        let scanner: MustacheScanner
        let source: SourceText
        private var parts: [Part] = []
        private var open: [Open] = []
        private var position = 0

        init(scanner: MustacheScanner, source: SourceText) {
            self.scanner = scanner
            self.source = source
        }

        /// Whether the tag is in its place.
        mutating func take(_ tag: MustacheTag, _ diagnostics: inout [Diagnostic]) -> Bool {
            addText(upTo: tag.cut.lowerBound)
            position = tag.cut.upperBound
            let name = Located(tag.name, at: source.range(of: tag.nameRange))
            if !tag.isAlone, tag.kind != .comment, tag.kind != .sectionEnd, scanner.isLineStart(tag.range.lowerBound) {
                parts.append(.lineStart)
            }
            switch tag.kind {
            case .comment: break
            case .variable: parts.append(.variable(name, isRaw: false))
            case .rawVariable: parts.append(.variable(name, isRaw: true))
            case .partial:
                let indentation = tag.isAlone ? scanner.text(tag.cut.lowerBound..<tag.range.lowerBound) : ""
                parts.append(.partial(name, indentation: indentation))
            case .section, .invertedSection:
                guard open.count < MustacheSyntax.maximumDepth else {
                    diagnostics.append(.sectionsTooDeep(at: source.range(of: tag.range)))
                    return false
                }
                open.append(Open(tag: tag, before: parts))
                parts = []
            case .sectionEnd:
                guard let section = open.popLast() else {
                    diagnostics.append(.unopenedSection(tag.name, at: source.range(of: tag.range)))
                    return false
                }
                guard section.tag.name == tag.name else {
                    let opening = source.range(of: section.tag.range)
                    diagnostics.append(
                        .wrongSectionEnd(tag.name, of: section.tag.name, at: name.range, opening: opening)
                    )
                    return false
                }
                let place = source.range(of: section.tag.nameRange)
                let isInverted = section.tag.kind == .invertedSection
                let whole = Part.section(Located(tag.name, at: place), isInverted: isInverted, parts: parts)
                parts = section.before + [whole]
            }
            return true
        }

        mutating func finish(_ diagnostics: inout [Diagnostic]) -> [Part]? {
            addText(upTo: scanner.count)
            guard let section = open.last else { return parts }
            diagnostics.append(.unclosedSection(section.tag.name, at: source.range(of: section.tag.range)))
            return nil
        }

        private mutating func addText(upTo end: Int) {
            guard end > position else { return }
            var start = position
            if scanner.isLineStart(start) { parts.append(.lineStart) }
            for offset in position..<end where offset > start && scanner.isLineStart(offset) {
                parts.append(.text(scanner.text(start..<offset)))
                parts.append(.lineStart)
                start = offset
            }
            parts.append(.text(scanner.text(start..<end)))
        }
    }
}
