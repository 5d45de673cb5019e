import Diagnostics

/// The mistakes that this module finds.
package enum MustacheDiagnostics {
    /// The names of all of them, in order.
    package static let ids = [
        "go-template", "template-cycle", "template-not-text", "template-syntax", "template-too-large",
        "unknown-template", "unknown-template-value",
    ]
}

// In order of their names.
extension Diagnostic {
    static func emptyTag(at range: SourceRange) -> Diagnostic {
        .error("template-syntax", at: range, "this tag names nothing", help: "for example `{{title}}`")
    }

    static func goTemplate(remedy: String, at range: SourceRange) -> Diagnostic {
        .error("go-template", at: range, "this is the template language of Alertmanager", help: remedy)
    }

    static func noMembers(_ name: String, _ schema: MustacheSchema, at range: SourceRange) -> Diagnostic {
        let help =
            if case .list = schema { "go through it with `{{#\(name)}} ... {{/\(name)}}`" } else { nil as String? }
        return .error("unknown-template-value", at: range, "`\(name)` is \(schema.what) and has no members", help: help)
    }

    static func notText(_ name: Located<String>, _ schema: MustacheSchema) -> Diagnostic {
        let help =
            switch schema {
            case .table: "name one of them: `{{\(name.value).vdn}}`"
            default: "go through it with `{{#\(name.value)}} ... {{/\(name.value)}}`"
            }
        return .error(
            "template-not-text",
            at: name.range,
            "`\(name.value)` is \(schema.what), which cannot be printed",
            help: help
        )
    }

    static func sectionsTooDeep(at range: SourceRange) -> Diagnostic {
        .error(
            "template-too-large",
            at: range,
            "more than \(MustacheSyntax.maximumDepth) sections stand inside each other"
        )
    }

    static func spaceInTag(at range: SourceRange) -> Diagnostic {
        .error(
            "template-syntax",
            at: range,
            "a name has no spaces",
            help: "there are no functions: conditions are sections such as `{{#isFiring}} ... {{/isFiring}}`"
        )
    }

    static func templateCycle(_ path: [String], at range: SourceRange) -> Diagnostic {
        .error(
            "template-cycle",
            at: range,
            "the template `\(path.first ?? "")` contains itself",
            label: path.joined(separator: " > ")
        )
    }

    static func templateTooLarge(at range: SourceRange) -> Diagnostic {
        .error(
            "template-too-large",
            at: range,
            "with the templates that it names this one is too large",
            help: "at most \(MustacheCompiler.maximumPartials) may stand inside each other, "
                + "and have \(MustacheCompiler.maximumParts) parts in all"
        )
    }

    static func templateTooLong(at range: SourceRange) -> Diagnostic {
        .error(
            "template-too-large",
            at: range,
            "a template has at most \(MustacheSyntax.maximumLength) characters"
        )
    }

    static func unclosedSection(_ name: String, at range: SourceRange) -> Diagnostic {
        .error("template-syntax", at: range, "this section does not end", help: "end it with `{{/\(name)}}`")
    }

    static func unclosedTag(at range: SourceRange) -> Diagnostic {
        .error("template-syntax", at: range, "this tag does not end", help: "end it with as many braces")
    }

    static func unknownTemplate(_ name: Located<String>, known: [String]) -> Diagnostic {
        .error(
            "unknown-template",
            at: name.range,
            "no template named `\(name.value)`",
            help: nearestName(to: name.value, among: known).map { "did you mean `\($0)`?" }
                ?? "put it into a file `\(name.value).mustache` and name that under `templates`"
        )
    }

    static func unknownTemplateValue(
        _ name: Located<String>,
        known: [String],
        help: String? = nil
    ) -> Diagnostic {
        .error(
            "unknown-template-value",
            at: name.range,
            "no value named `\(name.value)`",
            help: help ?? nearestName(to: name.value, among: known).map { "did you mean `\($0)`?" }
        )
    }

    static func unopenedSection(_ name: String, at range: SourceRange) -> Diagnostic {
        .error("template-syntax", at: range, "no section `\(name)` is open here")
    }

    static func unsupportedTag(_ tag: String, at range: SourceRange) -> Diagnostic {
        .error(
            "template-syntax",
            at: range,
            "this kind of tag is not available",
            help: "there are `{{name}}`, `{{{name}}}`, `{{#name}}`, `{{^name}}`, `{{/name}}`, `{{> name}}` and "
                + "`{{! comment}}`"
        )
    }

    static func wrongSectionEnd(
        _ name: String,
        of section: String,
        at range: SourceRange,
        opening: SourceRange
    ) -> Diagnostic {
        .error(
            "template-syntax",
            at: range,
            "the section `\(section)` is still open",
            help: "end it with `{{/\(section)}}`",
            related: [.init("opened here", at: opening)]
        )
    }
}

extension MustacheSchema {
    /// What messages call it.
    fileprivate var what: String {
        switch self {
        case .text: "a text"
        case .number: "a number"
        case .flag: "true or false"
        case .table: "a table"
        case .list: "a list"
        case .object: "a group of values"
        }
    }
}
