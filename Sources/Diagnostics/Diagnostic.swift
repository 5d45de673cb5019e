/// One mistake, or doubt, about what a user wrote: what is wrong, where, and how to mend it.
///
/// The message says what is wrong, in lower case without a full stop; the label is short because it points; only the
/// help says how to mend it.
package struct Diagnostic: Sendable, Hashable {
    /// How bad it is.
    package enum Severity: String, Sendable {
        /// The files cannot be used.
        case error
        /// The files can be used, but hardly do what is meant.
        case warning
    }

    /// Another place that explains the first.
    package struct Related: Sendable, Hashable {
        /// The other place.
        package var range: SourceRange
        /// What is to be seen there.
        package var label: String

        /// That place with that label.
        package init(_ label: String, at range: SourceRange) {
            self.range = range
            self.label = label
        }
    }

    /// The stable name of this kind of mistake, in kebab-case.
    package var id: String
    /// How bad it is.
    package var severity: Severity
    /// Where it is.
    package var range: SourceRange
    /// What is wrong.
    package var message: String
    /// A few words beside the caret; may be empty.
    package var label: String
    /// How to mend it, if there is something to say.
    package var help: String?
    /// Other places that belong to it.
    package var related: [Related]

    /// An error at `range`.
    package static func error(
        _ id: String,
        at range: SourceRange,
        _ message: String,
        label: String = "",
        help: String? = nil,
        related: [Related] = []
    ) -> Diagnostic {
        Diagnostic(
            id: id,
            severity: .error,
            range: range,
            message: message,
            label: label,
            help: help,
            related: related
        )
    }

    /// A warning at `range`.
    package static func warning(
        _ id: String,
        at range: SourceRange,
        _ message: String,
        label: String = "",
        help: String? = nil,
        related: [Related] = []
    ) -> Diagnostic {
        Diagnostic(
            id: id,
            severity: .warning,
            range: range,
            message: message,
            label: label,
            help: help,
            related: related
        )
    }
}

extension [Diagnostic] {
    /// Whether one of them is an error.
    package var hasErrors: Bool { contains { $0.severity == .error } }

    /// Each of them once, by file, line and column; at one place in the order they were found.
    package func inOrder() -> [Diagnostic] {
        var seen: Set<Diagnostic> = []
        return enumerated()
            .filter { seen.insert($0.element).inserted }
            .sorted { left, right in
                let (first, second) = (left.element.range, right.element.range)
                if first.file.name != second.file.name { return first.file.name < second.file.name }
                if first.start != second.start { return first.start < second.start }
                return left.offset < right.offset
            }
            .map(\.element)
    }
}
