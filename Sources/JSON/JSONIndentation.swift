/// JSON text with a line for each value, for people.
package enum JSONIndentation {
    /// `json`, which is valid, with line ends and two spaces for each level; what is not valid stays readable.
    package static func indented(_ json: String) -> String {
        var result = String.UnicodeScalarView()
        var depth = 0
        var isInString = false
        var isEscaped = false
        var opened: Unicode.Scalar?
        func lineEnd(_ depth: Int) -> String { "\n" + String(repeating: "  ", count: max(0, depth)) }
        for scalar in json.unicodeScalars {
            if isInString {
                result.append(scalar)
                isInString = isEscaped || scalar != "\""
                isEscaped = !isEscaped && scalar == "\\"
                continue
            }
            if scalar.properties.isWhitespace { continue }
            let isClosing = scalar == "}" || scalar == "]"
            if isClosing {
                depth -= 1
                if opened == nil { result.append(contentsOf: lineEnd(depth).unicodeScalars) }
            } else if opened != nil {
                result.append(contentsOf: lineEnd(depth).unicodeScalars)
            }
            opened = nil
            result.append(scalar)
            switch scalar {
            case "{", "[":
                depth += 1
                opened = scalar
            case ",": result.append(contentsOf: lineEnd(depth).unicodeScalars)
            case ":": result.append(" ")
            case "\"": isInString = true
            default: break
            }
        }
        return String(result)
    }
}
