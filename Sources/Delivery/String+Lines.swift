extension String {
    /// The text with line feeds for all that ends a line, and without characters that cannot be seen and turn text
    /// round, hide in it, or steer a terminal; the tab stays.
    var withPlainLineEnds: String {
        var result = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in unicodeScalars {
            switch scalar.role {
            case .lineEnd: if !(previous == "\r" && scalar == "\n") { result.append("\n") }
            case .text: result.append(scalar)
            case .unwanted: break
            }
            previous = scalar
        }
        return String(result)
    }

    /// The same in one line, with a space for every line end and tab.
    ///
    /// Whatever goes into a header or an error passes here: no label's value can begin a line of its own.
    var onOneLine: String {
        var result = String.UnicodeScalarView()
        for scalar in withPlainLineEnds.unicodeScalars {
            result.append(scalar == "\n" || scalar == "\t" ? " " : scalar)
        }
        return String(result)
    }
}

extension Unicode.Scalar {
    fileprivate enum Role {
        case text
        case lineEnd
        case unwanted
    }

    fileprivate var role: Role {
        switch self {
        case "\n", "\r", "\u{0B}", "\u{0C}", "\u{85}", "\u{2028}", "\u{2029}": .lineEnd
        case "\t": .text
        // Joiners and direction marks that scripts and emoji need, and the tags that spell some flags.
        case "\u{200C}"..."\u{200F}", "\u{E0020}"..."\u{E007F}": .text
        default:
            switch properties.generalCategory {
            case .control, .format, .surrogate: .unwanted
            default: .text
            }
        }
    }
}
