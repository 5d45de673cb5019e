import Diagnostics

/// The stretch of a source text that is one expression: all of it, or what stands between `{{` and `}}`.
///
/// Offsets count Unicode scalars from the start of the whole text, so that a template's expressions share one array.
struct Excerpt: Sendable {
    /// The whole text.
    let source: SourceText
    /// Its scalars.
    let scalars: [Unicode.Scalar]
    /// Which of them are the expression.
    let bounds: Range<Int>

    /// All of `source`.
    init(_ source: SourceText) {
        self.source = source
        // The UTF-8 of ASCII need not be decoded.
        let bytes = source.text.utf8
        scalars =
            bytes.allSatisfy { $0 < 0x80 } ? bytes.map { Unicode.Scalar($0) } : Array(source.text.unicodeScalars)
        bounds = scalars.indices
    }

    private init(_ source: SourceText, _ scalars: [Unicode.Scalar], _ bounds: Range<Int>) {
        self.source = source
        self.scalars = scalars
        self.bounds = bounds
    }

    /// The part of the same text at `bounds`.
    func part(_ bounds: Range<Int>) -> Excerpt { Excerpt(source, scalars, bounds) }

    /// The place in the file of the scalars at `offsets`.
    func range(of offsets: Range<Int>) -> SourceRange { source.range(of: offsets) }

    /// The characters at `offsets`.
    func text(at offsets: Range<Int>) -> String {
        let bytes = source.text.utf8
        if bytes.count == scalars.count {
            let start = bytes.index(bytes.startIndex, offsetBy: offsets.lowerBound)
            return String(source.text[start..<bytes.index(start, offsetBy: offsets.count)])
        }
        return String(unsafeUninitializedCapacity: 4 * offsets.count) { bytes in
            var count = 0
            for scalar in scalars[offsets] {
                for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                    bytes[count] = byte
                    count += 1
                }
            }
            return count
        }
    }

    /// The first character that is no white space: the place of a mistake that has no token, operator or argument.
    var first: SourceRange {
        let start = scalars[bounds].firstIndex { !$0.isExpressionSpace } ?? bounds.lowerBound
        return range(of: start..<min(start + 1, bounds.upperBound))
    }

    /// Just behind the character before `offset`; the start of the excerpt when there is none.
    func behind(_ offset: Int) -> SourceRange {
        guard offset > 0 else { return range(of: 0..<0) }
        var place = range(of: offset - 1..<offset)
        place.start = place.end
        return place
    }

    /// How many bytes of UTF-8 the expression has.
    var length: Int { scalars[bounds].reduce(0) { $0 + UTF8.width($1) } }
}

extension Unicode.Scalar {
    /// Whether it may stand between tokens: space, tab, CR or LF.
    var isExpressionSpace: Bool { self == " " || self == "\t" || self == "\r" || self == "\n" }
}
