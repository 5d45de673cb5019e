import Diagnostics
package import YAML

extension Node {
    /// All scalars in it, keys included.
    package var scalars: [Scalar] {
        switch self {
        case .scalar(let scalar): [scalar]
        case .sequence(let sequence): sequence.items.flatMap(\.scalars)
        case .mapping(let mapping): mapping.entries.flatMap { [$0.key] + $0.value.scalars }
        case .unreadable: []
        }
    }
}

extension SourceFile {
    /// The characters from `position` to the end of its line.
    fileprivate func characters(from position: SourcePosition) -> Substring.UnicodeScalarView {
        line(position.line).unicodeScalars.dropFirst(max(0, position.column - 1))
    }
}

/// What is wrong with the places of `scalar`'s characters, if anything.
///
/// Every character that is no white space has to stand where its place says, or its escape has; places never go back.
package func misplaced(_ scalar: Node.Scalar) -> String? {
    let text = scalar.text
    let file = text.range.file
    var last = scalar.range.start
    for (offset, character) in text.text.unicodeScalars.enumerated() {
        let position = text.position(at: offset)
        guard position >= last else { return "\(character) at offset \(offset) goes back to \(position)" }
        guard position <= scalar.range.end else { return "\(character) at offset \(offset) is behind the scalar" }
        last = position
        guard !character.properties.isWhitespace else { continue }
        let shown = file.characters(from: position)
        let isItself = shown.first == character
        guard isItself || scalar.style == .doubleQuoted && meaning(ofEscape: shown) == character else {
            return "\(character) at offset \(offset) is not at \(position), where \(String(shown.prefix(8))) is"
        }
    }
    let end = text.position(at: text.text.unicodeScalars.count)
    guard end <= scalar.range.end else { return "the end is behind the scalar's" }
    return nil
}

/// The character for which an escape of double quotes stands, white space left out.
private func meaning(ofEscape shown: Substring.UnicodeScalarView) -> Unicode.Scalar? {
    guard shown.first == "\\", let sign = shown.dropFirst().first else { return nil }
    switch sign {
    case "x", "u", "U":
        let count = sign == "x" ? 2 : sign == "u" ? 4 : 8
        let digits = String(String.UnicodeScalarView(shown.dropFirst(2).prefix(count)))
        return UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init)
    case "0": return "\0"
    case "a": return "\u{7}"
    case "b": return "\u{8}"
    case "e": return "\u{1B}"
    default: return sign
    }
}
