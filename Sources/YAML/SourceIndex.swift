import Diagnostics

/// The bytes of a file and where each line begins, to turn what libyaml counts into places.
struct SourceIndex {
    private struct Line {
        var byte: Int32
        var scalar: Int32
    }

    /// The file as UTF-8 without a byte-order mark; shorter than 2 GB.
    let bytes: [UInt8]
    private let lines: [Line]
    private let scalarCount: Int
    /// The last place looked up on a line that is not ASCII: places come in order, so that no line is walked twice.
    private var last = (line: -1, scalar: 0, byte: 0)

    /// An index of valid UTF-8.
    init(_ bytes: [UInt8]) {
        precondition(bytes.count <= Int32.max, "a file is smaller than that")
        var lines = [Line(byte: 0, scalar: 0)]
        lines.reserveCapacity(bytes.count / 32)
        var scalar: Int32 = 0
        for (index, byte) in bytes.enumerated() {
            scalar += byte & 0b1100_0000 == 0b1000_0000 ? 0 : 1
            guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else { continue }
            let isPair = byte == UInt8(ascii: "\r") && index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n")
            if !isPair { lines.append(Line(byte: Int32(index + 1), scalar: scalar)) }
        }
        self.bytes = bytes
        self.lines = lines
        self.scalarCount = Int(scalar)
    }

    /// The line and column of `mark`.
    func position(_ mark: Mark) -> SourcePosition {
        let index = min(mark.index, scalarCount)
        let line = line(of: index, hint: mark.line)
        return SourcePosition(line: line + 1, column: index - Int(lines[line].scalar) + 1)
    }

    /// The line and column of the byte at `offset`.
    func position(byte offset: Int) -> SourcePosition {
        let offset = Int32(clamping: min(offset, bytes.count))
        let line = lastLine { $0.byte <= offset }
        let before = bytes[Int(lines[line].byte)..<Int(offset)]
        let column = before.count { $0 & 0b1100_0000 != 0b1000_0000 }
        return SourcePosition(line: line + 1, column: column + 1)
    }

    /// A cursor at `mark`.
    mutating func cursor(at mark: Mark) -> SourceCursor {
        let index = min(mark.index, scalarCount)
        let line = line(of: index, hint: mark.line)
        let start = lines[line]
        let isASCII = lengthInBytes(line) == lengthInScalars(line)
        var place = (line: line, scalar: Int(start.scalar), byte: Int(start.byte))
        if isASCII {
            place.byte += index - place.scalar
        } else {
            if last.line == line, last.scalar <= index { place = last }
            while place.scalar < index {
                place.byte += SourceCursor.width(of: bytes[place.byte])
                place.scalar += 1
            }
            last = place
        }
        let position = SourcePosition(line: line + 1, column: index - Int(start.scalar) + 1)
        return SourceCursor(bytes: bytes, offset: place.byte, position: position)
    }

    private func line(of index: Int, hint: Int) -> Int {
        let isHinted =
            hint < lines.count && lines[hint].scalar <= index
            && (hint + 1 == lines.count || index < lines[hint + 1].scalar)
        return isHinted ? hint : lastLine { $0.scalar <= index }
    }

    /// The last line that satisfies `condition`, which holds for the first and, once it fails, for none after.
    private func lastLine(where condition: (Line) -> Bool) -> Int {
        var low = 0
        var high = lines.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if condition(lines[middle]) { low = middle } else { high = middle }
        }
        return low
    }

    private func lengthInBytes(_ line: Int) -> Int {
        (line + 1 < lines.count ? Int(lines[line + 1].byte) : bytes.count) - Int(lines[line].byte)
    }

    private func lengthInScalars(_ line: Int) -> Int {
        (line + 1 < lines.count ? Int(lines[line + 1].scalar) : scalarCount) - Int(lines[line].scalar)
    }
}
