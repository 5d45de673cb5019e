import Alerting
import ConfigFiles
import Model
import PeerPrograms
import Storage
import Synchronization
import Testing

@testable import Daemon

/// The engine with its store, without the rest of the daemon.
struct EngineTests {
    /// What the next commit is met with; then nothing again.
    private final class NextFault: Sendable {
        private let next = Mutex<(moment: CommitFault.Moment, error: StorageError)?>(nil)

        func set(_ moment: CommitFault.Moment, _ error: StorageError) {
            next.withLock { $0 = (moment, error) }
        }

        var commitFault: CommitFault {
            CommitFault { [self] moment throws(StorageError) in
                let error = next.withLock { next -> StorageError? in
                    guard let fault = next, fault.moment == moment else { return nil }
                    next = nil
                    return fault.error
                }
                if let error { throw error }
            }
        }
    }

    private struct Stage {
        let folder: DaemonFolder
        let store: AlertStore
        let fault = NextFault()
        let fatal = Journal<StorageError>()
        let telemetry = Telemetry()
        let engine: Engine

        init() throws {
            folder = try DaemonFolder(
                ConfigurationText(
                    sources: ConfigurationText.source(port: 1),
                    routes: ConfigurationText.webhook(port: 1)
                ).text
            )
            store = try AlertStore.open(at: folder.store, options: StoreOptions(fault: fault.commitFault))
            let settings = try #require(ConfigurationFiles.load(folder.configuration, files: .disk).value)
            engine = try Engine.restored(
                from: store.load(),
                polls: store.loadPolls(),
                in: store,
                configuration: settings.alerting,
                wiring: Engine.Wiring(
                    clock: SteadyClock(notBefore: .distantPast),
                    telemetry: telemetry,
                    outboxChanges: Signal(),
                    deadlineChanges: Signal(),
                    onFatalError: { [fatal] in fatal.append($0) }
                )
            )
        }
    }

    /// A poll of now: by an older one the source would be down.
    private static func poll(queue: Double) -> Event {
        var column = Column(count: 1)
        column[0] = queue
        let snapshot = Snapshot(
            series: [AccessCode(ccId: 1, vdn: 170, innoId: 1)],
            columns: Metric.allCases.map { _ in column }
        )
        return .poll(Poll(source: "cloud", time: SteadyClock.systemTime(), result: .snapshot(snapshot)))
    }

    @Test(
        arguments: [StorageError.full(path: "s"), .locked(path: "s"), .readOnly(path: "s", place: "s")]
    )
    func failedCommitLeavesTheEngineAsItWas(error: StorageError) async throws {
        let stage = try Stage()
        let before = try stage.store.load()
        stage.fault.set(.beforeCommit, error)
        await #expect(throws: error) { try await stage.engine.submit(Self.poll(queue: 3)) }
        #expect(await stage.engine.alerts.isEmpty)
        #expect(try stage.store.load() == before)
        #expect(stage.fatal.entries.isEmpty)
        #expect(await stage.engine.lastCommitFailure == error)
        #expect(stage.telemetry.snapshot().commitFailures == 1)

        let outcome = try await stage.engine.submit(Self.poll(queue: 3))
        #expect(outcome.transitions.map(\.to) == [.firing])
        #expect(outcome.notifications.count == 1)
        #expect(await stage.engine.alerts.count == 1)
        #expect(await stage.engine.lastCommitFailure == nil)
        #expect(stage.telemetry.snapshot().commitFailures == 1)
        #expect(try stage.store.deliveries(limit: 10).count == 1)
        try stage.store.close()
    }

    /// The commit happened and said otherwise; the engine must not go on from what was before.
    @Test func nothingIsWrittenAfterAFatalFailure() async throws {
        let stage = try Stage()
        let error = StorageError.system(path: "s", detail: "the disk is gone")
        stage.fault.set(.afterCommit, error)
        await #expect(throws: error) { try await stage.engine.submit(Self.poll(queue: 3)) }
        #expect(stage.fatal.entries == [error])
        let after = try stage.store.load()
        await #expect(throws: error) { try await stage.engine.submit(Self.poll(queue: 0)) }
        await #expect(throws: error) { try await stage.engine.submit(.tick) }
        #expect(try stage.store.load() == after)
        #expect(try stage.store.deliveries(limit: 10).count == 1)
        try stage.store.close()
    }
}
