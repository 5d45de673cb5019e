/// A piece of the document that templates print.
package indirect enum MustacheValue: Sendable, Hashable {
    /// Nothing: a member that is absent.
    case none
    /// A text.
    case text(String)
    /// A number, printed without a fraction where it is whole.
    case number(Double)
    /// True or false.
    case flag(Bool)
    /// Several, in order.
    case list([MustacheValue])
    /// Members by name.
    case object([String: MustacheValue])

    /// What a tag prints for it; nothing for what is no single value.
    package var printed: String {
        switch self {
        case .none, .list, .object: ""
        case .text(let text): text
        case .number(let number): Int64(exactly: number).map(String.init) ?? "\(number)"
        case .flag(let flag): flag ? "true" : "false"
        }
    }

    /// Whether a section of it is passed over: nothing, false, 0, and what is empty.
    package var isFalse: Bool {
        switch self {
        case .none: true
        case .text(let text): text.isEmpty
        case .number(let number): number == 0
        case .flag(let flag): !flag
        case .list(let list): list.isEmpty
        case .object(let members): members.isEmpty
        }
    }
}
