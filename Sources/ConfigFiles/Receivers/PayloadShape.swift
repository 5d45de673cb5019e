import Alerting
import Diagnostics
import JSON
import Mustache
import YAML

extension MappingReader {
    /// A webhook's `payload` with its `content_type`; nil for Alertmanager's document.
    mutating func payload(_ sources: ReceiverSources) -> WebhookPayload? {
        let contentType = optional("content_type", .contentType)
        guard let node = node("payload") else {
            if key("content_type") != nil {
                reportMissing("payload", help: "`content_type` says of what type that is")
            }
            return nil
        }
        var found: [Diagnostic] = []
        var reading = PayloadReading(templates: sources.templates)
        let payload = reading.payload(node, contentType: contentType, &found)
        for diagnostic in found { report(diagnostic) }
        return found.hasErrors ? nil : payload
    }

    /// The `body` of somebody's webhook with its `content_type`; nil for Alertmanager's document.
    ///
    /// A body that begins as JSON does is taken for that unless `content_type` says another thing.
    mutating func contactBody(_ sources: ReceiverSources) -> WebhookPayload? {
        let contentType = optional("content_type", .contentType)
        guard let body = optional("body", .scalar) else {
            if key("content_type") != nil { reportMissing("body", help: "`content_type` says of what type that is") }
            return nil
        }
        let first = body.text.text.first { !$0.isWhitespace }
        let isJSON = first == "{" || first == "["
        var found: [Diagnostic] = []
        var reading = PayloadReading(templates: sources.templates)
        let payload = reading.payload(
            .scalar(body),
            contentType: contentType ?? (isJSON ? "application/json" : nil),
            &found
        )
        for diagnostic in found { report(diagnostic) }
        return found.hasErrors ? nil : payload
    }
}

/// Takes a `payload` from the file.
private struct PayloadReading {
    let templates: TemplateLibrary

    mutating func payload(
        _ node: Node,
        contentType: String?,
        _ diagnostics: inout [Diagnostic]
    ) -> WebhookPayload? {
        guard case .scalar(let scalar) = node else {
            return .json(value(node, &diagnostics), contentType: contentType ?? "application/json")
        }
        let type = contentType ?? "text/plain; charset=utf-8"
        let escaping = MustacheEscaping(contentType: type)
        guard let text = templates.template(scalar, &diagnostics) else { return nil }
        if let diagnostic = mistake(text.template, escaping, scalar) { diagnostics.append(diagnostic) }
        return .text(text, contentType: type, escaping: escaping)
    }

    /// What is wrong with the bodies that a text gives; nil when they can be sent.
    private func mistake(
        _ template: MustacheTemplate,
        _ escaping: MustacheEscaping,
        _ scalar: Node.Scalar
    ) -> Diagnostic? {
        let bodies = GroupNotification.trials.map { trial in
            (trial: trial, text: template.render(trial.document, escape: escaping.apply))
        }
        if bodies.allSatisfy({ $0.text.allSatisfy(\.isWhitespace) }) { return .emptyPayload(at: scalar.range) }
        guard escaping == .json else { return nil }
        for body in bodies {
            guard let mistake = JSONSyntax.mistake(in: body.text.utf8) else { continue }
            return .payloadIsNoJSON(
                mistake,
                about: body.trial.name,
                // What came from elsewhere may be a secret.
                text: scalar.isSubstituted ? nil : body.text,
                at: scalar.range
            )
        }
        return nil
    }

    private mutating func value(_ node: Node, _ diagnostics: inout [Diagnostic]) -> PayloadValue {
        switch node {
        case .unreadable: return .null
        case .scalar(let scalar): return value(scalar, &diagnostics)
        case .sequence(let sequence): return .array(sequence.items.map { value($0, &diagnostics) })
        case .mapping(let mapping):
            return .object(
                mapping.entries.map { entry in
                    if entry.key.text.text.contains("{{") {
                        diagnostics.append(.templateInKey(at: entry.key.range))
                    }
                    return .init(entry.key.text.text, value(entry.value, &diagnostics))
                }
            )
        }
    }

    private mutating func value(_ scalar: Node.Scalar, _ diagnostics: inout [Diagnostic]) -> PayloadValue {
        if scalar.isNoValue { return .null }
        let text = scalar.text.text
        if case .plain = scalar.style, !scalar.isSubstituted {
            if text == "true" || text == "false" { return .flag(text == "true") }
            if let number = Self.number(text) { return .number(number) }
        }
        guard text.contains("{{") else { return .text(MessageText(text)) }
        return .text(templates.template(scalar, takesWholeValue: true, &diagnostics) ?? MessageText(""))
    }

    /// A number as JSON writes it; nil for what only looks like one, such as a telephone number with a 0 before it.
    private static func number(_ text: String) -> String? {
        guard let first = text.utf8.first,
            first == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first),
            JSONSyntax.mistake(in: text.utf8) == nil
        else { return nil }
        return text
    }
}

extension MustacheEscaping {
    /// What values need in a body of that type.
    fileprivate init(contentType: String) {
        let type = contentType.lowercased().prefix { $0 != ";" }
        if type.contains("json") {
            self = .json
        } else if type.contains("html") || type.contains("xml") {
            self = .html
        } else if type.contains("x-www-form-urlencoded") {
            self = .url
        } else {
            self = .none
        }
    }
}

extension Shape where Value == String {
    /// A media type, as the header `Content-Type` has it.
    fileprivate static var contentType: Shape {
        .parsed("a media type", example: "application/x-www-form-urlencoded") { text in
            let isPrintable = text.text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
            let parts = text.text.prefix { $0 != ";" }.split(separator: "/", omittingEmptySubsequences: false)
            let isType = parts.count == 2 && parts.allSatisfy { !$0.isEmpty && !$0.contains(" ") }
            return isPrintable && isType ? text.text : nil
        }
    }
}
