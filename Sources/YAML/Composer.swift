import Diagnostics

/// The end of reading a file: it cannot be understood any further.
struct Unreadable: Error {
    /// Why.
    let diagnostic: Diagnostic
}

/// Builds the nodes of one document out of libyaml's events.
struct Composer: ~Copyable {
    /// The mistakes that do not keep the rest from being read.
    private(set) var diagnostics: [Diagnostic] = []

    private let file: SourceFile
    private var source: SourceIndex
    private var parser: EventParser
    private var anchors: [String: Anchor] = [:]
    /// Where the lists in brackets and mappings in braces begin that are being read.
    private var openBrackets: [SourcePosition] = []
    /// What has been read so far, what aliases stand for included.
    private var size = Size()
    private var sizeByAliases = Size()

    /// What a node is made of.
    private struct Size {
        var nodes = 0
        /// The text of its scalars, in bytes.
        var text = 0

        static func += (left: inout Size, right: Size) {
            left.nodes += right.nodes
            left.text += right.text
        }

        /// What came to it since it was `earlier`.
        func since(_ earlier: Size) -> Size { Size(nodes: nodes - earlier.nodes, text: text - earlier.text) }
    }

    private enum Anchor {
        /// Its node is being read.
        case open
        /// Its node with what it is made of, and how deep lists and mappings nest in it.
        case complete(Node, Size, height: Int)
    }

    /// A node and how deep the lists and mappings in it nest.
    private struct Composed {
        var node: Node
        var height = 0
    }

    /// A composer of `file`, whose text is `bytes`.
    init(_ file: SourceFile, bytes: [UInt8]) {
        self.file = file
        source = SourceIndex(bytes)
        parser = EventParser(bytes)
    }

    /// The node of the first document; nil when there is none, or nothing in it.
    mutating func compose() throws(Unreadable) -> Node? {
        var root: Node?
        var hasDocument = false
        while true {
            let event = try next()
            switch event.kind {
            case .separator:
                continue
            case .streamEnd:
                return root.flatMap { $0.isNoValue ? nil : $0 }
            case .documentStart:
                if hasDocument {
                    diagnostics.append(YAMLDiagnostics.severalDocuments(at: range(of: event)))
                    return root
                }
                hasDocument = true
                root = try node(from: try next(), depth: 0).node
            default:
                preconditionFailure("libyaml gives no node outside a document")
            }
        }
    }

    private mutating func next() throws(Unreadable) -> Event {
        do throws(EventParserProblem) {
            return try parser.next()
        } catch {
            let problem = SyntaxProblem(error, in: file, source, openBracket: openBrackets.last)
            throw Unreadable(diagnostic: problem.diagnostic)
        }
    }

    private func range(of event: Event) -> SourceRange {
        SourceRange(file: file, start: source.position(event.start), end: source.position(event.end))
    }

    // MARK: - Nodes

    /// The node that `event` begins, inside `depth` lists and mappings.
    private mutating func node(from event: Event, depth: Int) throws(Unreadable) -> Composed {
        let before = size
        if case .alias(let name) = event.kind { return try alias(name, at: range(of: event), depth: depth) }
        size.nodes += 1
        switch event.kind {
        case .scalar(let value, let style, let properties):
            size.text += value.utf8.count
            let scalar = scalar(value, style, properties, event)
            let composed = Composed(node: .scalar(scalar))
            remember(properties.anchor, composed, size.since(before))
            return composed
        case .sequenceStart(let isFlow, let properties):
            return try collection(event, properties, isFlow, depth, before) { composer, start throws(Unreadable) in
                try composer.sequence(from: start, isFlow: isFlow, depth: depth + 1)
            }
        case .mappingStart(let isFlow, let properties):
            return try collection(event, properties, isFlow, depth, before) { composer, start throws(Unreadable) in
                try composer.mapping(from: start, isFlow: isFlow, depth: depth + 1)
            }
        case .alias, .separator, .streamEnd, .documentStart, .collectionEnd:
            preconditionFailure("libyaml begins a node with an event of one")
        }
    }

