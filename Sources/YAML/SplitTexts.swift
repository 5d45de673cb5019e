import Diagnostics

/// Texts in braces that a comma has cut in two: `{ when: sum(x by (vdn, team)) above 1 }`.
///
/// To YAML what follows the comma is a key without a value. That is hardly ever meant when it holds what no name does.
enum SplitTexts {
    /// The entries without the cut-off keys, the cut text passed over, and one mistake for each text.
    static func find(in mapping: Node.Mapping, of what: Subject) -> ([Node.Mapping.Entry], [Diagnostic]) {
        let entries = mapping.entries
        guard mapping.isFlow, entries.dropFirst().contains(where: { isRest($0) && !isName($0.key) }) else {
            return (entries, [])
        }
        var kept: [Node.Mapping.Entry] = []
        var diagnostics: [Diagnostic] = []
        var index = 0
        while index < entries.count {
            let rest = entries[(index + 1)...].prefix(while: isRest)
            if let text = plainText(entries[index]), let first = rest.first, rest.contains(where: { !isName($0.key) }) {
                let whole = ([text] + rest.map(\.key.text.text)).joined(separator: ", ")
                diagnostics.append(
                    YAMLDiagnostics.splitText(first.key, of: what.description, text: whole, after: entries[index])
                )
                kept.append(.init(key: entries[index].key, value: .unreadable(entries[index].value.range)))
                index += rest.count + 1
            } else {
                kept.append(entries[index])
                index += 1
            }
        }
        return (kept, diagnostics)
    }

    /// Whether it is a key without quotes and with nothing behind it, not even a `:`.
    private static func isRest(_ entry: Node.Mapping.Entry) -> Bool {
        guard case .scalar(let value) = entry.value else { return false }
        return entry.key.style == .plain && value.isNoValue && value.text.text.isEmpty
    }

    /// The text of a value without quotes.
    private static func plainText(_ entry: Node.Mapping.Entry) -> String? {
        guard case .scalar(let value) = entry.value, value.style == .plain, !value.isNoValue, !value.isSubstituted
        else { return nil }
        return value.text.text
    }

    private static func isName(_ key: Node.Scalar) -> Bool {
        key.text.text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: byte >= 0x80
            }
        }
    }
}
