import CSimdJSON

/// Reads answers and recorded lines into rows; keeps its buffers from one to the next.
final class AnswerDecoder {
    private let handle: OpaquePointer

    /// A decoder with empty buffers.
    init() {
        guard let handle = csimdjson_decoder_new() else {
            preconditionFailure("no memory left for a decoder of some hundred bytes")
        }
        self.handle = handle
    }

    deinit { csimdjson_decoder_delete(handle) }

    /// Hands the content of one document to `read`; what it points at is gone when `read` returns.
    ///
    /// A document with a `problem` has no content.
    func decode<Result>(
        _ bytes: UnsafeRawBufferPointer,
        as kind: csimdjson_kind,
        read: (csimdjson_document) -> Result
    ) -> Result {
        let document = csimdjson_decode(handle, bytes.baseAddress, bytes.count, kind)
        return withExtendedLifetime(self) { read(document) }
    }
}

extension csimdjson_document {
    /// The result code of a successful answer.
    static let success = "0100000"

    /// Why the document is no JSON object, nil when it is one.
    var problemText: String? { problem.map { String(cString: $0) } }

    /// The access codes that the answer holds, as delivered.
    var calls: UnsafeBufferPointer<csimdjson_row> { UnsafeBufferPointer(start: rows, count: row_count) }

    /// The ids and names that a list of access codes holds.
    var accessCodes: [(id: Int64, name: String)] {
        let texts = UnsafeBufferPointer(start: names, count: names == nil ? 0 : row_count)
        return zip(calls, texts).map { (id: $0.id, name: $1.text ?? "") }
    }

    /// The codes that a recorded request asked for.
    var askedCodes: [Int64] { Array(UnsafeBufferPointer(start: inno_ids, count: inno_id_count)) }

    /// The codes that a recorded answer lacks.
    var missingCodes: [Int64] { Array(UnsafeBufferPointer(start: missing, count: missing_count)) }
}

extension csimdjson_text {
    /// The text, nil where the document has none.
    var text: String? {
        bytes.map { start in
            start.withMemoryRebound(to: UInt8.self, capacity: length) {
                String(decoding: UnsafeBufferPointer(start: $0, count: length), as: UTF8.self)
            }
        }
    }
}