    private mutating func collection(
        _ event: Event,
        _ properties: Event.Properties,
        _ isFlow: Bool,
        _ depth: Int,
        _ before: Size,
        read: (inout Composer, SourcePosition) throws(Unreadable) -> Composed
    ) throws(Unreadable) -> Composed {
        guard depth < YAMLReader.maximumDepth else {
            throw Unreadable(diagnostic: YAMLDiagnostics.nestingTooDeep(at: range(of: event)))
        }
        let start = properties.isEmpty ? source.position(event.start) : content(of: event, properties).position
        if let anchor = properties.anchor { anchors[anchor] = .open }
        if isFlow { openBrackets.append(start) }
        let composed = try read(&self, start)
        if isFlow { openBrackets.removeLast() }
        remember(properties.anchor, composed, size.since(before))
        return composed
    }

    private mutating func sequence(
        from start: SourcePosition,
        isFlow: Bool,
        depth: Int
    ) throws(Unreadable) -> Composed {
        var items: [Node] = []
        var height = 0
        while true {
            let event = try next()
            if case .collectionEnd = event.kind {
                let end = isFlow ? source.position(event.end) : items.last?.range.end ?? start
                let range = SourceRange(file: file, start: start, end: max(start, end))
                return Composed(node: .sequence(.init(items, isFlow: isFlow, at: range)), height: height + 1)
            }
            let item = try node(from: event, depth: depth)
            items.append(item.node)
            height = max(height, item.height)
        }
    }

    private mutating func mapping(
        from start: SourcePosition,
        isFlow: Bool,
        depth: Int
    ) throws(Unreadable) -> Composed {
        var keys = MappingKeys()
        var entries: [Node.Mapping.Entry] = []
        var isIncomplete = false
        var height = 0
        var lastEnd = start
        while true {
            let event = try next()
            if case .collectionEnd = event.kind {
                let end = isFlow ? source.position(event.end) : max(start, lastEnd)
                let range = SourceRange(file: file, start: start, end: end)
                // Of `{{ name }}` without quotes nothing is left to complain about.
                if isFlow, isIncomplete, entries.isEmpty { return Composed(node: .unreadable(range)) }
                let mapping = Node.Mapping(entries, isFlow: isFlow, isIncomplete: isIncomplete, at: range)
                return Composed(node: .mapping(mapping), height: height + 1)
            }
            let key = try node(from: event, depth: depth)
            let value = try node(from: try next(), depth: depth)
            height = max(height, key.height, value.height)
            lastEnd = max(lastEnd, key.node.range.end, value.node.range.end)
            switch keys.check(key.node, after: entries, isInFlow: isFlow) {
            case .success(let scalar): entries.append(.init(key: scalar, value: value.node))
            case .failure(let mistake):
                diagnostics += mistake.diagnostics
                isIncomplete = isIncomplete || !mistake.isRepetition
            }
        }
    }

    // MARK: - Scalars

    private mutating func scalar(
        _ value: String,
        _ style: Node.Scalar.Style,
        _ properties: Event.Properties,
        _ event: Event
    ) -> Node.Scalar {
        let isText = properties.tag != nil && properties.tag != CoreTag.null
        let isNoValue = style == .plain && !isText && (value.isEmpty || value == "~" || value == "null")
        let text =
            properties.isEmpty
            ? textOnOneLine(value, style, event) ?? text(value, style, from: source.cursor(at: event.start), event)
            : text(value, style, from: content(of: event, properties), event)
        return Node.Scalar(text, style: style, isNoValue: isNoValue)
    }

