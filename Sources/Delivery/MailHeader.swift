/// Header fields of a mail, folded, with their line end (RFC 5322 section 2.2).
///
/// Everything that comes in is taken to one line first: a label's value cannot begin a header of its own.
enum MailHeader {
    /// The greatest length of a line that can be helped, its end not counted (RFC 2047 section 2).
    static let lineLength = 76

    /// Whether `name` can be a field's name: printable ASCII without the colon.
    static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count < lineLength
            && name.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x3A }
    }

    /// A field of free text, such as `Subject`.
    static func unstructured(_ name: String, _ text: String) -> String {
        let text = text.onOneLine.trimmingSpaces
        return folded(
            name,
            text.isPlainHeaderText ? words(text) : EncodedWords.encode(text, after: name.utf8.count + 2)
        )
    }

    /// A field of mailboxes, such as `To`; `undisclosed-recipients:;` when none of them can stand in a header.
    static func mailboxes(_ name: String, _ mailboxes: [Mailbox]) -> String {
        let lists = mailboxes.compactMap(\.headerTokens)
        guard !lists.isEmpty else { return folded(name, ["undisclosed-recipients:;"]) }
        var tokens: [String] = []
        for (index, list) in lists.enumerated() {
            tokens += list.dropLast()
            tokens += list.suffix(1).map { index < lists.count - 1 ? $0 + "," : $0 }
        }
        return folded(name, tokens)
    }

    /// A field of `tokens`, which have no space within them, separated by spaces, with lines broken between them.
    static func folded(_ name: String, _ tokens: [String]) -> String {
        var field = name + ":"
        var length = field.utf8.count
        for token in tokens {
            // A token that fits no line gains nothing from a new one, and some readers drop an empty first line.
            if length + 1 + token.utf8.count > lineLength, token.utf8.count < lineLength || length > name.utf8.count + 1
            {
                field += "\r\n"
                length = 0
            }
            field += " " + token
            length += 1 + token.utf8.count
        }
        return field + "\r\n"
    }

    private static func words(_ text: String) -> [String] {
        text.split(separator: " ").map(String.init)
    }
}

/// Text of any script as encoded words (RFC 2047).
enum EncodedWords {
    /// The encoded words of `text`, none longer than 75 characters; the first one fits behind `column` characters.
    ///
    /// Each holds whole characters, as far as a character fits into one.
    static func encode(_ text: String, after column: Int) -> [String] {
        var words: [String] = []
        var part: [UInt8] = []
        var room = bytes(in: MailHeader.lineLength - column)
        func close() {
            words.append(prefix + Base64.text(part) + suffix)
            part = []
            room = bytes(in: MailHeader.lineLength - 1)
        }
        for character in text {
            // A stack of marks may be longer than a word: then it is taken apart, scalar by scalar.
            let isLong = character.utf8.count > bytes(in: MailHeader.lineLength - 1)
            let units = isLong ? character.unicodeScalars.map { Array(String($0).utf8) } : [Array(character.utf8)]
            for unit in units {
                if part.count + unit.count > room {
                    // With too little room for one character, the first word goes to a line of its own.
                    if part.isEmpty { room = bytes(in: MailHeader.lineLength - 1) } else { close() }
                }
                part += unit
            }
        }
        close()
        return words
    }

    /// How many bytes fit into an encoded word of at most `length` characters.
    private static func bytes(in length: Int) -> Int {
        max(0, (min(length, 75) - prefix.utf8.count - suffix.utf8.count) / 4 * 3)
    }

    private static let prefix = "=?UTF-8?B?"
    private static let suffix = "?="
}

extension String {
    /// The text without spaces at its ends.
    var trimmingSpaces: String {
        let start = drop { $0 == " " }
        guard let end = start.lastIndex(where: { $0 != " " }) else { return "" }
        return String(start[...end])
    }

    /// Whether it reads back the same when it stands in a folded header as it is.
    fileprivate var isPlainHeaderText: Bool {
        !contains("=?") && !contains("  ")
            && utf8.allSatisfy { (0x20...0x7E).contains($0) }
            && split(separator: " ").allSatisfy { $0.utf8.count < MailHeader.lineLength }
    }
}
