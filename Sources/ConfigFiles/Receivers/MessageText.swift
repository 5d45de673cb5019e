import Alerting
import Diagnostics
import Mustache
import YAML

extension Shape where Value == MessageText? {
    /// A text of a message, with templates or not; nil for one of Alertmanager's defaults, written out.
    ///
    /// A text without templates has at most `longest` characters.
    static func messageText(_ templates: TemplateLibrary, longest: Int = PlainText.longest) -> Shape {
        let wanted = PlainText.wanted(longest)
        return .scalar(wanted, example: PlainText.example) { scalar, subject, diagnostics in
            let text = scalar.text.text
            if PlainText.isDefault(text) { return .some(nil) }
            if text.contains("{{") { return templates.template(scalar, &diagnostics).map { .some($0) } }
            return PlainText.shape(longest).read(.scalar(scalar), as: subject, into: &diagnostics)
                .map { .some(MessageText($0)) }
        }
    }
}

/// Texts of messages that are sent as they are written.
enum PlainText {
    /// The most characters: what is left of the smallest message is for the alerts.
    static let longest = 1000
    static let example = "Contact centre"

    static func wanted(_ longest: Int) -> String {
        longest == self.longest ? "a text of 1 to 1,000 characters" : "a text of 1 to \(longest) characters"
    }

    /// A text of that many characters.
    static func shape(_ longest: Int) -> Shape<String> {
        .parsed(wanted(longest), example: example) { text in
            text.text.isEmpty || text.text.unicodeScalars.count > longest ? nil : text.text
        }
    }

    /// A text that cannot have templates, as it is read before there is a notification; nil for a default.
    static var withoutTemplates: Shape<String?> {
        Shape<String?>(wanted(longest), example: example) { node, subject, diagnostics in
            guard let value = shape(longest).read(node, as: subject, into: &diagnostics) else { return nil }
            if isDefault(value) { return .some(nil) }
            guard !value.contains("{{") else {
                diagnostics.append(.noTemplateHere(subject, at: node.range))
                return nil
            }
            return .some(value)
        }
    }

    /// Whether a template of Alertmanager's asks for what happens anyway.
    static func isDefault(_ text: String) -> Bool {
        text == #"{{ if eq .Status "firing" }}danger{{ else }}good{{ end }}"#
            || text.hasPrefix(#"{{ template ""#) && text.contains(".default.") && text.hasSuffix("}}")
                && text.firstRange(of: "}}")?.upperBound == text.endIndex
    }
}

extension MappingReader {
    /// The text at `key` that cannot have templates, if there is one that is not the usual one.
    mutating func plainText(_ key: String) -> String? {
        optional(key, PlainText.withoutTemplates) ?? nil
    }

    /// The text at `key`, if there is one that is not the usual one.
    mutating func messageText(_ key: String, _ sources: ReceiverSources) -> MessageText? {
        optional(key, .messageText(sources.templates)) ?? nil
    }

    /// A part of a mail, which may be long; an empty one is as if absent.
    mutating func longText(_ key: String, _ sources: ReceiverSources) -> MessageText? {
        if case .scalar(let scalar)? = node(key), scalar.text.text.isEmpty { return nil }
        return optional(key, .messageText(sources.templates, longest: MustacheSyntax.maximumLength)) ?? nil
    }

    /// The texts at `keys`, as far as there are any, under the same names.
    mutating func messageTexts(_ keys: String..., sources: ReceiverSources) -> [String: MessageText] {
        var texts: [String: MessageText] = [:]
        for key in keys { texts[key] = messageText(key, sources) }
        return texts
    }

    /// The texts at the keys `title` and `text`, or others for the same.
    mutating func wording(
        title: String = "title",
        text: String = "text",
        _ sources: ReceiverSources
    ) -> Wording {
        Wording(title: messageText(title, sources), text: messageText(text, sources))
    }

    /// Texts under names of the user's own.
    mutating func textTable(_ key: String, _ sources: ReceiverSources) -> [String: MessageText] {
        let entries = optional(key, .table(of: Shape<MessageText?>.messageText(sources.templates))) ?? []
        var texts: [String: MessageText] = [:]
        for entry in entries { texts[entry.name.value] = entry.value }
        return texts
    }

    /// The words of a text with commas between them, which is a single one when it has templates.
    mutating func textWords(_ key: String, _ sources: ReceiverSources) -> [MessageText] {
        guard let text = messageText(key, sources) else { return [] }
        guard let constant = text.constantText else { return [text] }
        return constant.split(separator: ",").map { MessageText(String($0.drop { $0 == " " })) }
    }

    /// The words of a text with commas between them.
    mutating func words(_ key: String) -> [String] {
        (plainText(key) ?? "").split(separator: ",").map { String($0.drop { $0 == " " }) }
    }
}
