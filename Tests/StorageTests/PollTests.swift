import Alerting
import Model
import Storage
import Testing

/// The polls that rules' windows go over.
struct PollTests {
    private func poll(_ source: String, _ second: Int64, _ content: [UInt8] = [1, 0, 255]) -> StoredPoll {
        StoredPoll(source: source, time: .second(second), content: content)
    }

    @Test func pollsAreKeptBySourceAndTime() throws {
        let folder = try TestFolder()
        let store = try AlertStore.open(at: folder.store)
        try store.commit([.keep(poll("b", 0)), .keep(poll("a\u{0}", 15, [])), .keep(poll("a\u{0}", 0))])
        try store.commit([.keep(poll("b", 0, Array(0...255)))])
        let expected = [poll("a\u{0}", 0), poll("a\u{0}", 15, []), poll("b", 0, Array(0...255))]
        #expect(try store.loadPolls() == expected)
        try store.close()
        #expect(try AlertStore.open(at: folder.store).loadPolls() == expected)
    }

    @Test func olderPollsOfOneSourceAreForgotten() throws {
        let folder = try TestFolder()
        let store = try AlertStore.open(at: folder.store)
        try store.commit([0, 15, 30].flatMap { [.keep(poll("a", $0)), .keep(poll("b", $0))] })
        try store.commit([.forgetPolls(source: "a", before: .second(30))])
        #expect(try store.loadPolls() == [poll("a", 30), poll("b", 0), poll("b", 15), poll("b", 30)])
        try store.commit([.forgetPolls(source: "b", before: .distantFuture)])
        #expect(try store.loadPolls() == [poll("a", 30)])
    }

    @Test func pollOfAFailedCommitIsNotKept() throws {
        let folder = try TestFolder()
        let fault = CommitFault { moment throws(StorageError) in
            if moment == .beforeCommit { throw .full(path: "full") }
        }
        let store = try AlertStore.open(at: folder.store, options: StoreOptions(fault: fault))
        #expect(throws: StorageError.self) { try store.commit([.keep(poll("a", 0))]) }
        #expect(try store.loadPolls() == [])
    }
}
