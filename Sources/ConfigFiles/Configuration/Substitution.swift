import Diagnostics
import YAML

/// Puts texts from outside into the scalars of a file: `${env:NAME}` and `${file:path}`; `$${` is a literal `${`.
struct Substitution {
    private let reader: FileReader
    /// The places where nothing could be put.
    private(set) var diagnostics: [Diagnostic] = []

    init(_ reader: FileReader) {
        self.reader = reader
    }

    /// `node` with everything put in; a scalar with a mistake is unreadable.
    mutating func apply(to node: Node) -> Node {
        switch node {
        case .unreadable: return node
        case .scalar(let scalar): return apply(to: scalar)
        case .sequence(var sequence):
            for index in sequence.items.indices { sequence.items[index] = apply(to: sequence.items[index]) }
            return .sequence(sequence)
        case .mapping(var mapping):
            for index in mapping.entries.indices {
                check(mapping.entries[index].key)
                mapping.entries[index].value = apply(to: mapping.entries[index].value)
            }
            return .mapping(mapping)
        }
    }

    private mutating func apply(to scalar: Node.Scalar) -> Node {
        guard scalar.text.text.utf8.contains(UInt8(ascii: "$")) else { return .scalar(scalar) }
        let parts = Part.parts(of: scalar.text.text)
        guard parts.contains(where: \.isSpecial) else { return .scalar(scalar) }
        var text = ""
        var isComplete = true
        for part in parts {
            switch part {
            case .text(let literal): text += literal
            case .escape: text += "${"
            case .reference(let reference):
                if let value = value(of: reference, at: scalar.text.range(of: reference.offsets)) {
                    text += value
                } else {
                    isComplete = false
                }
            }
        }
        return isComplete ? .scalar(scalar.substituting(text)) : .unreadable(scalar.range)
    }

    private mutating func value(of reference: Reference, at range: SourceRange) -> String? {
        switch reference.kind {
        case .environment(let name):
            if let value = reader.environment(name) { return value }
            diagnostics.append(.missingEnvironment(name, at: range))
        case .file(let path):
            switch reader.text(FilePath.resolve(path, at: range)) {
            case .success(let text): return text
            case .failure(let problem):
                diagnostics.append(.unreadableFile(path, in: nil, problem, at: range))
            }
        case .unknown(let name): diagnostics.append(.badSubstitution(name, at: range))
        }
        return nil
    }

    /// Keys are fixed words, and names that are printed.
    private mutating func check(_ key: Node.Scalar) {
        for case .reference(let reference) in Part.parts(of: key.text.text) {
            diagnostics.append(.substitutionInKey(at: key.text.range(of: reference.offsets)))
        }
    }
}

/// `${...}` in a text.
private struct Reference {
    enum Kind {
        case environment(String)
        case file(String)
        /// Something else, or `${env:` or `${file:` without a name or without its end.
        case unknown(String)
    }

    var kind: Kind
    /// Where it stands, in Unicode scalars.
    var offsets: Range<Int>
}

/// A piece of a text.
private enum Part {
    case text(String)
    case escape
    case reference(Reference)

    var isSpecial: Bool {
        if case .text = self { false } else { true }
    }

    /// The pieces of `text`.
    ///
    /// A `${` is a reference when a word follows; `${1}` and a `$` alone are text.
    static func parts(of text: String) -> [Part] {
        let scalars = Array(text.unicodeScalars)
        let lastBrace = scalars.lastIndex(of: "}") ?? -1
        var parts: [Part] = []
        var literal = String.UnicodeScalarView()
        func flush() {
            if !literal.isEmpty { parts.append(.text(String(literal))) }
            literal = String.UnicodeScalarView()
        }
        var index = 0
        while index < scalars.count {
            if scalars[index...].starts(with: ["$", "$", "{"] as [Unicode.Scalar]) {
                flush()
                parts.append(.escape)
                index += 3
            } else if let reference = reference(in: scalars, at: index, lastBrace: lastBrace) {
                flush()
                parts.append(.reference(reference))
                index = reference.offsets.upperBound
            } else {
                literal.append(scalars[index])
                index += 1
            }
        }
        flush()
        return parts
    }

    private static func reference(in scalars: [Unicode.Scalar], at start: Int, lastBrace: Int) -> Reference? {
        guard scalars[start] == "$", start + 2 < scalars.count, scalars[start + 1] == "{",
            scalars[start + 2].properties.isAlphabetic || scalars[start + 2] == "_"
        else { return nil }
        // Many that are not closed must not each look through all the text.
        guard lastBrace > start, let end = scalars[start...].firstIndex(of: "}") else {
            let word = String(String.UnicodeScalarView(scalars[(start + 2)...].prefix { $0.properties.isAlphabetic }))
            return Reference(kind: .unknown(word), offsets: start..<(start + 2))
        }
        let content = String(String.UnicodeScalarView(scalars[(start + 2)..<end]))
        return Reference(kind: kind(of: content), offsets: start..<(end + 1))
    }

    private static func kind(of content: String) -> Reference.Kind {
        for (prefix, kind) in [("env:", Reference.Kind.environment), ("file:", Reference.Kind.file)] {
            guard content.hasPrefix(prefix), content.utf8.count > prefix.utf8.count else { continue }
            return kind(String(content.dropFirst(prefix.count)))
        }
        return .unknown(content)
    }
}
