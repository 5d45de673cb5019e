package import Diagnostics

/// Takes a mapping apart by its keys and notes every mistake on the way.
///
/// It is made by ``Shape/mapping(_:read:)``. Each key that the mapping may have is asked for once; what nobody asked
/// for is unknown. A key with no value is as if absent. Values that are wrong are reported and read as nil.
///
///     let rule = Shape.mapping("a rule") { reader in
///         let name = reader.required("alert", .string)
///         let condition = reader.optional("when", .text)
///         let levels = reader.optional("levels", .list(of: .mapping("a level", read: Level.init)))
///         reader.exclude("when", "levels")
///         return name.map { Rule(name: $0, condition: condition, levels: levels) }
///     }
package struct MappingReader {
    /// The place of the mapping.
    package let range: SourceRange
    /// What messages call the mapping: "a rule".
    package let what: String
    private let mapping: Node.Mapping
    private let entries: [Node.Mapping.Entry]
    private var known: [String] = []
    /// Which entries have been asked for.
    private var areRead: [Bool]
    private var unavailable: [String: String?] = [:]
    private var foreign: [String: String] = [:]
    private var diagnostics: [Diagnostic]

    init(_ mapping: Node.Mapping, _ what: String) {
        self.mapping = mapping
        self.what = what
        range = mapping.range
        (entries, diagnostics) = SplitTexts.find(in: mapping, of: Subject(what))
        areRead = Array(repeating: false, count: entries.count)
    }

    // MARK: - Values

    /// The value of `key`; nil when it is absent or wrong.
    package mutating func optional<Value>(_ key: String, _ shape: Shape<Value>) -> Value? {
        guard let node = node(key) else { return nil }
        return shape.read(node, as: .key(key), into: &diagnostics)
    }

    /// The value of `key`; nil when it is wrong, or absent, which is a mistake.
    package mutating func required<Value>(_ key: String, _ shape: Shape<Value>) -> Value? {
        guard let node = node(key) else {
            reportMissing(key, help: shape.example.map { "for example `\(key): \($0)`" })
            return nil
        }
        return shape.read(node, as: .key(key), into: &diagnostics)
    }

    /// What stands at `key`, as it is; nil when it is absent.
    package mutating func node(_ key: String) -> Node? {
        known.append(key)
        guard let index = index(of: key) else { return nil }
        areRead[index] = true
        return entries[index].value.isNoValue ? nil : entries[index].value
    }

    /// The key as it stands in the file, if it has a value: the place for a mistake about the key itself.
    package func key(_ name: String) -> Node.Scalar? {
        valueIndex(of: name).map { entries[$0].key }
    }

    // MARK: - Keys

    /// Knows `keys` that are read by other means.
    package mutating func allow(_ keys: String...) {
        known += keys
    }

    /// Knows a key of the language that this version does not offer; `help` says what to do instead.
    package mutating func refuse(_ key: String, help: String? = nil) {
        unavailable[key] = .some(help)
    }

    /// Knows keys that others have for what is written otherwise here: they stay mistakes, with that help.
    package mutating func explain(_ keys: KeyValuePairs<String, String>) {
        for (key, help) in keys { foreign[key] = help }
    }

    /// Reports the later of two keys that exclude each other, when both have a value.
    package mutating func exclude(_ first: String, _ second: String) {
        guard let one = valueIndex(of: first), let other = valueIndex(of: second) else { return }
        let (earlier, later) = (entries[min(one, other)].key, entries[max(one, other)].key)
        diagnostics.append(YAMLDiagnostics.conflictingKeys(later, with: earlier))
    }

    // MARK: - Mistakes

    /// Notes a mistake that the caller found.
    package mutating func report(_ diagnostic: Diagnostic) {
        diagnostics.append(diagnostic)
    }

    /// Reports that `key` is missing, at the first key of the mapping, or at the mapping when it is empty.
    package mutating func reportMissing(_ key: String, help: String? = nil) {
        // A mistake that took entries away may have taken this one.
        guard !mapping.isIncomplete else { return }
        let place = mapping.entries.first?.key.range ?? range
        diagnostics.append(YAMLDiagnostics.missingKey(key, of: what, at: place, help: help))
    }

    /// All mistakes, those about unknown keys included.
    consuming func finish() -> [Diagnostic] {
        for index in entries.indices where !areRead[index] {
            let entry = entries[index]
            let name = entry.key.text.text
            if known.contains(name) { continue }
            if let help = unavailable[name] {
                diagnostics.append(YAMLDiagnostics.notAvailable(entry.key, help: help))
                continue
            }
            if let help = foreign[name] {
                diagnostics.append(YAMLDiagnostics.foreignKey(entry.key, of: what, help: help))
                continue
            }
            let isBare = mapping.isFlow && entry.value.isNoValue
            let help = isBare ? "a text with a comma needs quotes inside braces" : nil
            diagnostics.append(YAMLDiagnostics.unknownKey(entry.key, of: what, known: known, help: help))
        }
        return diagnostics
    }

    /// The place of `key` among the entries; keys are few, and stand once.
    private func index(of key: String) -> Int? { entries.firstIndex { $0.key.text.text == key } }

    /// The same for a key that has a value.
    private func valueIndex(of key: String) -> Int? {
        index(of: key).flatMap { entries[$0].value.isNoValue ? nil : $0 }
    }
}
