import Diagnostics

/// What libyaml could not read, in the words of those who write rule files.
struct SyntaxProblem {
    private let problem: EventParserProblem
    private let file: SourceFile
    private let position: SourcePosition
    /// Where what could not be finished begins.
    private let opening: SourcePosition?

    /// What an `EventParserProblem` in `file` is about; `openBracket` is the innermost one that is not closed yet.
    init(
        _ problem: EventParserProblem,
        in file: SourceFile,
        _ source: SourceIndex,
        openBracket: SourcePosition?
    ) {
        self.problem = problem
        self.file = file
        self.position =
            switch problem.place {
            case .mark(let mark): source.position(mark)
            case .byte(let offset): source.position(byte: offset)
            }
        // For a value that is missing libyaml names the place of the value, which helps nobody.
        let isValueMissing = problem.problem == "did not find expected node content"
        self.opening = isValueMissing ? openBracket : problem.context.map { source.position($0.mark) }
    }

    /// The mistake.
    var diagnostic: Diagnostic {
        let words = words
        return YAMLDiagnostics.yamlSyntax(
            at: range(position),
            words.message,
            label: words.label,
            help: words.help,
            related: related(words.openingLabel)
        )
    }

    fileprivate struct Words {
        var message: String
        var label = ""
        var help: String?
        var openingLabel: String?
    }

    private var words: Words {
        let context = problem.context?.text ?? ""
        if isIndentedByTab { return .tab }
        if line(position).contains("{{"), !context.contains("quoted") {
            return .template
        }
        switch problem.problem {
        case "did not find expected ',' or ']'": return .unclosed("list", opening: "[", closing: "]", isAtEnd)
        case "did not find expected ',' or '}'": return .unclosed("mapping", opening: "{", closing: "}", isAtEnd)
        case "found unexpected end of stream", "found unexpected document indicator":
            return context.contains("quoted") ? .unclosedQuote : .unknown(problem.problem)
        case "found character that cannot start any token": return .badStart(character(position))
        case "control characters are not allowed": return .controlCharacter(character(position))
        case "mapping values are not allowed in this context": return .colon
        case "could not find expected ':'": return .noColon
        case "did not find expected key": return .notAKey
        case "did not find expected '-' indicator": return .notAnItem(keyColumn: columnOfKeys)
        case "block sequence entries are not allowed in this context": return .itemInLine
        case "mapping keys are not allowed in this context": return .questionMark
        case "did not find expected node content": return .noContent(isAtEnd)
        case "did not find expected <document start>": return .afterEnd
        case "found unknown escape character": return .unknownEscape
        case "did not find expected hexdecimal number", "found invalid Unicode character escape code":
            return .badCodePoint
        case "did not find expected comment or line break", "found an indentation indicator equal to 0":
            return .blockHeader
        case "did not find expected alphabetic or numeric character": return .noAnchorName(character(opening))
        default:
            if context.contains("tag") || problem.problem.contains("tag") { return .tag }
            if context.contains("directive") { return .directive }
            return .unknown(problem.problem)
        }
    }

    /// Whether a tab stands where libyaml wants the spaces of an indentation.
    private var isIndentedByTab: Bool {
        let isAtTab = character(position) == "\t"
        let before = line(position).unicodeScalars.prefix(max(0, position.column - 1))
        return problem.problem.contains("tab character") || isAtTab && before.allSatisfy { $0 == " " || $0 == "\t" }
    }

    /// The column of the first key of the list's first item, where a key stands in the place of an item.
    private var columnOfKeys: Int? {
        guard let opening, line(position).contains(":"), character(position) != "-", position.column > opening.column
        else {
            return nil
        }
        let item = line(opening).unicodeScalars.dropFirst(opening.column - 1)
        guard item.first == "-", let key = item.dropFirst().firstIndex(where: { $0 != " " }) else { return nil }
        return opening.column + item.distance(from: item.startIndex, to: key)
    }

    private var isAtEnd: Bool {
        position.line == file.lineCount && character(position) == nil
    }

    private func line(_ position: SourcePosition) -> Substring {
        file.line(position.line)
    }

    private func character(_ position: SourcePosition?) -> Unicode.Scalar? {
        guard let position else { return nil }
        return line(position).unicodeScalars.dropFirst(position.column - 1).first
    }

    private func range(_ position: SourcePosition) -> SourceRange {
        let end = SourcePosition(line: position.line, column: position.column + 1)
        return SourceRange(file: file, start: position, end: character(position) == nil ? position : end)
    }

    private func related(_ label: String?) -> [Diagnostic.Related] {
        guard let label, let opening, opening != position else { return [] }
        return [.init(label, at: range(opening))]
    }
}

extension SyntaxProblem.Words {
    fileprivate static var tab: Self {
        .init(
            message: "a tab cannot indent",
            label: "a tab",
            help: "indent with spaces"
        )
    }

    fileprivate static var template: Self {
        .init(
            message: "a text with `{{` needs quotes",
            help: "put the whole text in quotes: `\"{{ queueCallCount }} callers wait\"`"
        )
    }

