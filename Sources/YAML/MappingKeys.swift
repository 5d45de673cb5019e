import Diagnostics

/// The keys of a mapping as they come, to find those that cannot be one.
struct MappingKeys {
    /// What is wrong with a key.
    struct Mistake: Error {
        /// The message about it; none when it has been given already.
        let diagnostics: [Diagnostic]
        /// Whether the key is only there twice, so that nothing is lost with it.
        var isRepetition = false
    }

    /// Few keys are compared one by one, which is faster than hashing.
    private static let few = 8
    private var indexes: [String: Int] = [:]

    /// `node` as the next key after those of `entries`, which are all that were good.
    mutating func check(
        _ node: Node,
        after entries: [Node.Mapping.Entry],
        isInFlow: Bool
    ) -> Result<Node.Scalar, Mistake> {
        switch node {
        case .unreadable:
            return .failure(Mistake(diagnostics: []))
        case .sequence, .mapping:
            return .failure(Mistake(diagnostics: [YAMLDiagnostics.invalidKey(node, isInFlow: isInFlow)]))
        case .scalar(let key):
            let name = key.text.text
            if key.style == .plain, name.isEmpty {
                return .failure(Mistake(diagnostics: [YAMLDiagnostics.emptyKey(at: key.range)]))
            }
            if key.style == .plain, name == "<<" {
                return .failure(Mistake(diagnostics: [YAMLDiagnostics.mergeKey(at: key.range)]))
            }
            if let first = index(of: name, in: entries) {
                let diagnostic = YAMLDiagnostics.duplicateKey(key, first: entries[first].key.range)
                return .failure(Mistake(diagnostics: [diagnostic], isRepetition: true))
            }
            return .success(key)
        }
    }

    private mutating func index(of name: String, in entries: [Node.Mapping.Entry]) -> Int? {
        guard entries.count > Self.few else { return entries.firstIndex { $0.key.text.text == name } }
        for index in indexes.count..<entries.count { indexes[entries[index].key.text.text] = index }
        return indexes[name]
    }
}
