import JSON
import Model

extension JSONWriter {
    /// A member whose value is a time in the form of Alertmanager's API, always with milliseconds.
    mutating func member(_ name: String, _ time: Timestamp) {
        let text = time.rfc3339
        member(name, text.contains(".") ? text : text.dropLast() + ".000Z")
    }

    /// A member whose value is an object of labels.
    mutating func member(_ name: String, _ labels: Labels) {
        member(name) { $0.labels(labels) }
    }

    /// An object of labels.
    mutating func labels(_ labels: Labels) {
        object { writer in
            for pair in labels.pairs { writer.member(pair.name, pair.value) }
        }
    }

    /// A member whose value is a list of texts.
    mutating func member(_ name: String, _ texts: [String]) {
        member(name) { writer in
            writer.array { writer in
                for text in texts { writer.string(text) }
            }
        }
    }
}
