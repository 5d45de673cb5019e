package import Mustache

/// A text of a notification out of the configuration, with templates in it or not.
package struct MessageText: Sendable, Hashable, ExpressibleByStringLiteral {
    /// What it prints.
    package let template: MustacheTemplate

    /// The text that `template` prints.
    package init(_ template: MustacheTemplate) {
        self.template = template
    }

    /// A text that is the same for every notification.
    package init(_ text: String) {
        template = MustacheTemplate(text: text)
    }

    /// The text when nothing in it varies, otherwise nil.
    package var constantText: String? { template.constantText }

    package init(stringLiteral value: String) {
        self.init(value)
    }
}

/// A webhook's body instead of Alertmanager's document (`payload`).
package enum WebhookPayload: Sendable, Hashable {
    /// A JSON document with templates in its texts, of that type.
    case json(PayloadValue, contentType: String)
    /// A text of that type, in which values are escaped as it wants it.
    case text(MessageText, contentType: String, escaping: MustacheEscaping)
}

/// A value of a JSON document with templates in its texts.
package indirect enum PayloadValue: Sendable, Hashable {
    /// A member of an object.
    package struct Member: Sendable, Hashable {
        /// Its name.
        package var name: String
        /// Its value.
        package var value: PayloadValue

        /// A member of that name.
        package init(_ name: String, _ value: PayloadValue) {
            self.name = name
            self.value = value
        }
    }

    /// A text; one that is nothing but `{{{name}}}` is that value itself, be it a number or a list.
    case text(MessageText)
    /// A number as JSON writes it (RFC 8259 section 6), with all its digits.
    case number(String)
    /// True or false.
    case flag(Bool)
    /// Nothing.
    case null
    /// Values in order.
    case array([PayloadValue])
    /// Members in the order of the file.
    case object([Member])
}
