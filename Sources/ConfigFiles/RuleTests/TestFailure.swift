package import Diagnostics
import Model

/// An expectation of a test that was not met: where it stands, what is wrong, and what differs.
package struct TestFailure: Sendable, Hashable {
    /// One line of a difference.
    package struct Line: Sendable, Hashable {
        /// Where a line belongs to.
        package enum Side: String, Sendable {
            /// Expected, and so it is.
            case both = " "
            /// Expected, and not so.
            case expected = "-"
            /// So it is, and not expected.
            case got = "+"
        }

        /// Where it belongs to.
        package let side: Side
        /// What it says, without a line end.
        package let text: String
    }

    /// The place of the expectation.
    package let range: SourceRange
    /// What is wrong, in a sentence without a full stop.
    package let message: String
    /// What was expected against what there was, line by line.
    package let difference: [Line]
}

extension [TestFailure.Line] {
    /// The difference of two texts that have at most one line of each name, the lines in the order of the names.
    init(expected: [(name: String, line: String)], got: [(name: String, line: String)]) {
        self = []
        var rest = got[...]
        for (name, line) in expected {
            // What comes before by its name is only there.
            let before = rest.prefix { $0.name.precedesInScalars(name) }
            append(contentsOf: before.map { TestFailure.Line(side: .got, text: $0.line) })
            rest = rest.dropFirst(before.count)
            guard let other = rest.first, other.name == name else {
                append(TestFailure.Line(side: .expected, text: line))
                continue
            }
            rest = rest.dropFirst()
            if other.line == line {
                append(TestFailure.Line(side: .both, text: line))
            } else {
                append(TestFailure.Line(side: .expected, text: line))
                append(TestFailure.Line(side: .got, text: other.line))
            }
        }
        append(contentsOf: rest.map { TestFailure.Line(side: .got, text: $0.line) })
    }

    /// The difference of one text after the other.
    init(_ parts: Self...) {
        self = parts.flatMap { $0 }
    }
}
