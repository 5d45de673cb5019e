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
    /// Whether something in it is no template: what is left of it in ``parts`` is to be looked up, not to be printed.
    let hasMistakes: Bool

    /// The template written as `source`; nil for one that cannot be looked into, after what is wrong was reported.
    ///
    /// Other mistakes are reported, too, and leave out what has them.
    package init?(_ source: SourceText, _ diagnostics: inout [Diagnostic]) {
        guard source.text.unicodeScalars.count <= Self.maximumLength else {
            diagnostics.append(.templateTooLong(at: source.range))
            return nil
        }
        let scanner = MustacheScanner(source)
        var found: [Diagnostic] = []
        let (tags, hasAllSections) = scanner.tags(&found)
        var builder = Builder(scanner: scanner, source: source)
        // Without a tag that begins or ends a section, sections that are right look wrong, and so do names.
        for tag in tags where hasAllSections && !builder.isTooDeep { builder.take(tag, &found) }
        parts = hasAllSections ? builder.finish(&found) : []
        hasMistakes = !found.isEmpty
        diagnostics += found
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
        /// Whether more sections stand inside each other than may; what follows is not looked at.
        private(set) var isTooDeep = false

        init(scanner: MustacheScanner, source: SourceText) {
            self.scanner = scanner
            self.source = source
        }

        /// Adds a tag; one that is not in its place is reported.
        mutating func take(_ tag: MustacheTag, _ diagnostics: inout [Diagnostic]) {
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
                    isTooDeep = true
                    return
                }
                open.append(Open(tag: tag, before: parts))
                parts = []
            case .sectionEnd: end(tag, name, &diagnostics)
            }
        }

        /// Ends a section.
        ///
        /// A name that none of the open sections has is taken for a slip, and ends the innermost one all the same.
        private mutating func end(_ tag: MustacheTag, _ name: Located<String>, _ diagnostics: inout [Diagnostic]) {
            guard let innermost = open.last else {
                diagnostics.append(.unopenedSection(tag.name, at: source.range(of: tag.range)))
                return
            }
            if innermost.tag.name != tag.name {
                diagnostics.append(
                    .wrongSectionEnd(
                        tag.name,
                        of: innermost.tag.name,
                        at: name.range,
                        opening: source.range(of: innermost.tag.range)
                    )
                )
                if open.contains(where: { $0.tag.name == tag.name }) {
                    while let last = open.last, last.tag.name != tag.name { endInnermost() }
                }
            }
            endInnermost()
        }

        private mutating func endInnermost() {
            guard let section = open.popLast() else { return }
            let name = Located(section.tag.name, at: source.range(of: section.tag.nameRange))
            let isInverted = section.tag.kind == .invertedSection
            parts = section.before + [.section(name, isInverted: isInverted, parts: parts)]
        }

        mutating func finish(_ diagnostics: inout [Diagnostic]) -> [Part] {
            guard !isTooDeep else { return [] }
            addText(upTo: scanner.count)
            while let section = open.last {
                diagnostics.append(.unclosedSection(section.tag.name, at: source.range(of: section.tag.range)))
                endInnermost()
            }
            return parts
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
