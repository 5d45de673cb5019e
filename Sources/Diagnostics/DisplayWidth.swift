/// How many columns of a terminal a text takes, so that a caret stands under what it means.
package enum DisplayWidth {
    /// The width of a tab: fixed, since the source line is printed behind a margin.
    private static let tab = 4

    /// The columns that `scalars` take as ``printable(_:)`` prints them.
    package static func of(_ scalars: some Sequence<Unicode.Scalar>) -> Int {
        scalars.reduce(0) { $0 + of($1) }
    }

    /// The text with tabs as spaces and control characters as a visible sign, so that nothing moves the cursor or turns
    /// the direction of what follows.
    package static func printable(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        for scalar in scalars {
            if scalar == "\t" {
                text.append(contentsOf: String(repeating: " ", count: tab).unicodeScalars)
            } else if scalar.properties.generalCategory == .control || scalar.isBidirectionalControl {
                text.append("\u{FFFD}")
            } else {
                text.append(scalar)
            }
        }
        return String(text)
    }

    private static func of(_ scalar: Unicode.Scalar) -> Int {
        if scalar == "\t" { return tab }
        if scalar.isBidirectionalControl { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: return isWide(scalar.value) ? 2 : 1
        }
    }

    /// The blocks whose characters are Wide or Fullwidth (Unicode Standard Annex #11), and pictographs.
    private static func isWide(_ value: UInt32) -> Bool {
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
            0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
