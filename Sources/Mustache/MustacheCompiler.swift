package import Diagnostics

/// Makes templates of what is written: looks every name up, and puts named templates in where they are used.
package struct MustacheCompiler {
    /// How many named templates may stand inside each other.
    static let maximumPartials = 16
    /// How many parts a template may have with all that is put into it.
    static let maximumParts = 20_000

    private let schema: MustacheSchema
    private let library: [String: MustacheSyntax]
    /// The names of the templates that were put in so far.
    package private(set) var used: Set<String> = []
    private var count = 0
    /// Whether what is compiled has mistakes, or names a template that has.
    private var hasMistakes = false

    /// A compiler for documents of that form; `library` has the templates that others may name.
    package init(schema: MustacheSchema, library: [String: MustacheSyntax]) {
        self.schema = schema
        self.library = library
    }

    /// The template written as `source`; nil after mistakes, which are reported.
    ///
    /// With `takesWholeValue` a template that is one tag in three braces may name what has no text, such as a list.
    package mutating func compile(
        _ source: SourceText,
        takesWholeValue: Bool = false,
        _ diagnostics: inout [Diagnostic]
    ) -> MustacheTemplate? {
        guard let syntax = MustacheSyntax(source, &diagnostics) else { return nil }
        return compile(syntax, takesWholeValue: takesWholeValue, at: source.range, &diagnostics)
    }

    private mutating func compile(
        _ syntax: MustacheSyntax,
        takesWholeValue: Bool,
        at range: SourceRange,
        _ diagnostics: inout [Diagnostic]
    ) -> MustacheTemplate? {
        count = 0
        hasMistakes = syntax.hasMistakes
        var found: [Diagnostic] = []
        if takesWholeValue, !hasMistakes, let name = syntax.onlyRawName {
            guard let (path, _) = lookup(name, in: [schema], &found) else {
                diagnostics += found
                return nil
            }
            return MustacheTemplate(parts: [.variable(path, isRaw: true)])
        }
        var place = Place(contexts: [schema], partials: [], indentation: "")
        let parts = parts(of: syntax.parts, in: &place, &found)
        if count > Self.maximumParts { found.append(.templateTooLarge(at: range)) }
        diagnostics += found
        return hasMistakes || found.hasErrors ? nil : MustacheTemplate(parts: parts)
    }

    /// Where a part stands.
    private struct Place {
        /// The forms of what names are looked up in, the innermost last.
        var contexts: [MustacheSchema]
        /// The named templates that it is in.
        var partials: [String]
        /// What each line begins with.
        var indentation: String
    }

    private mutating func parts(
        of syntax: [MustacheSyntax.Part],
        in place: inout Place,
        _ diagnostics: inout [Diagnostic]
    ) -> [MustacheTemplate.Part] {
        var parts: [MustacheTemplate.Part] = []
        for part in syntax {
            count += 1
            guard count <= Self.maximumParts else { return parts }
            switch part {
            case .text(let text): parts.append(.text(text))
            case .lineStart: if !place.indentation.isEmpty { parts.append(.text(place.indentation)) }
            case .variable(let name, let isRaw):
                guard let (path, schema) = lookup(name, in: place.contexts, &diagnostics) else { continue }
                guard schema.isPrintable else {
                    diagnostics.append(.notText(name, schema))
                    continue
                }
                parts.append(.variable(path, isRaw: isRaw))
            case .section(let name, let isInverted, let inner):
                guard let (path, schema) = lookup(name, in: place.contexts, &diagnostics) else { continue }
                let outer = place.contexts
                if !isInverted { place.contexts.append(schema.item) }
                let inner = self.parts(of: inner, in: &place, &diagnostics)
                place.contexts = outer
                parts.append(.section(path, isInverted: isInverted, parts: inner))
            case .partial(let name, let indentation):
                parts += partial(name, indentation, in: place, &diagnostics)
            }
        }
        return parts
    }

    private mutating func partial(
        _ name: Located<String>,
        _ indentation: String,
        in place: Place,
        _ diagnostics: inout [Diagnostic]
    ) -> [MustacheTemplate.Part] {
        guard let syntax = library[name.value] else {
            diagnostics.append(.unknownTemplate(name, known: library.keys.sorted()))
            return []
        }
        used.insert(name.value)
        if syntax.hasMistakes { hasMistakes = true }
        if let start = place.partials.firstIndex(of: name.value) {
            diagnostics.append(.templateCycle(place.partials[start...] + [name.value], at: name.range))
            return []
        }
        guard place.partials.count < Self.maximumPartials else {
            diagnostics.append(.templateTooLarge(at: name.range))
            return []
        }
        var place = place
        place.partials.append(name.value)
        place.indentation += indentation
        return parts(of: syntax.parts, in: &place, &diagnostics)
    }

    // MARK: - Names

    private func lookup(
        _ name: Located<String>,
        in contexts: [MustacheSchema],
        _ diagnostics: inout [Diagnostic]
    ) -> (path: [String], schema: MustacheSchema)? {
        if name.value == "." { return ([], contexts.last ?? schema) }
        let names = name.value.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let first = names.first, let found = member(first, of: contexts) else {
            diagnostics.append(
                .unknownTemplateValue(name, known: known(in: contexts), help: help(with: name.value, in: contexts))
            )
            return nil
        }
        var schema = found
        var path = [first]
        for (index, next) in names.enumerated().dropFirst() {
            switch schema {
            case .table(let value):
                // A label's name may have dots in it.
                return (path + [names[index...].joined(separator: ".")], value)
            case .object(let members):
                guard let member = members[next] else {
                    let before = names[..<index].joined(separator: ".")
                    diagnostics.append(.unknownTemplateValue(name, known: members.keys.map { "\(before).\($0)" }))
                    return nil
                }
                schema = member
                path.append(next)
            case .text, .number, .flag, .list:
                diagnostics.append(.noMembers(names[..<index].joined(separator: "."), schema, at: name.range))
                return nil
            }
        }
        return (path, schema)
    }

    private func member(_ name: String, of contexts: [MustacheSchema]) -> MustacheSchema? {
        var open: MustacheSchema?
        for context in contexts.reversed() {
            switch context {
            case .object(let members): if let member = members[name] { return member }
            // Whether the table has it shows only in a document; an outer member of the name stands in for it then.
            case .table(let value): open = open ?? value
            case .text, .number, .flag, .list: continue
            }
        }
        return open
    }

    /// What to write instead of a name that nothing has, if its form says so.
    private func help(with name: String, in contexts: [MustacheSchema]) -> String? {
        let bare = name.drop { $0 == "." || $0 == "/" }
        let first = String(bare.prefix { $0 != "." })
        if let list = listWithMember(first, in: contexts) {
            return "those of `\(list)` have it: `{{#\(list)}} ... {{/\(list)}}`"
        }
        guard bare.count < name.count else { return nil }
        if !first.isEmpty, member(first, of: contexts) != nil {
            return "outer values have no other names inside a section: `{{\(bare)}}`"
        }
        let tables = known(in: contexts).filter { name in
            if case .table? = member(name, of: contexts) { name.lowercased().hasSuffix("labels") } else { false }
        }
        guard !bare.isEmpty, let table = tables.first else { return "a name begins with a letter, such as `{{title}}`" }
        return "a name has no dots before it; a label is in its table: `{{\(table).\(bare)}}`"
    }

    /// The list that is in reach and whose items have a member of that name.
    private func listWithMember(_ name: String, in contexts: [MustacheSchema]) -> String? {
        for case .object(let members) in contexts.reversed() {
            let lists = members.filter { member in
                if case .list(of: .object(let item)) = member.value { item[name] != nil } else { false }
            }
            if let first = lists.keys.min() { return first }
        }
        return nil
    }

    private func known(in contexts: [MustacheSchema]) -> [String] {
        var names: Set<String> = []
        for case .object(let members) in contexts { names.formUnion(members.keys) }
        return names.sorted()
    }
}

extension MustacheSchema {
    /// What a section of it has inside.
    fileprivate var item: MustacheSchema {
        if case .list(let item) = self { item } else { self }
    }
}
