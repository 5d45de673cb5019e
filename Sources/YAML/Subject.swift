/// How messages call the place that is being read: "`for`", "an item of `rules`".
///
/// Its words are put together when a message needs them; most values that are read have none.
package struct Subject: Sendable {
    private enum Words: Sendable {
        case text(String)
        case key(String)
        indirect case entry(Node.Scalar)
        indirect case item(of: Words)
    }

    private let words: Words

    /// A place with words of its own: "a rule file".
    package init(_ text: String) { words = .text(text) }

    private init(_ words: Words) { self.words = words }

    /// The value of a key.
    static func key(_ name: String) -> Subject { Subject(.key(name)) }

    /// The value of a key of the user's own.
    static func entry(_ key: Node.Scalar) -> Subject { Subject(.entry(key)) }

    /// An item of the list that stands here.
    var item: Subject { Subject(.item(of: words)) }
}

extension Subject: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(value) }
}

extension Subject: CustomStringConvertible {
    package var description: String { Self.text(of: words) }

    private static func text(of words: Words) -> String {
        switch words {
        case .text(let text): text
        case .key(let name): "`\(name)`"
        case .entry(let key): YAMLDiagnostics.quoted(key)
        case .item(let list): "an item of \(text(of: list))"
        }
    }
}
