import Model

/// Text of an HTML page that is well-formed XML too, written front to back.
///
/// Names of elements and attributes, and markup, are literals of this program; everything else goes through an escape.
/// So no label value, file name or template can become markup, wherever it stands.
struct HTMLWriter {
    /// Attributes in their order; the later ones can be added to those that come first.
    struct Attributes: ExpressibleByDictionaryLiteral {
        fileprivate let pairs: [(StaticString, String)]

        init(dictionaryLiteral elements: (StaticString, String)...) { pairs = elements }

        private init(_ pairs: [(StaticString, String)]) { self.pairs = pairs }

        static func + (left: Attributes, right: Attributes) -> Attributes { Attributes(left.pairs + right.pairs) }
    }

    /// The UTF-8 written so far.
    private(set) var bytes: [UInt8] = []

    /// The page as text.
    var page: String { String(decoding: bytes, as: UTF8.self) }

    /// An element around what `content` writes.
    mutating func element(
        _ name: StaticString,
        _ attributes: Attributes = [:],
        _ content: (inout HTMLWriter) -> Void
    ) {
        open(name, attributes)
        content(&self)
        markup("</")
        markup(name)
        markup(">")
    }

    /// An element around text.
    mutating func element(_ name: StaticString, _ attributes: Attributes = [:], text: String) {
        element(name, attributes) { $0.text(text) }
    }

    /// An element that has no content: a void one of HTML, or one of SVG.
    mutating func empty(_ name: StaticString, _ attributes: Attributes = [:]) {
        open(name, attributes, end: "/>")
    }

    /// Text, escaped.
    mutating func text(_ text: String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": markup("&amp;")
            case "<": markup("&lt;")
            case ">": markup("&gt;")
            case "\"": markup("&quot;")
            case "'": markup("&#39;")
            // Of the control characters XML 1.0 (section 2.2) knows only these, and HTML no others either.
            case "\t", "\n", "\r": bytes.append(UInt8(scalar.value & 0x7F))
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": markup("\u{FFFD}")
            // What turns the direction of the text behind it would go on beyond its element.
            case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": markup("\u{FFFD}")
            default: bytes.append(contentsOf: scalar.utf8)
            }
        }
    }

    /// Markup as it stands in this program.
    mutating func markup(_ literal: StaticString) {
        literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private mutating func open(_ name: StaticString, _ attributes: Attributes, end: StaticString = ">") {
        markup("<")
        markup(name)
        for (name, value) in attributes.pairs {
            markup(" ")
            markup(name)
            markup("=\"")
            text(value)
            markup("\"")
        }
        markup(end)
    }
}

extension HTMLWriter {
    /// An instant, as it is read out: `2014-10-07 09:03:15`, or the time of day alone.
    mutating func time(_ time: Timestamp, as style: TimeStyle = .full) {
        element("time", ["datetime": time.rfc3339], text: time.text(style))
    }
}
