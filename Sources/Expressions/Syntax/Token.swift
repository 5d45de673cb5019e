import Model

/// The smallest meaningful piece of an expression and where it stands.
struct Token: Sendable, Hashable {
    /// What a token is.
    enum Kind: Sendable, Hashable {
        case number(Double)
        case duration(TimeSpan)
        case percent(Double)
        /// A literal that cannot be read, with what is wrong about it.
        case badLiteral(String)
        case name(String)
        case keyword(Keyword)
        case comparison(Comparison)
        case plus
        case minus
        case times
        case divide
        case open
        case close
        case comma
        /// `.`, in templates only.
        case dot
        /// `|`, in templates only.
        case pipe
        /// A character that begins no token.
        case unexpected(Unicode.Scalar)
        case end
    }

    /// What it is.
    var kind: Kind
    /// Its characters, in Unicode scalars from the start of the source text; empty at the end.
    var range: Range<Int>
}

/// A word that no metric, function or `let` may be called.
enum Keyword: String, Sendable, CaseIterable {
    case and
    case or
    case not
    case above
    case below
    case at
    case least
    case most
    case `is`
    case by
    case over
    case `in`
    case labels
    case value
    case raw

    /// The keyword that is written so, found by its hash.
    static func named(_ text: String) -> Keyword? { byName[text] }

    private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })

    /// How many bytes the longest one has.
    static let maximumLength = allCases.map(\.rawValue.utf8.count).max() ?? 0
}

/// How two numbers are compared; the raw value is the symbol.
enum Comparison: String, Sendable, CaseIterable {
    case above = ">"
    case atLeast = ">="
    case below = "<"
    case atMost = "<="
    case equal = "=="
    case notEqual = "!="
}
