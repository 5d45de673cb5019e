/// A set of label names with their values, sorted by name; no name has an empty value.
///
/// An empty label is the same as none, so it is never kept. Order is that of Unicode scalars.
package struct Labels: Sendable, Hashable {
    /// One name with its value.
    package struct Pair: Sendable, Hashable, Comparable {
        /// The label's name.
        package let name: String
        /// Its value.
        package let value: String

        /// That name with that value.
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }

        package static func < (left: Pair, right: Pair) -> Bool {
            if left.name != right.name { return left.name.precedesInScalars(right.name) }
            return left.value.precedesInScalars(right.value)
        }
    }

    /// The pairs in order of their names.
    package private(set) var pairs: [Pair]

    /// No labels.
    package init() {
        pairs = []
    }

    /// The labels of `pairs`; of a name given twice the last value stays.
    package init(_ pairs: some Sequence<(String, String)>) {
        self.init()
        var values: [String: String] = [:]
        for (name, value) in pairs { values[name] = value }
        self.pairs = values.compactMap { $0.value.isEmpty ? nil : Pair($0.key, $0.value) }.sorted()
    }

    /// The labels of a dictionary.
    package init(_ values: [String: String]) {
        self.init(values.map { ($0.key, $0.value) })
    }

    /// Whether there is none.
    package var isEmpty: Bool { pairs.isEmpty }

    /// The value of a label; nil for one that is not there, and an empty text takes it away.
    package subscript(name: String) -> String? {
        get { pairs.first { $0.name == name }?.value }
        set {
            let index = pairs.firstIndex { !$0.name.precedesInScalars(name) } ?? pairs.endIndex
            let isThere = index < pairs.endIndex && pairs[index].name == name
            switch (newValue ?? "", isThere) {
            case ("", true): pairs.remove(at: index)
            case ("", false): break
            case (let value, true): pairs[index] = Pair(name, value)
            case (let value, false): pairs.insert(Pair(name, value), at: index)
            }
        }
    }

    /// These labels with `others` over them; an empty value of `others` takes a label away.
    package func overlaid(with others: some Sequence<(String, String)>) -> Labels {
        var result = self
        for (name, value) in others { result[name] = value }
        return result
    }

    /// These labels with `others` over them.
    package func overlaid(with others: Labels) -> Labels {
        if others.isEmpty { return self }
        var result = Labels()
        result.pairs.reserveCapacity(pairs.count + others.pairs.count)
        var rest = pairs[...]
        for other in others.pairs {
            while let pair = rest.first, pair.name.precedesInScalars(other.name) {
                result.pairs.append(pair)
                rest.removeFirst()
            }
            if rest.first?.name == other.name { rest.removeFirst() }
            result.pairs.append(other)
        }
        result.pairs += rest
        return result
    }

    /// The labels that are named in `names`.
    package func only(_ names: some Collection<String>) -> Labels {
        var result = self
        result.pairs.removeAll { !names.contains($0.name) }
        return result
    }

    /// The labels that `other` has with the same value.
    package func common(with other: Labels) -> Labels {
        var result = self
        result.pairs.removeAll { other[$0.name] != $0.value }
        return result
    }

    /// The labels without `name`.
    package func without(_ name: String) -> Labels {
        var result = self
        result[name] = nil
        return result
    }
}

extension Labels: Comparable {
    /// Order by the sorted (name, value) pairs, compared as Unicode scalars.
    package static func < (left: Labels, right: Labels) -> Bool {
        left.pairs.lexicographicallyPrecedes(right.pairs)
    }
}

extension Labels: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, String)...) {
        self.init(elements)
    }
}

extension Labels: Codable {
    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode([String: String].self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Dictionary(pairs.map { ($0.name, $0.value) }) { _, last in last })
    }
}

extension Labels: CustomStringConvertible {
    /// The form `{name="value", other="value"}`, as Alertmanager writes label sets.
    package var description: String {
        "{" + pairs.map { "\($0.name)=\"\($0.value.escapedForMatcher)\"" }.joined(separator: ", ") + "}"
    }
}

extension String {
    /// Whether this text stands before `other` in the order of Unicode scalars.
    ///
    /// The order of UTF-8 bytes is that order; Swift's own compares canonically equal texts as equal.
    package func precedesInScalars(_ other: String) -> Bool {
        utf8.lexicographicallyPrecedes(other.utf8)
    }

    /// The text with backslash, quote and line end escaped, as between the quotes of a matcher.
    package var escapedForMatcher: String {
        let escaped = [UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "\n")]
        guard utf8.contains(where: escaped.contains) else { return self }
        var result = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
