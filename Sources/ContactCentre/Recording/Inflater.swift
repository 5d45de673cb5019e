import CZlib

/// Unpacks gzip (RFC 1952) piece by piece, all members one after the other.
struct Inflater: ~Copyable {
    /// Why the data cannot be unpacked.
    struct Failure: Error {
        let message: String
    }

    // On the heap: zlib keeps the address of the stream it was set up with.
    private let stream: UnsafeMutablePointer<z_stream>
    /// Whether all input so far makes whole members.
    private(set) var isBetweenMembers = true
    /// What is wrong behind the last bytes that were unpacked; nothing more is.
    private(set) var failure: Failure?

    /// An unpacker at the beginning of the data.
    init() throws(Failure) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status = inflateInit2_(stream, Self.gzipOnly, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else {
            stream.deallocate()
            throw Failure(message: "zlib: \(String(cString: zError(status)))")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Unpacks from `input` into `output` until one of them is used up, or there is a ``failure``.
    mutating func inflate(
        _ input: UnsafeMutableRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) -> (consumed: Int, produced: Int) {
        stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(clamping: input.count)
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(clamping: output.count)
        while stream.pointee.avail_in > 0, stream.pointee.avail_out > 0, failure == nil {
            isBetweenMembers = false
            switch CZlib.inflate(stream, Z_NO_FLUSH) {
            case Z_OK, Z_BUF_ERROR:
                break
            case Z_STREAM_END:
                isBetweenMembers = true
                inflateReset(stream)
            case let status:
                let message = stream.pointee.msg.map { String(cString: $0) } ?? String(cString: zError(status))
                failure = Failure(message: "broken gzip data: \(message)")
            }
        }
        return (input.count - Int(stream.pointee.avail_in), output.count - Int(stream.pointee.avail_out))
    }

    /// The largest window, and nothing but gzip's header.
    private static let gzipOnly: Int32 = 15 + 16
}
