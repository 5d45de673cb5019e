/// What of a peer's own words may be shown in an error: one short line without our secrets.
///
/// Peers echo what they were sent (`Cannot POST /hook/KEY`), and errors go to logs, API and page.
struct ReplyExcerpt: Sendable {
    /// The greatest number of characters shown.
    static let length = 200

    private let secrets: [String]

    /// An excerpt in which none of `secrets` stands.
    init(hiding secrets: [String]) {
        // Longest first: a shorter one within it must not break it up.
        self.secrets = secrets.filter { !$0.isEmpty }.sorted { $0.utf8.count > $1.utf8.count }
    }

    /// The printable characters of `text`, white space run together, at most ``length`` of them.
    func line(_ text: String) -> String {
        let shown = secrets.reduce(text) { $0.replacing($1, with: "<secret>") }
        let line = shown.onOneLine.split(separator: " ").joined(separator: " ")
        return line.count > Self.length ? line.prefix(Self.length) + "…" : line
    }

    /// The same of a body that should be UTF-8.
    func line(_ body: [UInt8]) -> String {
        line(String(decoding: body, as: UTF8.self))
    }
}

/// The parts of a URL that chat services and others put their keys into.
enum URLSecrets {
    /// Path, query and user of `url`, whole and in pieces, as they stand and decoded.
    ///
    /// Pieces of fewer than eight characters are words such as `api` or `hook` rather than keys, and hiding them
    /// would only spoil the text around them; as a part of the whole they are hidden all the same.
    static func parts(of url: String) -> [String] {
        let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
        let authority = rest.prefix { !"/?#".contains($0) }
        let target = rest[authority.endIndex...]
        var whole = [target]
        if let path = target.split(separator: "?", maxSplits: 1).first { whole.append(path) }
        var pieces = target.split { "/?&=#;".contains($0) }
        if let at = authority.lastIndex(of: "@") {
            pieces += authority[..<at].split(separator: ":")
        }
        let shown = whole.filter { $0.count > 1 } + pieces.filter { $0.count >= 8 }
        return shown.flatMap { [String($0), percentDecoded($0)] }
    }

    private static func percentDecoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let decoded = UInt8(digits, radix: 16) {
                bytes.append(decoded)
                rest.removeFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
