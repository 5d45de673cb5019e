import Diagnostics
import YAML

/// A configuration file and what it includes, put together as if it were one file.
struct ConfigurationTree {
    /// The joined content.
    private(set) var root: Node
    /// The files as they were read, nothing put in, in order.
    private(set) var documents: [YAMLDocument] = []
    /// The mistakes in reading and joining.
    private(set) var diagnostics: [Diagnostic] = []
    private let reader: FileReader
    private var seen: Set<String> = []

    /// The file at `path` with all that it includes.
    init(_ path: String, _ reader: FileReader) {
        self.reader = reader
        root = .unreadable(SourceFile(name: path, text: "").start)
        if let node = content(of: path, asked: nil) { root = node }
    }

    /// The content of a file joined with what it includes; nil when it cannot be read or was read before.
    private mutating func content(of path: String, asked: Node.Scalar?) -> Node? {
        guard seen.insert(path).inserted else { return nil }
        switch reader.read(path) {
        case .failure(let problem):
            let place = asked?.range ?? SourceFile(name: path, text: "").start
            diagnostics.append(.unreadableFile(path, in: asked, problem, at: place))
            return nil
        case .success(let bytes):
            let document = YAMLReader.read(bytes: bytes, name: path)
            documents.append(document)
            diagnostics += document.diagnostics
            guard let node = document.node, !node.isNoValue else {
                // An empty file says nothing; one that could not be read must not count as empty.
                return document.diagnostics.isEmpty
                    ? .mapping(.init([], isFlow: false, at: document.file.start)) : nil
            }
            var substitution = Substitution(reader)
            let content = substitution.apply(to: node)
            diagnostics += substitution.diagnostics
            return including(content)
        }
    }

    /// `node` without its key `include`, joined with the files that it names.
    private mutating func including(_ node: Node) -> Node {
        guard case .mapping(var mapping) = node,
            let index = mapping.entries.firstIndex(where: { $0.key.text.text == "include" })
        else { return node }
        let include = mapping.entries.remove(at: index).value
        guard !include.isNoValue else { return .mapping(mapping) }
        var result = Node.mapping(mapping)
        let names = Shape.list(of: .scalar).read(include, as: "`include`", into: &diagnostics) ?? []
        for name in names {
            for path in reader.files(named: name, &diagnostics) {
                guard let other = content(of: path, asked: name) else { continue }
                guard case .mapping = other else {
                    diagnostics.append(
                        Shape<Node>.mapping("a configuration file") { _ in nil }.wrongType(other, "the file")
                    )
                    continue
                }
                result = join(result, other, key: nil)
            }
        }
        return result
    }

    /// Both nodes in one: the entries of mappings, the items of lists.
    ///
    /// A single value must not be given twice.
    private mutating func join(_ first: Node, _ second: Node, key: (first: Node.Scalar, second: Node.Scalar)?) -> Node {
        switch (first, second) {
        case (.mapping(let one), .mapping(let other)): return .mapping(join(one, other))
        case (.sequence(var one), .sequence(let other)):
            one.items += other.items
            return .sequence(one)
        case (.unreadable, _), (_, .unreadable): return .unreadable(first.range)
        case _ where first.isNoValue: return second
        case _ where second.isNoValue: return first
        default:
            if let key { diagnostics.append(.givenTwice(key.second, first: key.first)) }
            return first
        }
    }

    private mutating func join(_ first: Node.Mapping, _ second: Node.Mapping) -> Node.Mapping {
        var entries = first.entries
        var places: [String: Int] = [:]
        for (index, entry) in entries.enumerated() { places[entry.key.text.text] = index }
        for entry in second.entries {
            guard let place = places[entry.key.text.text] else {
                entries.append(entry)
                continue
            }
            let value = join(entries[place].value, entry.value, key: (entries[place].key, entry.key))
            let key = entries[place].value.isNoValue ? entry.key : entries[place].key
            entries[place] = .init(key: key, value: value)
        }
        return Node.Mapping(
            entries,
            isFlow: first.isFlow,
            isIncomplete: first.isIncomplete || second.isIncomplete,
            at: first.range
        )
    }
}
