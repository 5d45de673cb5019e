import JSON

/// Any value of JSON, for what somebody else chose the form of.
enum JSONValue: Decodable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    /// The member of that name; nil for none, for null, and for what is no object.
    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self, let value = members[name] else { return nil }
        if case .null = value { return nil }
        return value
    }

    /// The text that it is; nil for another value.
    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The elements that it has; none for what is no list.
    var elements: [JSONValue] {
        if case .list(let elements) = self { elements } else { [] }
    }

    /// A text as it is, every other value as JSON.
    var shown: String {
        if case .text(let text) = self { return text }
        var writer = JSONWriter()
        write(to: &writer)
        return writer.text
    }

    private func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .bool(let value): writer.bool(value)
        case .integer(let value): writer.integer(value)
        case .number(let value): writer.number(value)
        case .text(let value): writer.string(value)
        case .list(let values):
            writer.array { writer in
                for value in values { value.write(to: &writer) }
            }
        case .object(let members):
            writer.object { writer in
                for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                    writer.member(name) { value.write(to: &$0) }
                }
            }
        }
    }
}
