import Alerting
import Foundation  // copies of files
import Storage
import Testing

struct CheckpointTests {
    private let folder: TestFolder
    private let store: AlertStore

    init() throws {
        folder = try TestFolder()
        store = try AlertStore.open(at: folder.store)
    }

    @Test func logIsEmptiedInAPauseAndNotByACommit() throws {
        // More than the thousand pages after which SQLite would do it by itself.
        let value = "\"\(String(repeating: "x", count: 4000))\""
        try store.commit((1...1200).map { .put(.test("\($0)", value)) })
        #expect(try !store.checkpoint(after: .seconds(3600)))
        #expect(try countInFileAlone("before") == 0)
        #expect(try store.checkpoint(after: .zero))
        #expect(try countInFileAlone("after") == 1200)
        #expect(try store.load().count == 1200)
    }

    @Test func emptyLogIsLeftAlone() throws {
        #expect(try store.checkpoint(after: .seconds(3600)))
        try store.commit([.put(.test("a", "1"))])
        #expect(try store.checkpoint(after: .zero))
        #expect(try store.checkpoint(after: .seconds(3600)))
    }

    /// How many entries a copy of the file without its log has.
    private func countInFileAlone(_ name: String) throws -> Int {
        let copy = "\(folder.path)/\(name).db"
        try FileManager.default.copyItem(atPath: folder.store, toPath: copy)
        return try AlertStore.open(at: copy).load().count
    }
}
