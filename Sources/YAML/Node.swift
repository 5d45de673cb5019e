package import Diagnostics

/// A piece of a YAML file, each with the place where it stands.
package enum Node: Sendable {
    /// A text, or no value.
    case scalar(Scalar)
    /// A list.
    case sequence(Sequence)
    /// Keys with values.
    case mapping(Mapping)
    /// Something about which a mistake has been reported, and which is therefore to be passed over in silence.
    case unreadable(SourceRange)

    /// A text as it is meant, with the place of each of its characters.
    package struct Scalar: Sendable {
        /// How a text is written down.
        package enum Style: Sendable {
            /// Without quotes.
            case plain
            /// In single quotes.
            case singleQuoted
            /// In double quotes, with escapes.
            case doubleQuoted
            /// As a block after `|`.
            case literal
            /// As a block after `>`.
            case folded
        }

        /// The text.
        package let text: SourceText
        /// How it is written.
        package let style: Style
        /// Whether nothing, `null` or `~` is written here, without quotes.
        package let isNoValue: Bool
        /// Whether the text came from elsewhere than the file, so that no message may repeat it.
        package let isSubstituted: Bool

        /// A text of that style.
        package init(_ text: SourceText, style: Style, isNoValue: Bool = false) {
            self.text = text
            self.style = style
            self.isNoValue = isNoValue
            self.isSubstituted = false
        }

        private init(substituted text: SourceText, style: Style) {
            self.text = text
            self.style = style
            self.isNoValue = false
            self.isSubstituted = true
        }

        /// The place of the whole, quotes included.
        package var range: SourceRange { text.range }

        /// The scalar with a text that came from elsewhere, each character of which stands where this one begins.
        ///
        /// Such a text may be a secret: no diagnostic of this module repeats it.
        package func substituting(_ other: String) -> Scalar {
            let positions = Array(repeating: range.start, count: other.unicodeScalars.count + 1)
            return Scalar(substituted: SourceText(other, positions: positions, in: range), style: style)
        }
    }

    /// A list of nodes.
    package struct Sequence: Sendable {
        /// The items as they are written.
        package var items: [Node]
        /// Whether it is written in brackets.
        package let isFlow: Bool
        /// The place from the first item to the last, or of the brackets.
        package let range: SourceRange

        /// A list of those items.
        package init(_ items: [Node], isFlow: Bool, at range: SourceRange) {
            self.items = items
            self.isFlow = isFlow
            self.range = range
        }
    }

    /// Keys with values, in the order they are written; no key stands twice.
    package struct Mapping: Sendable {
        /// One key and its value.
        package struct Entry: Sendable {
            /// The key.
            package let key: Scalar
            /// What belongs to it.
            package var value: Node

            /// A key with its value.
            package init(key: Scalar, value: Node) {
                self.key = key
                self.value = value
            }
        }

        /// The keys and values as they are written.
        package var entries: [Entry]
        /// Whether it is written in braces.
        package let isFlow: Bool
        /// Whether entries are left out because a mistake in them has been reported.
        package let isIncomplete: Bool
        /// The place from the first key to the last value, or of the braces.
        package let range: SourceRange

        /// A mapping of those entries, whose keys differ.
        package init(_ entries: [Entry], isFlow: Bool, isIncomplete: Bool = false, at range: SourceRange) {
            self.entries = entries
            self.isFlow = isFlow
            self.isIncomplete = isIncomplete
            self.range = range
        }

        /// The value of `key`, if it is there.
        package subscript(key: String) -> Node? {
            entries.first { $0.key.text.text == key }?.value
        }
    }

    /// The place of the node.
    package var range: SourceRange {
        switch self {
        case .scalar(let scalar): scalar.range
        case .sequence(let sequence): sequence.range
        case .mapping(let mapping): mapping.range
        case .unreadable(let range): range
        }
    }

    /// Whether it is a scalar without a value.
    package var isNoValue: Bool {
        if case .scalar(let scalar) = self { scalar.isNoValue } else { false }
    }
}
