import Diagnostics
import YAML

/// A name that a user gave, or used, with its place.
struct Name {
    /// The name.
    let text: String
    /// Where it stands.
    let range: SourceRange
    /// The name as messages may show it: between backquotes, or not at all when it came from elsewhere.
    let shown: String
    /// Whether it came from the environment or a file, so that no message may repeat it.
    let isSecret: Bool

    init(_ scalar: Node.Scalar) {
        text = scalar.text.text
        range = scalar.range
        shown = scalar.shown
        isSecret = scalar.isSubstituted
    }
}

extension Node.Scalar {
    /// The text as messages may show it, in backquotes; `this text` for one that came from the environment or a file.
    var shown: String { isSubstituted ? "this text" : text.text[...].shown }
}

extension Substring {
    /// The text in backquotes on one line, cut when it is long.
    var shown: String {
        let limit = 60
        let cut = count > limit ? prefix(limit) + "..." : self
        return "`\(cut.map { $0.isNewline ? " " : String($0) }.joined())`"
    }
}
