/// An address of a header with the name that goes with it (RFC 5322 section 3.4).
struct Mailbox: Sendable, Hashable {
    /// The name shown, empty for none.
    let name: String
    /// The address, without angle brackets.
    let address: String

    /// `address` with a name, empty for none.
    init(name: String = "", address: String) {
        self.name = name
        self.address = address.onOneLine.trimmingSpaces
    }

    /// The mailbox that `text` writes: `ops@example.com`, `Ops <ops@example.com>` or `"Ops, night" <ops@example.com>`.
    init(parsing text: String) {
        let text = text.onOneLine.trimmingSpaces
        guard text.hasSuffix(">"), let open = text.lastIndex(of: "<") else {
            self.init(address: text)
            return
        }
        let phrase = String(text[..<open]).trimmingSpaces
        let isQuoted = phrase.count >= 2 && phrase.hasPrefix("\"") && phrase.hasSuffix("\"")
        self.init(
            name: isQuoted ? phrase.unquoted : phrase,
            address: String(text[text.index(after: open)...].dropLast())
        )
    }

    /// The mailboxes of a list, separated by commas outside quotes and angle brackets.
    static func list(parsing text: String) -> [Mailbox] {
        var items = [""]
        var isQuoted = false
        var isEscaped = false
        var isBracketed = false
        for character in text {
            if character == ",", !isQuoted, !isBracketed {
                items.append("")
                continue
            }
            items[items.count - 1].append(character)
            switch character {
            case _ where isEscaped: isEscaped = false
            case "\\" where isQuoted: isEscaped = true
            case "\"": isQuoted.toggle()
            case "<" where !isQuoted: isBracketed = true
            case ">" where !isQuoted: isBracketed = false
            default: break
            }
        }
        return items.filter { !$0.onOneLine.trimmingSpaces.isEmpty }.map(Mailbox.init(parsing:))
    }

    /// What is behind the last `@` of the address, nil without one.
    var domain: String? {
        address.lastIndex(of: "@").map { String(address[address.index(after: $0)...]) }.flatMap {
            $0.isEmpty ? nil : $0
        }
    }

    /// The mailbox in words that a header may be folded between, nil when the address cannot stand in a header.
    ///
    /// An address outside ASCII needs SMTPUTF8 (RFC 6531), which is not spoken.
    var headerTokens: [String]? {
        guard domain != nil,
            address.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !",;<>()".utf8.contains($0) })
        else { return nil }
        return name.isEmpty ? [address] : phrase + ["<\(address)>"]
    }

    private var phrase: [String] {
        let isASCII = name.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        let words = name.split(separator: " ").map(String.init)
        if isASCII, words.joined(separator: " ") == name, words.allSatisfy({ $0.utf8.count < 60 && $0.isAtom }) {
            return words
        }
        if isASCII, !name.contains("=?"), name.utf8.count < 60 {
            return ["\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""]
        }
        // The longest name of a field that holds mailboxes is shorter than this.
        return EncodedWords.encode(name, after: 20)
    }
}

extension String {
    /// Whether it is an `atom` (RFC 5322 section 3.2.3).
    fileprivate var isAtom: Bool {
        utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                true
            default:
                "!#$%&'*+-/^_`{|}~".utf8.contains(byte)
            }
        }
    }

    /// The content of a quoted string, its quotes included in the text.
    fileprivate var unquoted: String {
        var result = ""
        var isEscaped = false
        for character in dropFirst().dropLast() {
            if character == "\\", !isEscaped {
                isEscaped = true
            } else {
                result.append(character)
                isEscaped = false
            }
        }
        return result
    }
}
