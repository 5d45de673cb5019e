import Diagnostics
import YAML

/// A name that a user gave, or used, with its place.
struct Name {
    /// The name.
    let text: String
    /// Where it stands.
    let range: SourceRange
    /// Whether it came from the environment or a file, so that no message may repeat it.
    let isSecret: Bool

    init(_ scalar: Node.Scalar) {
        text = scalar.text.text
        range = scalar.range
        isSecret = scalar.isSubstituted
    }

    /// A part of a scalar that is a name by itself.
    init(_ scalar: Node.Scalar, part: String, at range: SourceRange) {
        text = part
        self.range = range
        isSecret = scalar.isSubstituted
    }

    /// The name as messages may show it: between backquotes, or not at all when it came from elsewhere.
    var shown: String { isSecret ? Node.Scalar.hidden : text[...].shown }
}

extension Node.Scalar {
    /// The text as messages may show it, in backquotes; `this text` for one that came from the environment or a file.
    var shown: String { isSubstituted ? Self.hidden : text.text[...].shown }

    /// What stands in messages for a text that is not shown.
    fileprivate static let hidden = "this text"
}

extension Substring {
    /// The text in backquotes on one line, cut when it is long.
    var shown: String {
        let limit = 60
        let cut = count > limit ? prefix(limit) + "..." : self
        return "`\(cut.map { $0.isNewline ? " " : String($0) }.joined())`"
    }
}
