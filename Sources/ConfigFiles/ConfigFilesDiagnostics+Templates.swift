import Diagnostics
import YAML

// What is wrong with templates beyond what stands in them, in order of their names.
extension Diagnostic {
    static func duplicateTemplate(
        _ name: String,
        _ path: String,
        at range: SourceRange,
        first: String
    ) -> Diagnostic {
        .error(
            "duplicate-template",
            at: range,
            "two templates are named `\(name)`: \(first) and \(path)",
            help: "a template has the name of its file without the ending"
        )
    }

    static func noTemplateHere(_ subject: Subject, at range: SourceRange) -> Diagnostic {
        .error(
            "not-available",
            at: range,
            "\(subject) is the same for all notifications and takes no template",
            help: "write it without `{{`"
        )
    }

    static func payloadIsNoJSON(at range: SourceRange) -> Diagnostic {
        .error(
            "bad-payload",
            at: range,
            "with values in it this text is no JSON",
            help: "write the document as YAML instead of a text: `payload: { text: \"{{title}}\" }`"
        )
    }

    static func secretTemplate(_ id: String, at range: SourceRange) -> Diagnostic {
        .error(id, at: range, "the text that stands here has a mistake in its template")
    }

    static func templateInKey(at range: SourceRange) -> Diagnostic {
        .error("not-available", at: range, "the name of a member takes no template", help: "write it without `{{`")
    }

    static func unusedTemplate(_ name: String, at range: SourceRange) -> Diagnostic {
        .warning(
            "unused-template",
            at: range,
            "the template `\(name)` is used nowhere",
            help: "name it in a text of a receiver: `{{> \(name)}}`"
        )
    }
}
