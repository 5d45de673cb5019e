import JSON

extension JSONWriter {
    /// An object of texts, in order of their names.
    mutating func member(_ name: String, _ texts: [String: String]) {
        member(name) { json in
            json.object { $0.members(texts) }
        }
    }

    /// Members of texts in order of their names.
    mutating func members(_ texts: [String: String]) {
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) { member(name, text) }
    }

    /// A member, if there is something to say.
    mutating func memberIfAny(_ name: String, _ text: String?) {
        if let text { member(name, text) }
    }

    /// An array of what `write` writes for each of `items`.
    mutating func member<Items: Sequence>(
        _ name: String,
        each items: Items,
        _ write: (inout JSONWriter, Items.Element) -> Void
    ) {
        member(name) { json in
            json.array { json in
                for item in items { write(&json, item) }
            }
        }
    }

    /// The bytes of an object whose members `body` writes.
    static func object(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter()
        json.object(body)
        return json.bytes
    }
}
