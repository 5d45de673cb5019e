import Diagnostics
import JSON
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

    static func emptyPayload(at range: SourceRange) -> Diagnostic {
        .error(
            "bad-payload",
            at: range,
            "this body is always empty",
            help: "write what is to be sent, or leave `payload` out for Alertmanager's document"
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

    static func payloadIsNoJSON(
        _ mistake: JSONSyntax.Mistake,
        about trial: String,
        text: String?,
        at range: SourceRange
    ) -> Diagnostic {
        .error(
            "bad-payload",
            at: range,
            "told of \(trial), this text is no JSON: \(mistake.reason)",
            label: text.map { "this comes out: \(excerpt(of: $0, upTo: mistake.offset))" } ?? "",
            help: "write the document as YAML instead of a text: `payload: { text: \"{{title}}\" }`"
        )
    }

    /// What stands before a place in a text, and a little behind it, in one line.
    private static func excerpt(of text: String, upTo offset: Int) -> String {
        let before = String(decoding: text.utf8.prefix(offset), as: UTF8.self)
        let after = String(decoding: text.utf8.dropFirst(offset), as: UTF8.self)
        let start = before.count > 30 ? "..." : ""
        let end = after.count > 10 ? "..." : ""
        return start + "\(before.suffix(30))\(after.prefix(10))".replacing("\n", with: " ") + end
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
