package import Model

/// A form for a silence as somebody filled it in.
package struct SilenceForm: Sendable, Hashable {
    /// What is wrong with a form.
    package struct Mistake: Error, Sendable, Hashable {
        /// Which field; its name in the form.
        package let field: String
        /// What is wrong, and what would be right.
        package let message: String

        /// That about that field; an empty name is about none.
        package init(field: String, message: String) {
            self.field = field
            self.message = message
        }
    }

    /// The most bytes of a comment or of the matchers, and of any other field.
    private static let longestText = 4096
    private static let longestName = 256

    /// The matchers, one a line.
    package var matchers: String
    /// How long it lasts, such as `2h`.
    package var duration: String
    /// Who asks.
    package var author: String
    /// Why.
    package var comment: String

    /// A form with those fields.
    package init(matchers: String, duration: String, author: String, comment: String) {
        self.matchers = matchers
        self.duration = duration
        self.author = author
        self.comment = comment
    }

    init(_ value: (String) -> String) {
        self.init(
            matchers: value("matchers"),
            duration: value("duration"),
            author: value("author"),
            comment: value("comment")
        )
    }

    /// The form for an alert of these labels: everything that names it, but not how bad it is.
    package init(silencing labels: Labels, author: String) {
        self.init(
            matchers: labels.without("severity").pairs.map { Matcher($0.name, equals: $0.value).description }
                .joined(separator: "\n"),
            duration: "2h",
            author: author,
            comment: ""
        )
    }

    /// The silence that it asks for at `now`.
    ///
    /// To see what it would cover, nobody has to say why, or who: `isPreview`.
    package func draft(at now: Timestamp, isPreview: Bool) throws(Mistake) -> SilenceDraft {
        guard max(matchers.utf8.count, comment.utf8.count) <= Self.longestText else {
            throw Mistake(field: "comment", message: "No field takes more than \(Self.longestText) bytes.")
        }
        var read: [Matcher] = []
        for line in matchers.split(whereSeparator: Self.endsLine) where !line.allSatisfy(\.isWhitespace) {
            do {
                read.append(try Matcher(parsing: String(line)))
            } catch {
                throw Mistake(
                    field: "matchers",
                    message: "`\(line)` is no matcher: \(error.message). Write one a line, such as team=\"voice\"."
                )
            }
        }
        guard !read.isEmpty else {
            throw Mistake(field: "matchers", message: "Write at least one matcher, such as team=\"voice\".")
        }
        let span = try Self.span(duration)
        if !isPreview {
            guard !author.allSatisfy(\.isWhitespace), author.utf8.count <= Self.longestName else {
                throw Mistake(field: "author", message: "Say who you are: others will want to ask you.")
            }
            guard !comment.allSatisfy(\.isWhitespace) else {
                throw Mistake(field: "comment", message: "Say why: who is woken tonight will want to know.")
            }
        }
        return SilenceDraft(matchers: read, startsAt: now, endsAt: now + span, createdBy: author, comment: comment)
    }

    /// Whether a line of a form ends there; other characters that break lines may stand in a label, and stay in it.
    private static func endsLine(_ character: Character) -> Bool { ["\n", "\r", "\r\n"].contains(character) }

    /// The time that a field names.
    package static func span(_ text: String) throws(Mistake) -> TimeSpan {
        guard let span = TimeSpan(parsing: text.filter { !$0.isWhitespace }), span > .zero else {
            throw Mistake(field: "duration", message: "`\(text)` is no length of time: write 30m, 2h or 1d12h.")
        }
        return span
    }
}

extension SilenceDraft {
    /// What makes an earlier silence last longer: from its end on, or from now on if that has passed.
    package init(extending silence: Silence, by span: TimeSpan, at now: Timestamp) {
        self.init(
            id: silence.id,
            matchers: silence.matchers,
            startsAt: silence.startsAt,
            endsAt: max(silence.endsAt, now) + span,
            createdBy: silence.createdBy,
            comment: silence.comment,
            annotations: silence.annotations
        )
    }
}