    fileprivate static func unclosed(_ what: String, opening: String, closing: String, _ isAtEnd: Bool) -> Self {
        .init(
            message: isAtEnd ? "a \(what) is not closed" : "`,` or `\(closing)` is missing",
            label: isAtEnd ? "the file ends here" : "does not belong to the \(what)",
            help: "close the \(what) with `\(closing)`, and put quotes round a text with `,` `[` `]` `{` or `}`",
            openingLabel: "the \(what) begins here"
        )
    }

    fileprivate static var unclosedQuote: Self {
        .init(
            message: "a text in quotes is not closed",
            label: "still inside the quotes",
            help: "close the text with the same quote that opens it",
            openingLabel: "the quotes open here"
        )
    }

    fileprivate static func badStart(_ character: Unicode.Scalar?) -> Self {
        let shown = character.map { $0 == "\t" ? "a tab" : $0 == "`" ? "a backquote" : "`\($0)`" } ?? "this character"
        return .init(
            message: "no value can begin with \(shown)",
            help: character == "\t" ? "separate with spaces" : "put the whole text in quotes"
        )
    }

    fileprivate static func controlCharacter(_ character: Unicode.Scalar?) -> Self {
        let name = character.map { "U+" + YAMLDiagnostics.hexadecimal($0.value, digits: 4) } ?? "here"
        return .init(
            message: "the control character \(name) cannot stand in a file",
            help: "remove it, or write it as an escape in double quotes"
        )
    }

    fileprivate static var colon: Self {
        .init(
            message: "a second `:` on one line",
            label: "no key can end here",
            help: "put quotes round a text with `: `, or begin the key on a line of its own"
        )
    }

    fileprivate static var noColon: Self {
        .init(
            message: "a key without `:`",
            label: "`:` is missing before this",
            help: "write `key: value`; a text that goes on from the line above is indented more than its key",
            openingLabel: "this has to be a key"
        )
    }

    fileprivate static var notAKey: Self {
        .init(
            message: "no key of the mapping can begin here",
            help: "keys of one mapping begin in the same column; a text in quotes ends with its closing quote",
            openingLabel: "the mapping begins here"
        )
    }

    fileprivate static func notAnItem(keyColumn: Int?) -> Self {
        .init(
            message: "an item of the list has to begin here",
            label: keyColumn == nil ? "no `- `" : "no `- `, and not in line with the keys above",
            help: keyColumn.map { "a key of the item above begins in its column, \($0)" }
                ?? "items of one list begin with `- ` in the same column",
            openingLabel: "the list begins here"
        )
    }

    fileprivate static var itemInLine: Self {
        .init(
            message: "no list can begin here",
            help: "begin the list on a line of its own, or put quotes round a text that begins with `- `"
        )
    }

    fileprivate static var questionMark: Self {
        .init(
            message: "no value can begin with `? `",
            help: "put the whole text in quotes"
        )
    }

    fileprivate static func noContent(_ isAtEnd: Bool) -> Self {
        .init(
            message: isAtEnd ? "a bracket is not closed" : "a value is missing",
            label: isAtEnd ? "the file ends here" : "no value can begin with this",
            help: isAtEnd
                ? "close it with `]` or `}`"
                : "write the value before this, or put quotes round a text that begins so",
            openingLabel: "this bracket is still open"
        )
    }

    fileprivate static var afterEnd: Self {
        .init(
            message: "this does not belong to what stands above it",
            help: "a file is one mapping: write every key in the same column with `:` behind it"
        )
    }

    fileprivate static var unknownEscape: Self {
        .init(
            message: "unknown escape in double quotes",
            help: "write `\\\\` for a backslash, or put the text in single quotes",
            openingLabel: "the text begins here"
        )
    }

    fileprivate static var badCodePoint: Self {
        .init(
            message: "this escape is no character",
            help: "write two hexadecimal digits after `\\x`, four after `\\u`, eight after `\\U`",
            openingLabel: "the text begins here"
        )
    }

    fileprivate static var blockHeader: Self {
        .init(
            message: "the text of a block begins on the next line",
            label: "nothing may stand here",
            help: "after `|` or `>` only `-`, `+` and an indentation from 1 to 9 may stand",
            openingLabel: "the block begins here"
        )
    }

    fileprivate static func noAnchorName(_ sign: Unicode.Scalar?) -> Self {
        .init(
            message: "a name has to follow `\(sign.map(String.init) ?? "*")`",
            help: "put quotes round a text that begins with `*` or `&`"
        )
    }

    fileprivate static var tag: Self {
        .init(
            message: "this tag cannot be read",
            help: "put quotes round a text that begins with `!`"
        )
    }

    fileprivate static var directive: Self {
        .init(
            message: "this directive cannot be read",
            help: "remove the line, or put quotes round a text that begins with `%`"
        )
    }

    fileprivate static func unknown(_ problem: String) -> Self {
        .init(message: "the file cannot be read as YAML: \(problem)")
    }
}
