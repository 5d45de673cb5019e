/// A template that has been checked, with those that it names put in: what it prints depends on a document alone.
package struct MustacheTemplate: Sendable, Hashable {
    indirect enum Part: Sendable, Hashable {
        case text(String)
        case variable([String], isRaw: Bool)
        case section([String], isInverted: Bool, parts: [Part])
    }

    let parts: [Part]

    init(parts: [Part]) {
        self.parts = parts
    }

    /// A text that prints itself.
    package init(text: String) {
        parts = text.isEmpty ? [] : [.text(text)]
    }

    /// The text when nothing in it varies, otherwise nil.
    package var constantText: String? {
        var result = ""
        for part in parts {
            guard case .text(let text) = part else { return nil }
            result += text
        }
        return result
    }

    /// What the only tag of the template stands for, when it has no other parts and is not to be escaped (`{{{name}}}`);
    /// otherwise nil.
    package func wholeValue(in document: MustacheValue) -> MustacheValue? {
        guard parts.count == 1, case .variable(let path, isRaw: true) = parts[0] else { return nil }
        return MustacheRendering.value(of: path, in: [document])
    }

    /// The text for `document`, values changed by `escape` so that they mean nothing in what it is put into.
    ///
    /// It has at most `limit` bytes of UTF-8; what goes beyond is cut off.
    package func render(
        _ document: MustacheValue,
        limit: Int = Self.usualLimit,
        escape: (String) -> String = { $0 }
    ) -> String {
        withoutActuallyEscaping(escape) { escape in
            var rendering = MustacheRendering(document, limit: limit, escape: escape)
            rendering.add(parts)
            return rendering.text
        }
    }

    /// The longest text, in bytes, if nothing else is said.
    package static var usualLimit: Int { 1 << 18 }
}

/// One run of a template, which ends when it has printed or done enough.
struct MustacheRendering {
    /// How many parts are worked off: sections of lists inside each other may print nothing and take for ever.
    static let maximumSteps = 1_000_000

    private(set) var text = ""
    private var stack: [MustacheValue]
    private var room: Int
    private var steps = 0
    private let escape: (String) -> String

    init(_ document: MustacheValue, limit: Int, escape: @escaping (String) -> String) {
        stack = [document]
        room = max(0, limit)
        self.escape = escape
    }

    private var isDone: Bool { room == 0 || steps >= Self.maximumSteps }

    mutating func add(_ parts: [MustacheTemplate.Part]) {
        for part in parts {
            if isDone { return }
            steps += 1
            switch part {
            case .text(let text): add(text)
            case .variable(let path, let isRaw):
                let printed = Self.value(of: path, in: stack).printed
                add(isRaw ? printed : escape(printed))
            case .section(let path, let isInverted, let parts):
                addSection(Self.value(of: path, in: stack), isInverted: isInverted, parts)
            }
        }
    }

    private mutating func addSection(
        _ value: MustacheValue,
        isInverted: Bool,
        _ parts: [MustacheTemplate.Part]
    ) {
        guard value.isFalse == isInverted else { return }
        if isInverted { return add(parts) }
        let items = if case .list(let items) = value { items } else { [value] }
        for item in items {
            if isDone { return }
            steps += 1
            stack.append(item)
            add(parts)
            stack.removeLast()
        }
    }

    private mutating func add(_ text: String) {
        guard text.utf8.count > room else {
            self.text += text
            room -= text.utf8.count
            return
        }
        for character in text {
            guard character.utf8.count <= room else { break }
            self.text.append(character)
            room -= character.utf8.count
        }
        room = 0
    }

    /// What a name stands for; an empty path is the innermost value itself.
    ///
    /// Its first part is the member of the innermost object that has one of that name, the others members of members.
    static func value(of path: [String], in stack: [MustacheValue]) -> MustacheValue {
        guard let first = path.first else { return stack.last ?? .none }
        for case .object(let members) in stack.reversed() {
            guard let member = members[first] else { continue }
            return path.dropFirst().reduce(member) { value, name in
                if case .object(let members) = value { members[name] ?? .none } else { .none }
            }
        }
        return .none
    }
}
