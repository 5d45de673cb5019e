/// Text that is never printed, logged or served.
package struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text itself, for the one place that sends it.
    package let text: String

    /// Keeps `text`.
    package init(_ text: String) {
        self.text = text
    }

    /// Whether `guess` is the text, in a time that depends on their lengths alone.
    package func isEqual(to guess: String) -> Bool {
        let (bytes, guessed) = (text.utf8, guess.utf8)
        guard bytes.count == guessed.count else { return false }
        return zip(bytes, guessed).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    package var description: String { "<secret>" }
    package var debugDescription: String { "<secret>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
