import Glibc

/// The lines of an input, one at a time in a buffer that is used again.
struct LineReader: ~Copyable {
    /// What comes next.
    enum Line {
        /// A line without its end, for ``withLine(_:_:)`` until the next one is asked for.
        case line(Range<Int>)
        /// A line of more than ``limit`` bytes, which has been passed over.
        case tooLong
        /// There is none.
        case end
    }

    /// The longest line in bytes: as much as an answer may have.
    static let limit = 16 << 20

    private var input: RecordingInput
    private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 1)
    /// The part of `buffer` that is read and not handed on.
    private var unread = 0..<0
    private var isAtEnd = false

    /// The number of the line handed out last, from 1 on.
    private(set) var number = 0

    /// The lines of `input`.
    init(_ input: consuming RecordingInput) {
        self.input = input
    }

    /// The next line; one without an end counts at the end of the input.
    mutating func next() throws(RecordingInput.Failure) -> Line {
        var searched = 0
        var isTooLong = false
        while true {
            if let end = lineEnd(from: unread.lowerBound + searched) {
                let line = unread.lowerBound..<end
                unread = end + 1..<unread.upperBound
                number += 1
                return isTooLong || line.count > Self.limit ? .tooLong : .line(line)
            }
            searched = unread.count
            if isAtEnd {
                guard searched > 0 || isTooLong else { return .end }
                let line = unread
                unread = line.upperBound..<line.upperBound
                number += 1
                return isTooLong || line.count > Self.limit ? .tooLong : .line(line)
            }
            if searched > Self.limit {
                isTooLong = true
                unread = 0..<0
                searched = 0
            }
            try fill()
        }
    }

    deinit { buffer.deallocate() }

    /// Lends the bytes of a line.
    func withLine<Result>(_ line: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        body(UnsafeRawBufferPointer(rebasing: buffer[line]))
    }

    private func lineEnd(from start: Int) -> Int? {
        guard let base = buffer.baseAddress,
            let end = memchr(base + start, Int32(UInt8(ascii: "\n")), unread.upperBound - start)
        else { return nil }
        return end - base
    }

    /// Reads behind the unread bytes, which move to the front and get a larger buffer when they fill it.
    private mutating func fill() throws(RecordingInput.Failure) {
        let rest = UnsafeRawBufferPointer(rebasing: buffer[unread])
        if rest.count < buffer.count {
            buffer.copyMemory(from: rest)
        } else {
            let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.count * 2, alignment: 1)
            larger.copyMemory(from: rest)
            buffer.deallocate()
            buffer = larger
        }
        let free = rest.count
        let count = try input.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[free...]))
        if count == 0 { isAtEnd = true }
        unread = 0..<free + count
    }
}
