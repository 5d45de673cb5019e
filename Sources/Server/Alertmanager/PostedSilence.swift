import Alerting
import FoundationEssentials
import JSON
import Model

/// A silence as it is sent to the API: Alertmanager's form, and two members more, `interval` and `dryRun`.
struct PostedSilence {
    /// The most bytes of a body.
    static let mostBytes = 64 << 10
    /// The most matchers of a silence.
    static let mostMatchers = 50
    /// The most bytes of an author, and of an interval's name.
    static let longestName = 256
    /// The most bytes of a comment.
    static let longestComment = 4096
    /// The most annotations.
    static let mostAnnotations = 50

    /// What is asked for.
    let draft: SilenceDraft
    /// Whether only to say what it would cover.
    let isDryRun: Bool

    /// Reads a body; what it says that nobody knows is passed over, as Alertmanager does.
    init(_ bytes: some Sequence<UInt8>) throws(RequestMistake) {
        if let mistake = JSONSyntax.mistake(in: bytes) {
            throw RequestMistake(message: "the body is no JSON: \(mistake)")
        }
        let body: Body
        do {
            body = try JSONDecoder().decode(Body.self, from: Data(bytes))
        } catch let error as DecodingError {
            throw RequestMistake(error, what: "silence")
        } catch {
            throw RequestMistake(message: "the body is no silence: \(error)")
        }
        try self.init(body)
    }

    private struct Body: Decodable {
        struct Matcher: Decodable {
            var name: String
            var value: String
            var isRegex: Bool
            var isEqual: Bool?
        }

        var id: String?
        var matchers: [Matcher]
        var startsAt: String
        var endsAt: String
        var createdBy: String
        var comment: String
        var annotations: [String: String]?
        var interval: String?
        var dryRun: Bool?
    }

    private init(_ body: Body) throws(RequestMistake) {
        try Self.limit(body.createdBy, to: Self.longestName, "`createdBy`")
        try Self.limit(body.interval ?? "", to: Self.longestName, "`interval`")
        try Self.limit(body.comment, to: Self.longestComment, "`comment`")
        guard body.annotations?.count ?? 0 <= Self.mostAnnotations else {
            throw RequestMistake(message: "a silence may have \(Self.mostAnnotations) annotations at most")
        }
        draft = SilenceDraft(
            id: body.id.flatMap { $0.isEmpty ? nil : $0 },
            matchers: try Self.matchers(body.matchers),
            startsAt: try Self.time(body.startsAt, "`startsAt`"),
            endsAt: try Self.time(body.endsAt, "`endsAt`"),
            hours: body.interval.map { $0.isEmpty ? .always : .during($0) } ?? .asBefore,
            createdBy: body.createdBy,
            comment: body.comment,
            annotations: Labels(body.annotations ?? [:])
        )
        isDryRun = body.dryRun ?? false
    }

    private static func matchers(_ written: [Body.Matcher]) throws(RequestMistake) -> [Matcher] {
        guard !written.isEmpty else { throw RequestMistake(message: "a silence needs a matcher at least") }
        guard written.count <= mostMatchers else {
            throw RequestMistake(message: "a silence may have \(mostMatchers) matchers at most")
        }
        var matchers: [Matcher] = []
        for matcher in written {
            guard !matcher.name.isEmpty else { throw RequestMistake(message: "a matcher needs the name of a label") }
            let comparison: Matcher.Operator =
                switch (matcher.isRegex, matcher.isEqual ?? true) {
                case (false, true): .equal
                case (false, false): .notEqual
                case (true, true): .matches
                case (true, false): .matchesNot
                }
            do {
                matchers.append(try Matcher(matcher.name, comparison, matcher.value))
            } catch {
                throw RequestMistake(
                    message: "the value of the matcher for `\(matcher.name)` is no regular expression: \(error.message)"
                )
            }
        }
        return matchers
    }

    private static func time(_ text: String, _ name: String) throws(RequestMistake) -> Timestamp {
        guard let time = Timestamp(rfc3339: text) else {
            throw RequestMistake(message: "\(name) is no time of RFC 3339, such as `2026-01-05T09:00:00Z`")
        }
        return time
    }

    private static func limit(_ text: String, to limit: Int, _ name: String) throws(RequestMistake) {
        guard text.utf8.count > limit else { return }
        throw RequestMistake(message: "\(name) is longer than \(limit) bytes")
    }
}
