/// Why a recording cannot be read on.
package struct RecordingError: Error, Hashable, CustomStringConvertible {
    /// What kind of trouble it is.
    package enum Kind: Sendable, Hashable {
        /// A line that is no recorded poll: the recording is at fault.
        case badLine
        /// Its compression is broken or cut off, in or before that line: the recording is at fault.
        case brokenCompression
        /// The input cannot be opened or read.
        case unreadable
    }

    /// What kind of trouble it is.
    package let kind: Kind
    /// The file as it was named; `-` for standard input.
    package let file: String
    /// The line, from 1 on; nil when the trouble is none of a line.
    package let line: Int?
    /// What is wrong, for people.
    package let message: String

    package var description: String {
        let name = file == "-" ? "standard input" : file
        return line.map { "\(name):\($0): \(message)" } ?? "\(name): \(message)"
    }
}
