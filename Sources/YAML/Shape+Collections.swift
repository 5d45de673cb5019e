package import Diagnostics

extension Shape {
    /// A list; items that cannot be read are left out after they have been reported.
    ///
    /// With `acceptsSingle` an item that stands alone counts as a list of one.
    package static func list<Item>(
        of item: Shape<Item>,
        isEmptyAllowed: Bool = true,
        acceptsSingle: Bool = false
    ) -> Shape where Value == [Item] {
        let wanted = "a list"
        return Shape(wanted, example: item.example.map { "[\($0)]" }) { node, subject, diagnostics in
            guard case .sequence(let sequence) = node else {
                if acceptsSingle { return item.read(node, as: subject, into: &diagnostics).map { [$0] } ?? [] }
                let help = listHelp(node, example: item.example)
                diagnostics.append(YAMLDiagnostics.wrongType(node, subject, wanted: wanted, help: help))
                return nil
            }
            if sequence.items.isEmpty, !isEmptyAllowed {
                diagnostics.append(YAMLDiagnostics.emptyList(subject, at: sequence.range))
                return nil
            }
            var values: [Item] = []
            values.reserveCapacity(sequence.items.count)
            let place = subject.item
            for node in sequence.items {
                if let value = item.read(node, as: place, into: &diagnostics) { values.append(value) }
            }
            return values
        }
    }

    /// A mapping, called `what` in messages ("a rule"), that `read` takes apart.
    ///
    /// When `read` is done, every key that it has not asked for is reported as unknown. `help` says to who wrote no
    /// mapping how to begin.
    package static func mapping(
        _ what: String,
        example: String? = nil,
        help: String? = nil,
        read: @escaping (inout MappingReader) -> Value?
    ) -> Shape {
        Shape(what, example: example) { node, subject, diagnostics in
            guard case .mapping(let mapping) = node else {
                let wanted = "a mapping"
                let help = help ?? "\(what) is written as keys with values"
                diagnostics.append(YAMLDiagnostics.wrongType(node, subject, wanted: wanted, help: help))
                return nil
            }
            var reader = MappingReader(mapping, what)
            let value = read(&reader)
            diagnostics += reader.finish()
            return value
        }
    }

    /// A mapping whose keys are the user's own, in the order written; a key without a value is as if absent.
    package static func table<Item>(of item: Shape<Item>) -> Shape where Value == [TableEntry<Item>] {
        Shape("a mapping", example: item.example.map { "{ name: \($0) }" }) { node, subject, diagnostics in
            guard case .mapping(let mapping) = node else {
                let help = "write each as `name: value`"
                diagnostics.append(YAMLDiagnostics.wrongType(node, subject, wanted: "a mapping", help: help))
                return nil
            }
            let (entries, mistakes) = SplitTexts.find(in: mapping, of: subject)
            diagnostics += mistakes
            var table: [TableEntry<Item>] = []
            table.reserveCapacity(entries.count)
            for entry in entries where !entry.value.isNoValue {
                let name = entry.key.isSubstituted ? Subject("a value of \(subject)") : .entry(entry.key)
                guard let value = item.read(entry.value, as: name, into: &diagnostics) else { continue }
                table.append(TableEntry(key: entry.key, value: value))
            }
            return table
        }
    }

    /// One thing when a scalar is written, another when a list is, or a mapping; `wanted` names them all.
    package static func either(
        _ wanted: String,
        scalar: Shape? = nil,
        list: Shape? = nil,
        mapping: Shape? = nil
    ) -> Shape {
        Shape(wanted) { node, subject, diagnostics in
            let shape: Shape? =
                switch node {
                case .scalar: scalar
                case .sequence: list
                case .mapping: mapping
                case .unreadable: nil
                }
            if let shape { return shape.read(node, as: subject, into: &diagnostics) }
            diagnostics.append(YAMLDiagnostics.wrongType(node, subject, wanted: wanted, help: nil))
            return nil
        }
    }

    private static func listHelp(_ node: Node, example: String?) -> String {
        switch node {
        case .scalar(let scalar) where !scalar.isSubstituted && scalar.style != .literal && scalar.style != .folded:
            let text = scalar.text.text
            let needsQuotes = scalar.style != .plain || text.contains { ",[]{}".contains($0) }
            return needsQuotes && !text.contains("'") ? "write `['\(text)']`" : "write `[\(text)]`"
        default:
            return "write each item after `- `" + (example.map { ", for example `- \($0)`" } ?? "")
        }
    }
}

/// One key of the user's own with its value.
package struct TableEntry<Value> {
    /// The key.
    package let key: Node.Scalar
    /// What it is given.
    package let value: Value

    /// The key as text, with its place.
    package var name: Located<String> { Located(key.text.text, at: key.range) }
}

extension TableEntry: Sendable where Value: Sendable {}
