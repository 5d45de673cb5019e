extension Unicode.Scalar {
    /// How a message names the character, so that one that cannot be seen, or looks like another, is known:
    /// `` `x` ``, `` `\u{430}` (U+0430 CYRILLIC SMALL LETTER A) ``, `U+00A0 (NO-BREAK SPACE)`.
    package var shownByName: String {
        guard !isASCII || isInvisible else { return "`\(self)`" }
        let digits = String(value, radix: 16, uppercase: true)
        let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        guard isInvisible else {
            return "`\(self)` (\([code, properties.name].compactMap { $0 }.joined(separator: " ")))"
        }
        return properties.name.map { "\(code) (\($0))" } ?? code
    }

    /// Whether nothing is to be seen where it stands.
    package var isInvisible: Bool {
        switch properties.generalCategory {
        case .control, .format, .unassigned, .privateUse, .surrogate: true
        default: properties.isWhitespace || properties.isDefaultIgnorableCodePoint
        }
    }

    /// Whether it changes the direction of the text behind it (Unicode Standard Annex #9).
    package var isBidirectionalControl: Bool { properties.isBidiControl }
}