    /// The text of a plain or quoted scalar that stands on one line letter by letter, as nearly all do.
    private func textOnOneLine(_ value: String, _ style: Node.Scalar.Style, _ event: Event) -> SourceText? {
        guard event.start.line == event.end.line else { return nil }
        var range = range(of: event)
        switch style {
        case .plain:
            return SourceText(value, startingAt: range.start, in: range)
        case .singleQuoted, .doubleQuoted:
            // An escape is always longer than what it stands for.
            guard value.unicodeScalars.count == event.end.index - event.start.index - 2 else { return nil }
            let whole = range
            range.start.column += 1
            return SourceText(value, startingAt: range.start, in: whole)
        case .literal, .folded:
            return nil
        }
    }

    private func text(
        _ value: String,
        _ style: Node.Scalar.Style,
        from cursor: SourceCursor,
        _ event: Event
    ) -> SourceText {
        var range = range(of: event)
        range.start = cursor.position
        switch style {
        case .plain, .singleQuoted, .doubleQuoted:
            range.end = max(range.start, range.end)
            let count = value.unicodeScalars.count
            return SourceText(value, positions: FlowScalarPlaces.find(count, style: style, from: cursor), in: range)
        case .literal, .folded:
            // libyaml's end is the start of the next token's line.
            let places = BlockScalarPlaces(value, style: style, from: cursor)
            range.end = places.end
            return SourceText(value, positions: places.positions, in: range)
        }
    }

    // MARK: - Anchors, aliases and tags

    private mutating func remember(_ anchor: String?, _ composed: Composed, _ size: Size) {
        guard let anchor else { return }
        anchors[anchor] = .complete(composed.node, size, height: composed.height)
    }

    private mutating func alias(_ name: String, at range: SourceRange, depth: Int) throws(Unreadable) -> Composed {
        switch anchors[name] {
        case .complete(let node, let repeated, let height):
            guard depth + height <= YAMLReader.maximumDepth else {
                throw Unreadable(diagnostic: YAMLDiagnostics.nestingTooDeep(at: range))
            }
            size += repeated
            sizeByAliases += repeated
            guard sizeByAliases.nodes <= YAMLReader.maximumNodesByAliases,
                sizeByAliases.text <= YAMLReader.maximumTextByAliases
            else {
                throw Unreadable(diagnostic: YAMLDiagnostics.tooManyAliases(at: range))
            }
            return Composed(node: node, height: height)
        case .open:
            diagnostics.append(YAMLDiagnostics.recursiveAlias(name, at: range))
        case nil:
            diagnostics.append(YAMLDiagnostics.unknownAlias(name, anchors: anchors.keys, at: range))
        }
        size.nodes += 1
        return Composed(node: .unreadable(range))
    }

    /// Where the content of a node begins behind its anchor and tag; a tag that means something is a mistake.
    private mutating func content(of event: Event, _ properties: Event.Properties) -> SourceCursor {
        var cursor = source.cursor(at: event.start)
        while cursor.scalar == "&" || cursor.scalar == "!" {
            let isTag = cursor.scalar == "!"
            let start = cursor.position
            if isTag {
                cursor.advance { !SourceCursor.isBreak($0) && $0 != " " && $0 != "\t" && $0 != "," }
            } else {
                cursor.advance()
                cursor.advance(while: Self.isOfAnchor)
            }
            if isTag, let tag = properties.tag, !CoreTag.fits(tag, event.kind) {
                let range = SourceRange(file: file, start: start, end: cursor.position)
                diagnostics.append(YAMLDiagnostics.unsupportedTag(at: range))
            }
            let end = cursor
            skipSeparation(&cursor)
            // A node that is only properties ends with them.
            if cursor.position >= source.position(event.end) { return end }
        }
        return cursor
    }

    /// Whether libyaml takes the character for one of an anchor's name; behind it a `:` may begin the content.
    private static func isOfAnchor(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9", "A"..."Z", "a"..."z", "_", "-": true
        default: false
        }
    }

    private func skipSeparation(_ cursor: inout SourceCursor) {
        while cursor.isAtBlank || cursor.isAtBreak || cursor.scalar == "#" {
            if cursor.scalar == "#" {
                cursor.advance { !SourceCursor.isBreak($0) }
            } else {
                cursor.advance()
            }
        }
    }
}
