/// Mistakes in bodies that are JSON.
extension RequestMistake {
    /// What a body lacks that was to be a `what`.
    init(_ error: DecodingError, what: String) {
        func place(_ context: DecodingError.Context) -> String {
            let path = context.codingPath.map { key in key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)" }
                .joined()
            return path.isEmpty ? "the body" : "`\(path.drop { $0 == "." })`"
        }
        switch error {
        case .keyNotFound(let key, let context): message = "\(place(context)) lacks `\(key.stringValue)`"
        case .typeMismatch(let type, let context): message = "\(place(context)) is no \(Self.name(of: type))"
        case .valueNotFound(let type, let context):
            message = "\(place(context)) is no \(Self.name(of: type)), but null"
        case .dataCorrupted: message = "the body is no JSON"
        @unknown default: message = "the body is no \(what)"
        }
    }

    private static func name(of type: Any.Type) -> String {
        switch type {
        case is String.Type: "text"
        case is Bool.Type: "`true` or `false`"
        default: String(describing: type).hasPrefix("Array<") ? "list" : "object"
        }
    }
}

/// How deep the values of a JSON document lie in each other.
enum JSONDepth {
    /// The deepest that is read: readers go down by calling themselves, and whoever sends a body does not choose how
    /// often.
    static let most = 32

    /// Whether a document is deeper than that.
    static func isExceeded(by bytes: some Sequence<UInt8>) -> Bool {
        var depth = 0
        var isInText = false
        var isEscaped = false
        for byte in bytes {
            if isEscaped {
                isEscaped = false
            } else if isInText {
                if byte == UInt8(ascii: "\\") { isEscaped = true }
                if byte == UInt8(ascii: "\"") { isInText = false }
            } else {
                switch byte {
                case UInt8(ascii: "\""): isInText = true
                case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
                default: break
                }
                if depth > most { return true }
            }
        }
        return false
    }
}
