/// The header fields of a request or a response, in order, a name as often as it came.
package struct HTTPHeaders: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    /// One field, as it stands on the wire.
    package struct Field: Hashable, Sendable {
        /// The name, in the case it was written or came in.
        package var name: String
        /// The value, without blanks around it when it came from a server.
        package var value: String

        /// A field of a name and a value, which are checked when they are sent.
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// All fields in order.
    package private(set) var fields: [Field]

    /// Fields in the order they are to be sent.
    package init(_ fields: [Field] = []) {
        self.fields = fields
    }

    /// Fields in the order of the literal; a name may stand more than once.
    package init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { Field(name: $0.0, value: $0.1) }
    }

    /// Adds a field, also to others of that name.
    package mutating func append(name: String, value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// The value of the first field of that name, whatever its case.
    package subscript(name: String) -> String? {
        let wanted = name.lowercased()
        return fields.first { $0.name.lowercased() == wanted }?.value
    }

    /// Joins a continuation line to the last field (RFC 9112 section 5.2).
    mutating func fold(_ continuation: String) {
        guard let last = fields.indices.last else { return }
        fields[last].value += " " + continuation
    }
}
