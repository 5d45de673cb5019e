import FoundationEssentials

/// Values that are stored as JSON, since no query looks into them.
enum StoredJSON {
    /// The text of `value` for a column.
    static func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        // No counter is infinite, but a commit must not fail over one that is.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "+Inf",
            negativeInfinity: "-Inf",
            nan: "NaN"
        )
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// The value of a column's `text` in the store at `path`.
    static func decode<Value: Decodable>(_ text: String, path: String) throws(StorageError) -> Value {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "+Inf",
            negativeInfinity: "-Inf",
            nan: "NaN"
        )
        do {
            return try decoder.decode(Value.self, from: Data(text.utf8))
        } catch {
            throw .corrupt(path: path, detail: "a \(Value.self) is not what it was written as: \(error)")
        }
    }
}
