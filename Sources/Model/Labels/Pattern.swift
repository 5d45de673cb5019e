import CRE2

/// A regular expression in RE2's syntax, matched against the whole of a text in linear time.
///
/// Patterns come from people over HTTP too; an engine that backtracks could be made to stop the process.
package final class Pattern: @unchecked Sendable {
    // Unchecked: the C++ object is immutable once made, and RE2 documents matching as safe from many threads.
    private let compiled: OpaquePointer
    /// The text it was made from.
    package let text: String

    /// Why a text is no pattern, in RE2's words.
    package struct Mistake: Error, Sendable {
        /// What is wrong.
        package let message: String
    }

    /// Memory that one pattern may take, its automata included; larger ones are refused.
    private static let memoryLimit: Int64 = 8 << 20

    /// The pattern `text`.
    package init(_ text: String) throws(Mistake) {
        var copy = text
        let compiled = copy.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { cre2_new($0.baseAddress, $0.count, Self.memoryLimit) }
        }
        guard let compiled else { throw Mistake(message: "no memory left for the pattern") }
        if let error = cre2_error(compiled) {
            let mistake = Mistake(message: String(cString: error))
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
