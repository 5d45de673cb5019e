import Alerting
import Diagnostics
import YAML

extension Shape where Value == String? {
    /// The most characters of one text: what is left of the smallest message is for the alerts.
    static var longestText: Int { 1000 }

    /// A text of a message, as it is sent; nil for one of Alertmanager's defaults, written out.
    static var messageText: Shape {
        let wanted = "a text of 1 to 1,000 characters"
        let text = Shape<String>.parsed(wanted) { text in
            text.text.isEmpty || text.text.unicodeScalars.count > longestText ? nil : text.text
        }
        return Shape(wanted, example: "Contact centre") { node, subject, diagnostics in
            guard let value = text.read(node, as: subject, into: &diagnostics) else { return nil }
            if isDefault(value) { return .some(nil) }
            guard !value.contains("{{") else {
                diagnostics.append(.goTemplate(subject, at: node.range))
                return nil
            }
            return .some(value)
        }
    }

    /// Whether a template of Alertmanager's asks for what happens anyway.
    private static func isDefault(_ text: String) -> Bool {
        text == #"{{ if eq .Status "firing" }}danger{{ else }}good{{ end }}"#
            || text.hasPrefix(#"{{ template ""#) && text.contains(".default.") && text.hasSuffix("}}")
                && text.firstRange(of: "}}")?.upperBound == text.endIndex
    }
}

extension MappingReader {
    /// The text at `key`, if there is one that is not the usual one.
    mutating func messageText(_ key: String) -> String? {
        optional(key, .messageText) ?? nil
    }

    /// The texts at `keys`, as far as there are any, under the same names.
    mutating func messageTexts(_ keys: String...) -> [String: String] {
        var texts: [String: String] = [:]
        for key in keys { texts[key] = messageText(key) }
        return texts
    }

    /// The texts at the keys `title` and `text`, or others for the same.
    mutating func wording(title: String = "title", text: String = "text") -> Wording {
        Wording(title: messageText(title), text: messageText(text))
    }

    /// Texts under names of the user's own.
    mutating func textTable(_ key: String) -> [String: String] {
        let entries = optional(key, .table(of: Shape<String?>.messageText)) ?? []
        var texts: [String: String] = [:]
        for entry in entries { texts[entry.name.value] = entry.value }
        return texts
    }

    /// The words of a text with commas between them.
    mutating func words(_ key: String) -> [String] {
        (messageText(key) ?? "").split(separator: ",").map { String($0.drop { $0 == " " }) }
    }
}
