import CRE2

/// A regular expression in RE2's syntax, matched against the whole of a text in linear time.
///
/// Patterns come from people over HTTP too; an engine that backtracks could be made to stop the process.
package final class Pattern: @unchecked Sendable {
    // Unchecked: the C++ object is immutable once made, and RE2 documents matching as safe from many threads.
    private let compiled: OpaquePointer
    /// The text it was made from.
    package let text: String

    /// Why a text is no pattern.
    package struct Mistake: Error, Sendable {
        /// What is wrong, in RE2's words where it cannot be read.
        package let message: String
        /// Whether it is a pattern, but larger than one may be.
        package let isTooLarge: Bool
    }

    /// How many bytes of UTF-8 a pattern may have: enough to name a thousand access codes one by one.
    package static let longest = 8 << 10
    /// How large the program may be that RE2 makes of a pattern, its repetitions written out.
    ///
    /// RE2 takes time above linear to make large ones, and each character of a value may go through all of it.
    private static let largestProgram: Int64 = 64 << 10
    /// Memory that one pattern may take, its automata included.
    private static let memoryLimit: Int64 = 8 << 20

    /// The pattern `text`.
    package init(_ text: String) throws(Mistake) {
        guard text.utf8.count <= Self.longest else {
            throw Mistake(message: "a pattern of more than \(Self.longest) bytes", isTooLarge: true)
        }
        var copy = text
        let compiled = copy.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                cre2_new($0.baseAddress, $0.count, Self.largestProgram, Self.memoryLimit)
            }
        }
        guard let compiled else { throw Mistake(message: "no memory left for the pattern", isTooLarge: false) }
        if let error = cre2_error(compiled) {
            let mistake =
                cre2_is_too_large(compiled)
                ? Mistake(message: "a pattern that is too large with its repetitions written out", isTooLarge: true)
                : Mistake(message: String(cString: error), isTooLarge: false)
            cre2_delete(compiled)
            throw mistake
        }
        self.compiled = compiled
        self.text = text
    }

    deinit { cre2_delete(compiled) }

    /// Whether all of `value` matches.
    package func matches(_ value: String) -> Bool {
        var copy = value
        return copy.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { cre2_full_match(compiled, $0.baseAddress, $0.count) }
        }
    }
}
