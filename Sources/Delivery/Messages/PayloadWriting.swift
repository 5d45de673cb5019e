import Alerting
import JSON
import Mustache

/// Writes the JSON document of a payload for one document.
struct PayloadWriting {
    let document: MustacheValue

    /// The longest single text of it, in bytes.
    private static let textLimit = 1 << 20

    func bytes(_ payload: PayloadValue) -> [UInt8] {
        var json = JSONWriter()
        write(payload, to: &json)
        return json.bytes
    }

    private func write(_ payload: PayloadValue, to json: inout JSONWriter) {
        switch payload {
        case .text(let text):
            if let value = text.template.wholeValue(in: document) {
                write(value, to: &json)
            } else {
                json.string(text.template.render(document, limit: Self.textLimit))
            }
        case .number(let number): json.raw(number)
        case .flag(let flag): json.bool(flag)
        case .null: json.null()
        case .array(let values):
            json.array { json in
                for value in values { write(value, to: &json) }
            }
        case .object(let members):
            json.object { json in
                for member in members {
                    json.member(member.name) { write(member.value, to: &$0) }
                }
            }
        }
    }

    private func write(_ value: MustacheValue, to json: inout JSONWriter) {
        switch value {
        case .none: json.null()
        case .text(let text): json.string(text)
        case .number(let number): json.number(number)
        case .flag(let flag): json.bool(flag)
        case .list(let items):
            json.array { json in
                for item in items { write(item, to: &json) }
            }
        case .object(let members):
            json.object { json in
                for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                    json.member(name) { write(value, to: &$0) }
                }
            }
        }
    }
}
