import Alerting
import ConfigFiles
import GRDB
import Model
import PeerPrograms
import Storage
import Testing

@testable import Daemon

/// A store that really is full, or really is locked, under the engine: nothing is lost, and nothing is half done.
struct StoreFaultTests {
    private let folder: DaemonFolder
    private let configuration: AlertConfiguration

    init() throws {
        folder = try DaemonFolder(
            ConfigurationText(
                sources: ConfigurationText.source(port: 1, codes: 1...200),
                routes: ConfigurationText.webhook(port: 1)
            ).text
        )
        configuration = try #require(ConfigurationFiles.load(folder.configuration, files: .disk).value).alerting
    }

    private func makeEngine(over store: AlertStore) throws -> Engine {
        try Engine.restored(
            from: store.load(),
            polls: store.loadPolls(),
            in: store,
            configuration: configuration,
            wiring: Engine.Wiring(
                clock: SteadyClock(notBefore: .distantPast),
                telemetry: Telemetry(),
                outboxChanges: Signal(),
                deadlineChanges: Signal(),
                onFatalError: { Issue.record("\($0)") }
            )
        )
    }

    /// A poll of now in which at the first `count` codes somebody waits.
    private func poll(waiting count: Int64) -> Event {
        var snapshot = Snapshot()
        for code in 1...200 as ClosedRange<Int64> {
            snapshot.append(AccessCode(ccId: 1, vdn: 170, innoId: code), [9, 0, 0, code <= count ? 3 : 0, 0])
        }
        return .poll(Poll(source: "cloud", time: SteadyClock.systemTime(), result: .snapshot(snapshot)))
    }

    @Test func lockedDatabaseIsNamedAndThePollAfterwardsTellsAll() async throws {
        let store = try AlertStore.open(at: folder.store, options: StoreOptions(busyTimeout: .milliseconds(20)))
        let engine = try makeEngine(over: store)
        // Another program's transaction, left open.
        var open = Configuration()
        open.allowsUnsafeTransactions = true
        let shell = try DatabaseQueue(path: folder.store, configuration: open)
        try shell.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
        await #expect(throws: StorageError.locked(path: folder.store)) {
            try await engine.submit(self.poll(waiting: 1))
        }
        #expect(await engine.alerts.isEmpty)
        #expect(await engine.lastCommitFailure?.description.contains("is locked by another process") == true)
        try shell.inDatabase { try $0.execute(sql: "ROLLBACK") }
        try shell.close()
        try await engine.submit(poll(waiting: 1))
        #expect(await engine.lastCommitFailure == nil)
        #expect(try store.deliveries(limit: 10).count == 1)
        try store.close()
    }

    @Test func fullStoreIsNamedAndWithSpaceThePollTellsAll() async throws {
        let small = try AlertStore.open(at: folder.store, options: StoreOptions(maximumSize: 250_000))
        let engine = try makeEngine(over: small)
        try await engine.submit(poll(waiting: 1))
        let before = (try small.load(), try small.deliveries(limit: 1000), try small.history(limit: 1000))
        #expect(before.1.count == 1)
        await #expect(throws: StorageError.full(path: folder.store)) {
            try await engine.submit(self.poll(waiting: 200))
        }
        #expect(await engine.lastCommitFailure?.description.contains("the disk is full; free some space") == true)
        #expect(await engine.alerts.count == 1)
        #expect(try small.load() == before.0)
        #expect(try small.deliveries(limit: 1000) == before.1)
        #expect(try small.history(limit: 1000) == before.2)
        try small.close()

        let store = try AlertStore.open(at: folder.store)
        let next = try makeEngine(over: store)
        try await next.submit(poll(waiting: 200))
        #expect(await next.alerts.count == 200)
        #expect(try store.deliveries(limit: 1000).count == 200)
        try store.close()
    }

    /// Polls come every few seconds for years: those that bring nothing new must not wear the disk.
    @Test func pollThatChangesNothingCommitsNothing() async throws {
        let commits = Journal<CommitFault.Moment>()
        let fault = CommitFault { moment throws(StorageError) in commits.append(moment) }
        let store = try AlertStore.open(at: folder.store, options: StoreOptions(fault: fault))
        let engine = try makeEngine(over: store)
        try await engine.submit(poll(waiting: 0))
        let count = commits.entries.count
        for _ in 0..<20 {
            let outcome = try await engine.submit(poll(waiting: 0))
            #expect(outcome.effects == [])
        }
        #expect(commits.entries.count == count)
        try await engine.submit(poll(waiting: 3))
        #expect(commits.entries.count == count + 2)
        try store.close()
    }
}
