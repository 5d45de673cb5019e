import CLibYAML

/// A place as libyaml counts it: all from 0, in Unicode scalars, a byte-order mark left out.
struct Mark {
    /// The scalars before it in the file; a CRLF counts two.
    let index: Int
    /// The line breaks before it, those of YAML 1.1, which are more than ``SourceFile`` knows.
    let line: Int

    fileprivate init(_ mark: yaml_mark_t) {
        index = Int(clamping: mark.index)
        line = Int(clamping: mark.line)
    }
}

/// One step through a YAML file.
struct Event {
    /// What a node may carry before its content.
    struct Properties {
        /// The name after `&`.
        let anchor: String?
        /// The tag with its prefix spelled out.
        let tag: String?

        /// Whether there are none.
        var isEmpty: Bool { anchor == nil && tag == nil }
    }

    /// The kinds of steps.
    enum Kind {
        /// The file begins, or a document of it ends.
        case separator
        /// The file ends.
        case streamEnd
        /// A document begins.
        case documentStart
        /// The node of an earlier anchor.
        case alias(String)
        /// A text.
        case scalar(String, Node.Scalar.Style, Properties)
        /// A list begins.
        case sequenceStart(isFlow: Bool, Properties)
        /// A mapping begins.
        case mappingStart(isFlow: Bool, Properties)
        /// The list or mapping that began last ends.
        case collectionEnd
    }

    /// What happens.
    let kind: Kind
    /// Where its tokens begin.
    let start: Mark
    /// Just behind its tokens.
    let end: Mark
}

/// Why libyaml cannot go on.
struct EventParserProblem: Error {
    /// Where libyaml stopped.
    enum Place {
        /// A place it could still count.
        case mark(Mark)
        /// The byte, from 0, of a character that YAML does not allow.
        case byte(Int)
    }

    /// What is wrong, in libyaml's words.
    let problem: String
    /// Where.
    let place: Place
    /// What libyaml was doing, in its words, and where that began.
    let context: (text: String, mark: Mark)?
}

/// libyaml's parser over one text in memory.
///
/// The only file that touches libyaml's memory. The parser and its input live at fixed addresses, as libyaml keeps
/// pointers to both.
struct EventParser: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    /// A parser at the beginning of `text`, which is UTF-8 without a byte-order mark.
    init(_ text: [UInt8]) {
        input = .allocate(capacity: text.count)
        _ = input.initialize(from: text)
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        precondition(yaml_parser_initialize(parser) == 1, "libyaml found no memory for a parser")
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    /// The next event.
    mutating func next() throws(EventParserProblem) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw problem }
        defer { yaml_event_delete(&event) }
        return Event(kind: Self.kind(of: event), start: Mark(event.start_mark), end: Mark(event.end_mark))
    }

    /// The content of `event`; only the arm of the union that its type names is ever read.
    private static func kind(of event: yaml_event_t) -> Event.Kind {
        switch event.type {
        case YAML_DOCUMENT_START_EVENT:
            return .documentStart
        case YAML_ALIAS_EVENT:
            return .alias(text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let value = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            return .scalar(value, style(scalar.style), .init(anchor: text(scalar.anchor), tag: text(scalar.tag)))
        case YAML_SEQUENCE_START_EVENT:
            let sequence = event.data.sequence_start
            return .sequenceStart(
                isFlow: sequence.style == YAML_FLOW_SEQUENCE_STYLE,
                .init(anchor: text(sequence.anchor), tag: text(sequence.tag))
            )
        case YAML_MAPPING_START_EVENT:
            let mapping = event.data.mapping_start
            return .mappingStart(
                isFlow: mapping.style == YAML_FLOW_MAPPING_STYLE,
                .init(anchor: text(mapping.anchor), tag: text(mapping.tag))
            )
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
            return .collectionEnd
        case YAML_STREAM_START_EVENT, YAML_DOCUMENT_END_EVENT:
            return .separator
        default:
            // After the end of the stream libyaml gives empty events.
            return .streamEnd
        }
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private static func style(_ style: yaml_scalar_style_t) -> Node.Scalar.Style {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }

    private var problem: EventParserProblem {
        let state = parser.pointee
        let isReaderError = state.error == YAML_READER_ERROR
        return EventParserProblem(
            problem: state.problem.map { String(cString: $0) } ?? "no memory is left",
            place: isReaderError ? .byte(Int(clamping: state.problem_offset)) : .mark(Mark(state.problem_mark)),
            context: isReaderError ? nil : state.context.map { (String(cString: $0), Mark(state.context_mark)) }
        )
    }
}
