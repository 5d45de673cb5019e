import Diagnostics
import YAML

/// An address of mail as it is written, with a name or without (RFC 5322 section 3.4).
struct MailAddress {
    /// The address alone.
    let address: String
    /// The address with its name, as it is written.
    let text: String

    /// The address that `text` is: `ops@example.com`, `Ops <ops@example.com>`, `"Ops, night" <ops@example.com>`.
    init?(_ text: String) {
        let trimmed = text.trimmingSpace
        self.text = trimmed
        guard HeaderName.isValue(trimmed) else { return nil }
        if trimmed.hasSuffix(">") {
            guard let open = trimmed.lastIndex(of: "<") else { return nil }
            let name = String(trimmed[..<open]).trimmingSpace
            guard Self.isPhrase(name) else { return nil }
            address = String(trimmed[trimmed.index(after: open)...].dropLast())
        } else {
            address = trimmed
        }
        guard Self.isAddress(address) else { return nil }
    }

    /// A word between quotes, or words without characters that mean something in a list of addresses.
    private static func isPhrase(_ name: String) -> Bool {
        guard name.hasPrefix("\"") else { return !name.contains { "<>\"(),:;@[]\\".contains($0) } }
        var isEscaped = false
        for (index, character) in name.enumerated().dropFirst() {
            if isEscaped {
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                return index == name.count - 1
            }
        }
        return false
    }

    /// Whether `text` is a local part of atoms, `@` and a domain, in ASCII (RFC 5321 section 4.1.2).
    private static func isAddress(_ text: String) -> Bool {
        guard text.utf8.count <= 254, let at = text.lastIndex(of: "@") else { return false }
        let atoms = text[..<at].split(separator: ".", omittingEmptySubsequences: false)
        let domain = text[text.index(after: at)...]
        let isLocalPart = atoms.allSatisfy { HeaderName.isToken(String($0)) || isAtom($0) }
        if domain.hasPrefix("["), domain.hasSuffix("]") {
            return isLocalPart && domain.dropFirst().dropLast().allSatisfy { $0.isHexDigit || ":.IPv".contains($0) }
        }
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        let isDomain = labels.allSatisfy { label in
            !label.isEmpty && label.utf8.count <= 63 && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        }
        return isLocalPart && isDomain
    }

    /// Besides what a token may have, an atom of mail may have a few more signs.
    private static func isAtom(_ text: Substring) -> Bool {
        !text.isEmpty
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "!#$%&'*+-/=?^_`{|}~".contains($0)) }
    }
}

extension String {
    /// The text without spaces and tabs at its ends.
    var trimmingSpace: String {
        var text = self[...]
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }
}

extension Shape where Value == MailAddress {
    /// One address.
    static var mailAddress: Shape {
        .scalar("an address", example: "ops@example.com") { scalar, _, diagnostics in
            if let address = MailAddress(scalar.text.text) { return address }
            diagnostics.append(.badMailAddress(scalar.isSubstituted ? nil : scalar.text.text, at: scalar.range))
            return nil
        }
    }
}

extension Shape where Value == [MailAddress] {
    /// Addresses with commas between them, each counted once.
    static var mailAddresses: Shape {
        .scalar("addresses", example: "ops@example.com, lead@example.com") { scalar, subject, diagnostics in
            var addresses: [MailAddress] = []
            var seen: Set<String> = []
            for (text, offsets) in items(of: scalar.text.text) {
                if let address = MailAddress(text) {
                    if seen.insert(address.address).inserted { addresses.append(address) }
                } else {
                    let range = scalar.isSubstituted ? scalar.range : scalar.text.range(of: offsets)
                    diagnostics.append(.badMailAddress(scalar.isSubstituted ? nil : text, at: range))
                    return nil
                }
            }
            guard !addresses.isEmpty else {
                diagnostics.append(.emptyText(subject, at: scalar.range))
                return nil
            }
            return addresses
        }
    }

    /// The parts of a list between commas that are not in quotes; empty ones are left out.
    private static func items(of text: String) -> [(text: String, offsets: Range<Int>)] {
        var items: [(text: String, offsets: Range<Int>)] = []
        let scalars = Array(text.unicodeScalars)
        var start = 0
        var isQuoted = false
        var isEscaped = false
        for index in 0...scalars.count {
            let scalar: Unicode.Scalar? = index < scalars.count ? scalars[index] : nil
            if scalar == nil || (scalar == "," && !isQuoted) {
                var offsets = start..<index
                while let first = offsets.first, scalars[first] == " " { offsets = first + 1..<offsets.upperBound }
                while let last = offsets.last, scalars[last] == " " { offsets = offsets.lowerBound..<last }
                if !offsets.isEmpty { items.append((String(String.UnicodeScalarView(scalars[offsets])), offsets)) }
                start = index + 1
            } else if isEscaped {
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = isQuoted
            } else if scalar == "\"" {
                isQuoted.toggle()
            }
        }
        return items
    }
}
