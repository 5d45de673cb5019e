import FoundationEssentials
import GRDB
import Model

/// The columns of one row, read so that a damaged or hand-edited one is an error.
struct Columns {
    private let row: Row
    private let path: String

    /// The columns of `row` in the store at `path`.
    init(_ row: Row, path: String) {
        self.row = row
        self.path = path
    }

    /// A text that must be there.
    func text(_ index: Int) throws(StorageError) -> String {
        guard let text = try optionalText(index) else { throw damage(index) }
        return text
    }

    /// A text, or none.
    func optionalText(_ index: Int) throws(StorageError) -> String? {
        try optional(index).map { String(stored: $0) }
    }

    /// A text that must be there, as it is stored.
    func verbatim(_ index: Int) throws(StorageError) -> String {
        guard let text: String = try optional(index) else { throw damage(index) }
        return text
    }

    /// A whole number that must be there.
    func integer(_ index: Int) throws(StorageError) -> Int64 {
        guard let number: Int64 = try optional(index) else { throw damage(index) }
        return number
    }

    /// An instant that must be there.
    func time(_ index: Int) throws(StorageError) -> Timestamp {
        Timestamp(milliseconds: try integer(index))
    }

    /// An instant, or none.
    func optionalTime(_ index: Int) throws(StorageError) -> Timestamp? {
        try optional(index).map { Timestamp(milliseconds: $0) }
    }

    /// Bytes that must be there.
    func bytes(_ index: Int) throws(StorageError) -> [UInt8] {
        guard let bytes: Data = try optional(index) else { throw damage(index) }
        return Array(bytes)
    }

    /// One of the words of `Value`.
    func word<Value: RawRepresentable<String>>(_ index: Int) throws(StorageError) -> Value {
        guard let value = Value(rawValue: try text(index)) else { throw damage(index) }
        return value
    }

    private func optional<Value: DatabaseValueConvertible>(_ index: Int) throws(StorageError) -> Value? {
        let value: DatabaseValue = row[index]
        if value.isNull { return nil }
        guard let decoded = Value.fromDatabaseValue(value) else { throw damage(index) }
        return decoded
    }

    private func damage(_ index: Int) -> StorageError {
        let names = Array(row.columnNames)
        let name = names.indices.contains(index) ? names[index] : String(index)
        return .corrupt(path: path, detail: "column `\(name)` holds no such value")
    }
}
