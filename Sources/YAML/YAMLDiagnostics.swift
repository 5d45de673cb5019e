package import Diagnostics

/// Every mistake that this module finds: one function each, by name.
package enum YAMLDiagnostics {
    /// The ids of all of them, sorted.
    package static let ids = [
        "conflicting-keys",
        "duplicate-key",
        "empty-key",
        "empty-list",
        "file-too-large",
        "invalid-key",
        "invalid-utf8",
        "invalid-value",
        "merge-key",
        "missing-key",
        "nesting-too-deep",
        "not-available",
        "recursive-alias",
        "several-documents",
        "too-many-aliases",
        "unknown-alias",
        "unknown-key",
        "unsupported-tag",
        "wrong-type",
        "yaml-syntax",
    ]

    static func conflictingKeys(_ key: Node.Scalar, with first: Node.Scalar) -> Diagnostic {
        .error(
            "conflicting-keys",
            at: key.range,
            "\(quoted(key)) cannot stand beside \(quoted(first))",
            help: "remove one of them",
            related: [.init("given here already", at: first.range)]
        )
    }

    static func duplicateKey(_ key: Node.Scalar, first: SourceRange) -> Diagnostic {
        .error(
            "duplicate-key",
            at: key.range,
            "\(quoted(key)) is given twice",
            label: "again",
            help: "remove one of them",
            related: [.init("first given here", at: first)]
        )
    }

    static func emptyKey(at range: SourceRange) -> Diagnostic {
        .error(
            "empty-key",
            at: range,
            "a `:` without a key before it",
            help: "write the key before the `:`"
        )
    }

    static func emptyList(_ subject: Subject, at range: SourceRange) -> Diagnostic {
        .error(
            "empty-list",
            at: range,
            "\(subject) needs at least one item"
        )
    }

    static func fileTooLarge(_ file: SourceFile) -> Diagnostic {
        .error(
            "file-too-large",
            at: file.start,
            "the file is larger than 4 MiB",
            help: "split it into several files"
        )
    }

    static func foreignKey(_ key: Node.Scalar, of what: String, help: String) -> Diagnostic {
        .error("unknown-key", at: key.range, "\(quoted(key)) is not a key of \(what)", help: help)
    }

    static func invalidKey(_ node: Node, isInFlow: Bool) -> Diagnostic {
        let isTemplate = if case .mapping(let mapping) = node { isInFlow && mapping.isFlow } else { false }
        return .error(
            "invalid-key",
            at: node.range,
            "a key has to be a text, not \(described(node))",
            help: isTemplate
                ? "put the whole text in quotes: `\"{{ queueCallCount }} callers wait\"`"
                : "put quotes round a key that begins with `[` or `{`"
        )
    }

    static func invalidUTF8(_ bytes: [UInt8], offset: Int, at range: SourceRange) -> Diagnostic {
        let byte = bytes[offset]
        let isUTF16 = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
        let latin1 = byte >= 0xA0 ? ", `\(Unicode.Scalar(byte))` in Latin-1" : ""
        return .error(
            "invalid-utf8",
            at: range,
            "the byte 0x\(hexadecimal(UInt32(byte), digits: 2)) is not UTF-8",
            label: isUTF16 ? "the file looks like UTF-16" : "byte \(offset + 1) of the file\(latin1)",
            help: "save the file as UTF-8"
        )
    }

    /// A text that is not what its place wants; `label` says why where that can be told.
    package static func invalidValue(
        _ scalar: Node.Scalar,
        _ subject: Subject,
        wanted: String,
        label: String? = nil,
        help: String? = nil
    ) -> Diagnostic {
        .error(
            "invalid-value",
            at: scalar.range,
            "\(subject) has to be \(wanted)\(scalar.isSubstituted ? "" : ", not \(quoted(scalar))")",
            label: label ?? "",
            help: help
        )
    }

    static func mergeKey(at range: SourceRange) -> Diagnostic {
        .error(
            "merge-key",
            at: range,
            "merge keys are not supported",
            help: "write the keys out, or give each value an anchor (`&name`) and an alias (`*name`)"
        )
    }

    static func missingKey(_ name: String, of what: String, at range: SourceRange, help: String?) -> Diagnostic {
        .error(
            "missing-key",
            at: range,
            "\(what) needs `\(name)`",
            label: "without `\(name)`",
            help: help
        )
    }

    static func nestingTooDeep(at range: SourceRange) -> Diagnostic {
        .error(
            "nesting-too-deep",
            at: range,
            "lists and mappings nest more than \(YAMLReader.maximumDepth) deep"
        )
    }

    static func notAvailable(_ key: Node.Scalar, help: String?) -> Diagnostic {
        .error(
            "not-available",
            at: key.range,
            "\(quoted(key)) is not available in this version",
            help: help
        )
    }

    static func recursiveAlias(_ name: String, at range: SourceRange) -> Diagnostic {
        .error(
            "recursive-alias",
            at: range,
            "`*\(name)` stands inside what it repeats"
        )
    }

    static func severalDocuments(at range: SourceRange) -> Diagnostic {
        .error(
            "several-documents",
            at: range,
            "a second document in one file",
            help: "a file is one document: move what follows to a file of its own, or remove this line"
        )
    }

    static func splitText(
        _ key: Node.Scalar,
        of what: String,
        text: String,
        after entry: Node.Mapping.Entry
    ) -> Diagnostic {
        .error(
            "unknown-key",
            at: key.range,
            "\(quoted(key)) is not a key of \(what), but the rest of a text with a comma",
            help: "a text with a comma needs quotes inside braces: `\(entry.key.text.text): \"\(text)\"`",
            related: [.init("the text begins here", at: entry.value.range)]
        )
    }

    static func tooManyAliases(at range: SourceRange) -> Diagnostic {
        .error(
            "too-many-aliases",
            at: range,
            "the aliases of the file stand for more than \(YAMLReader.maximumNodesByAliases) nodes or \(YAMLReader.maximumTextByAliases >> 20) MiB of text"
        )
    }

    static func unknownAlias(_ name: String, anchors: some Collection<String>, at range: SourceRange) -> Diagnostic {
        .error(
            "unknown-alias",
            at: range,
            "no anchor `&\(name)` stands before this",
            help: nearestName(to: name, among: anchors).map { "did you mean `*\($0)`?" }
                ?? "put quotes round a text that begins with `*`"
        )
    }

    static func unknownKey(_ key: Node.Scalar, of what: String, known: [String], help: String?) -> Diagnostic {
        let near = nearestName(to: key.text.text, among: known).map { "did you mean `\($0)`?" }
        let list = known.isEmpty ? nil : "\(what) may have \(list(known))"
        // A letter that only looks like the right one.
        let odd = key.text.text.unicodeScalars.first { !$0.isASCII || $0.isInvisible }
        return .error(
            "unknown-key",
            at: key.range,
            "\(quoted(key)) is not a key of \(what)",
            label: odd.map { "has \($0.shownByName)" } ?? "",
            help: near ?? help ?? list
        )
    }

    static func unsupportedTag(at range: SourceRange) -> Diagnostic {
        .error(
            "unsupported-tag",
            at: range,
            "tags mean nothing here",
            help: "remove it, or put quotes round a text that begins with `!`"
        )
    }

    static func wrongType(_ node: Node, _ subject: Subject, wanted: String, help: String?) -> Diagnostic {
        .error(
            "wrong-type",
            at: node.range,
            "\(subject) has to be \(wanted), not \(described(node))",
            help: help
        )
    }

    static func yamlSyntax(
        at range: SourceRange,
        _ message: String,
        label: String,
        help: String?,
        related: [Diagnostic.Related]
    ) -> Diagnostic {
        .error(
            "yaml-syntax",
            at: range,
            message,
            label: label,
            help: help,
            related: related
        )
    }
}

extension YAMLDiagnostics {
    /// What kind of node it is, with its article.
    static func described(_ node: Node) -> String {
        switch node {
        case .scalar(let scalar): scalar.isNoValue ? "nothing" : "a text"
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .unreadable: "something unreadable"
        }
    }

    /// The number in capital hexadecimal digits, with zeros in front up to `digits`.
    static func hexadecimal(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    /// The names in backquotes, with commas.
    static func list(_ names: some Sequence<String>) -> String {
        names.map { "`\($0)`" }.joined(separator: ", ")
    }

    /// The text in backquotes on one line, cut when it is long.
    static func quoted(_ scalar: Node.Scalar) -> String {
        let limit = 60
        let text = scalar.text.text
        let shown = text.count > limit ? text.prefix(limit) + "..." : text[...]
        return "`\(shown.map { $0.isNewline ? " " : String($0) }.joined())`"
    }
}
