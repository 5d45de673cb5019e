import Glibc

/// The bytes of one file or of standard input, unpacked when they begin as gzip does.
struct RecordingInput: ~Copyable {
    /// Why the bytes do not come.
    struct Failure: Error {
        let message: String
        /// Whether what was read is at fault, and not the reading.
        var isOfTheInput = false
    }

    private let descriptor: Int32
    private let isStandardInput: Bool
    private let chunk: UnsafeMutableRawBufferPointer
    /// The part of `chunk` that is read and not handed on.
    private var unread = 0..<0
    private var isAtEnd = false
    private var hasBegun = false
    private var inflater: Inflater?

    private init(descriptor: Int32, isStandardInput: Bool) {
        self.descriptor = descriptor
        self.isStandardInput = isStandardInput
        chunk = .allocate(byteCount: 128 * 1024, alignment: 1)
    }

    /// The bytes of the file of that path, `-` for standard input.
    static func open(_ path: String) throws(Failure) -> RecordingInput {
        if path == "-" { return RecordingInput(descriptor: STDIN_FILENO, isStandardInput: true) }
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(message: "cannot be opened: \(String(cString: strerror(errno)))") }
        return RecordingInput(descriptor: descriptor, isStandardInput: false)
    }

    deinit {
        chunk.deallocate()
        if !isStandardInput { close(descriptor) }
    }

    /// Puts the next bytes into `output`, 0 only at the end.
    mutating func read(into output: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        if !hasBegun { try begin() }
        while true {
            if let failure = inflater?.failure { throw Failure(message: failure.message, isOfTheInput: true) }
            if unread.isEmpty {
                if isAtEnd { return try endOfData() }
                unread = 0..<0
                try fill()
                continue
            }
            let count = unpack(into: output)
            if count > 0 { return count }
        }
    }

    /// Looks at the first bytes, which a pipe may deliver one by one.
    private mutating func begin() throws(Failure) {
        while unread.count < Self.gzipMagic.count, !isAtEnd { try fill() }
        if chunk[unread].starts(with: Self.gzipMagic) {
            do { inflater = try Inflater() } catch { throw Failure(message: error.message) }
        }
        hasBegun = true
    }

    private mutating func unpack(into output: UnsafeMutableRawBufferPointer) -> Int {
        let input = UnsafeMutableRawBufferPointer(rebasing: chunk[unread])
        guard inflater != nil else {
            let count = min(input.count, output.count)
            output.copyMemory(from: UnsafeRawBufferPointer(rebasing: input.prefix(count)))
            unread = unread.lowerBound + count..<unread.upperBound
            return count
        }
        let progress = inflater?.inflate(input, into: output)
        unread = unread.lowerBound + (progress?.consumed ?? 0)..<unread.upperBound
        return progress?.produced ?? 0
    }

    private mutating func endOfData() throws(Failure) -> Int {
        if inflater?.isBetweenMembers == false {
            throw Failure(message: "the gzip data is cut off", isOfTheInput: true)
        }
        return 0
    }

    /// Reads what there is behind the unread bytes; that there are some only happens before the first two are there.
    private mutating func fill() throws(Failure) {
        let free = unread.upperBound
        var count: Int
        repeat {
            count = Glibc.read(descriptor, chunk.baseAddress?.advanced(by: free), chunk.count - free)
        } while count < 0 && errno == EINTR
        guard count >= 0 else { throw Failure(message: "cannot be read: \(String(cString: strerror(errno)))") }
        if count == 0 { isAtEnd = true }
        unread = unread.lowerBound..<free + count
    }

    private static let gzipMagic: [UInt8] = [0x1F, 0x8B]
}
