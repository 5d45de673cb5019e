/// What a document has, so that a template can be checked before there is one.
package indirect enum MustacheSchema: Sendable {
    /// A text.
    case text
    /// A number.
    case number
    /// True or false.
    case flag
    /// Texts or numbers by names that are not known, such as labels.
    case table(MustacheSchema)
    /// Several of the same.
    case list(of: MustacheSchema)
    /// Members of these names; any of them may be absent.
    case object([String: MustacheSchema])

    /// Whether a tag can print it.
    package var isPrintable: Bool {
        switch self {
        case .text, .number, .flag: true
        case .table, .list, .object: false
        }
    }
}
