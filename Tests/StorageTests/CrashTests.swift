import Alerting
import Foundation  // signals and processes
import Model
import Storage
import Testing

struct CrashTests {
    /// A process that commits numbered effects is killed again and again, at a moment that is not chosen; the next one
    /// goes on where the store is.
    @Test func aKilledProcessLosesNoCommitAndHalvesNone() throws {
        let folder = try TestFolder()
        var last: Int64 = 0
        for round in 1...25 {
            let writer = try PeerProcess(["count", folder.store])
            var output = ""
            // Let some commits happen, a different number each time, then strike in the middle of whatever comes next.
            for _ in 0..<Int.random(in: 1...6) { output += writer.read() }
            usleep(.random(in: 0...3000))
            kill(writer.process.processIdentifier, SIGKILL)
            output += try writer.finish().output
            // The last line may be cut; what is whole was committed.
            let acknowledged = output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().last
            let number = try #require(acknowledged.flatMap { Int64($0) }, "round \(round): \(output)")
            #expect(number > last)

            let store = try AlertStore.open(at: folder.store)
            last = try #require(try storedNumber(store))
            #expect(last == number || last == number + 1, "round \(round)")
            try expectPrefix(of: last, in: store, "round \(round)")
            try store.close()
        }
    }

    private func storedNumber(_ store: AlertStore) throws -> Int64? {
        try store.load().first.flatMap { Int64(String(decoding: $0.value, as: UTF8.self)) }
    }

    /// The store holds exactly what the commits 1 to `last` wrote.
    private func expectPrefix(of last: Int64, in store: AlertStore, _ place: Comment) throws {
        let count = Int(last)
        let deliveries = try store.deliveries(limit: count + 2)
        #expect(deliveries.map(\.sequence) == (1...last).reversed(), place)
        #expect(deliveries.first?.state == .pending, place)
        #expect(deliveries.dropFirst().allSatisfy { $0.state == .delivered }, place)
        #expect(try store.history(limit: count + 2).map(\.entry.text) == (1...last).reversed().map(String.init), place)
        #expect(try store.due(at: Timestamp(milliseconds: .max), limit: 9).map(\.sequence) == [last], place)
        #expect(try store.backlog().map(\.pending) == [1], place)
    }
}
