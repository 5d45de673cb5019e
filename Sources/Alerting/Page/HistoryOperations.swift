package import Model

/// What people and programs may ask of what happened.
package protocol HistoryOperations: Sendable {
    /// Lines of history, newest first.
    func history(_ question: HistoryQuestion) async -> HistoryAnswer
}

/// One line of history with its place.
package struct HistoryLine: Sendable, Hashable {
    /// Its place: lines that were recorded later have greater numbers.
    package let number: Int64
    /// What happened.
    package let entry: HistoryEntry

    /// That line at that place.
    package init(number: Int64, entry: HistoryEntry) {
        self.number = number
        self.entry = entry
    }
}

/// Some lines of history, newest first.
package struct HistoryPage: Sendable, Hashable {
    /// The lines.
    package let lines: [HistoryLine]
    /// Where to go on: with the lines before that number; nil when there are no more.
    ///
    /// It may be there with few lines or none: so much was looked through at once.
    package let next: Int64?

    /// Those lines, and where to go on.
    package init(lines: [HistoryLine], next: Int64?) {
        self.lines = lines
        self.next = next
    }
}

/// What is said to who asks about history.
package enum HistoryAnswer: Sendable, Hashable {
    /// The lines, as JSON.
    case found(json: String)
    /// The store could not be read.
    case failed(String)
}

/// Which lines of history are asked for.
package struct HistoryQuestion: Sendable, Hashable {
    /// What is wrong with a question, and what would be right.
    package struct Mistake: Error, Sendable, Hashable {
        /// In words.
        package let message: String
    }

    /// How many lines an answer has if it is not said.
    package static let usualLimit = 100
    /// How many lines an answer has at most.
    package static let greatestLimit = 1000
    /// The longest text that can be searched for.
    private static let longestSearch = 200

    /// The alert that they are about; nil for all.
    package var fingerprint: Fingerprint?
    /// What happened; nil for anything.
    package var kind: HistoryEntry.Kind?
    /// What stands in the text or the labels, letters of ASCII in either case; nil for anything.
    package var search: String?
    /// The number before which they were recorded; nil for the newest.
    package var before: Int64?
    /// How many there are at most.
    package var limit: Int

    /// A question for the newest lines.
    package init(
        fingerprint: Fingerprint? = nil,
        kind: HistoryEntry.Kind? = nil,
        search: String? = nil,
        before: Int64? = nil,
        limit: Int = usualLimit
    ) {
        self.fingerprint = fingerprint
        self.kind = kind
        self.search = search
        self.before = before
        self.limit = limit
    }

    /// The question that a query asks; an empty value is none, as a form sends what was not filled in.
    package init(query: [(name: String, value: String)]) throws(Mistake) {
        self.init()
        var seen: Set<String> = []
        for (name, value) in query where !value.isEmpty {
            guard seen.insert(name).inserted else { throw Mistake(message: "`\(name)` stands there twice") }
            switch name {
            case "alert":
                guard let fingerprint = Fingerprint(parsing: value) else {
                    throw Mistake(message: "`\(value)` is no fingerprint of an alert; it has 16 digits, 0 to f")
                }
                self.fingerprint = fingerprint
            case "kind":
                guard let kind = HistoryEntry.Kind(rawValue: value) else {
                    let kinds = HistoryEntry.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                    throw Mistake(message: "`\(value)` is nothing that happens; there are \(kinds)")
                }
                self.kind = kind
            case "search":
                guard value.utf8.count <= Self.longestSearch else {
                    throw Mistake(message: "`search` is longer than \(Self.longestSearch) bytes")
                }
                search = value
            case "before":
                guard let number = Int64(value), number > 0 else {
                    throw Mistake(message: "`before` is the `next` of an answer, not `\(value)`")
                }
                before = number
            case "limit":
                guard let limit = Int(value), (1...Self.greatestLimit).contains(limit) else {
                    throw Mistake(message: "`limit` is a whole number from 1 to \(Self.greatestLimit), not `\(value)`")
                }
                self.limit = limit
            default:
                throw Mistake(
                    message: "there is no parameter `\(name)`; there are alert, kind, search, before and limit"
                )
            }
        }
    }
}

extension Fingerprint {
    /// The fingerprint that `text` writes as 16 hexadecimal digits.
    package init?(parsing text: String) {
        guard text.utf8.count == 16, let value = UInt64(text, radix: 16) else { return nil }
        self.init(value: value)
    }
}
