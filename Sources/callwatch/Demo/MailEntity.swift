import FoundationEssentials

/// A header and a body: a mail, or a part of one (RFC 2045 section 2.4).
struct MailEntity {
    private let fields: [(name: String, value: String)]
    private let lines: ArraySlice<ArraySlice<UInt8>>

    init(_ content: ArraySlice<UInt8>) {
        let lines = content.split(separator: 0x0A, omittingEmptySubsequences: false)
            .map { $0.last == 0x0D ? $0.dropLast() : $0 }
        self.init(lines[...])
    }

    private init(_ lines: ArraySlice<ArraySlice<UInt8>>) {
        var fields: [(name: String, value: String)] = []
        var rest = lines
        while let line = rest.first, !line.isEmpty {
            rest = rest.dropFirst()
            let text = String(decoding: line, as: UTF8.self)
            // A line that begins with white space goes on with the field before it.
            if text.hasPrefix(" ") || text.hasPrefix("\t") {
                if let last = fields.indices.last { fields[last].value += text }
            } else if let colon = text.firstIndex(of: ":") {
                fields.append((text[..<colon].lowercased(), String(text[text.index(after: colon)...])))
            }
        }
        self.fields = fields
        self.lines = rest.dropFirst()
    }

    /// A field's value, unfolded, without the space around it.
    func header(_ name: String) -> String? {
        fields.first { $0.name == name.lowercased() }.map { $0.value.trimmed }
    }

    /// The type and subtype in lower case.
    var mediaType: String {
        let type = (header("Content-Type") ?? "").prefix { $0 != ";" }
        return type.isEmpty ? "text/plain" : String(type).trimmed.lowercased()
    }

    /// The parts between the lines of the boundary.
    var parts: [MailEntity] {
        guard let boundary = parameter("boundary"), !boundary.isEmpty else { return [] }
        let delimiter = Array("--\(boundary)".utf8)
        var parts: [MailEntity] = []
        var start: Int?
        for (index, line) in zip(lines.indices, lines) where line.starts(with: delimiter) {
            if let start { parts.append(MailEntity(lines[start..<index])) }
            start = index + 1
            if line.dropFirst(delimiter.count).starts(with: Array("--".utf8)) { return parts }
        }
        if let start { parts.append(MailEntity(lines[start...])) }
        return parts
    }

    /// The body with its transfer encoding undone.
    var text: String {
        let body = Array(lines.joined(separator: [0x0A]))
        let decoded =
            switch header("Content-Transfer-Encoding")?.lowercased() {
            case "quoted-printable": QuotedPrintableText.decode(lines)
            case "base64": Data(base64Encoded: Data(body), options: .ignoreUnknownCharacters).map { Array($0) } ?? body
            default: body
            }
        return String(decoding: decoded, as: UTF8.self).replacing("\r\n", with: "\n")
    }

    private func parameter(_ name: String) -> String? {
        for part in (header("Content-Type") ?? "").split(separator: ";").dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, String(pair[0]).trimmed.lowercased() == name else { continue }
            let value = String(pair[1]).trimmed
            return value.hasPrefix("\"") ? String(value.dropFirst().prefix { $0 != "\"" }) : value
        }
        return nil
    }
}

extension String {
    /// The text without white space at its ends.
    fileprivate var trimmed: String {
        let start = drop(while: \.isWhitespace)
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }
}
