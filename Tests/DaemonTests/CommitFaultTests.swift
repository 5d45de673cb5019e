import Daemon
import Model
import PeerPrograms
import Storage
import Synchronization
import Testing

/// A daemon in this process whose store fails at a commit that the test chooses.
struct CommitFaultTests {
    /// Strikes once, at a moment of the commit of that number.
    private final class Fault: Sendable {
        private let commits = Mutex(0)
        private let commit: Int
        private let moment: CommitFault.Moment
        private let error: StorageError
        /// An entry once it has struck.
        let strikes = Journal<Int>()

        init(at commit: Int, _ moment: CommitFault.Moment, _ error: StorageError) {
            self.commit = commit
            self.moment = moment
            self.error = error
        }

        var commitFault: CommitFault {
            CommitFault { [self] moment throws(StorageError) in
                let number = commits.withLock { commits in
                    if moment == .beforeCommit { commits += 1 }
                    return commits
                }
                guard number == commit, moment == self.moment, strikes.entries.isEmpty else { return }
                strikes.append(number)
                throw error
            }
        }
    }

    /// One centre, one sink, one store; daemons come and go.
    private struct Stage {
        /// Which of the two tasks of a run has ended.
        private enum Ending: Sendable {
            case body
            case daemon(DaemonError?)
        }

        let centre: SwitchableCentre
        let sink: WebhookSink
        let folder: DaemonFolder

        init() throws {
            centre = try SwitchableCentre()
            sink = try WebhookSink()
            folder = try DaemonFolder(
                ConfigurationText(
                    sources: ConfigurationText.source(port: centre.port),
                    routes: ConfigurationText.webhook(port: sink.port, interval: "200ms"),
                    more: "log: { level: critical }"
                ).text
            )
        }

        /// Runs a daemon until `body` is done or the daemon ends; gives why it ended by itself.
        func run(_ fault: Fault? = nil, until body: @escaping @Sendable () async throws -> Void) async throws
            -> DaemonError?
        {
            let daemon = Daemon(
                Daemon.Options(
                    configuration: folder.configuration,
                    store: StoreOptions(fault: fault?.commitFault),
                    handlesSignals: false
                )
            )
            return try await withThrowingTaskGroup(of: Ending.self) { group in
                group.addTask {
                    do throws(DaemonError) {
                        try await daemon.run()
                        return .daemon(nil)
                    } catch {
                        return .daemon(error)
                    }
                }
                group.addTask {
                    try await body()
                    return .body
                }
                defer { group.cancelAll() }
                while let ending = try await group.next() {
                    if case .daemon(let error) = ending { return error }
                    group.cancelAll()
                }
                return nil
            }
        }

        /// Lets a queue come and go again, and waits until both were told.
        @Sendable func playThrough() async throws {
            centre.set(queue: 3, of: 1)
            try await sink.arrival("the firing webhook") { $0.status == "firing" }
            centre.set(queue: 0, of: 1)
            try await sink.arrival("the resolved webhook") { $0.status == "resolved" }
        }

        /// The firing and its end came, each under one identity only.
        func expectToldOnce() {
            let arrivals = sink.arrivals.entries
            let ids = Dictionary(grouping: arrivals, by: \.events).mapValues { Set($0.map(\.id)) }
            #expect(ids.values.allSatisfy { $0.count == 1 }, "\(ids)")
            #expect(Set(arrivals.map(\.status)) == ["firing", "resolved"])
            #expect(Set(arrivals.map(\.id)).count == 2, "\(arrivals)")
        }
    }

    /// The run of ``Stage/playThrough()`` commits seven times at least: the key of links, the restart, the firing, its
    /// delivery, the end, its delivery, and the tick that drops the empty group; where events meet, fewer.
    private static let commits = 1...6
    /// Those of them without which there is no daemon.
    private static let commitsOfStart = 1...2

    @Test(arguments: commits, CommitFault.Moment.allCases)
    func storeThatFailsForGoodEndsTheDaemonAndNothingIsLost(commit: Int, moment: CommitFault.Moment) async throws {
        let stage = try Stage()
        let fault = Fault(at: commit, moment, .system(path: "store", detail: "the disk is gone"))
        let end = try await stage.run(fault) { [stage] in
            try await stage.playThrough()
            // The fault may strike only now, when the last delivery is written down.
            try await fault.strikes.wait(for: "the fault") { !$0.isEmpty }
            try await Task.sleep(for: .seconds(60))
        }
        guard case .world(let message) = try #require(end) else {
            Issue.record("not the world's fault: \(String(describing: end))")
            return
        }
        #expect(message.contains("the disk is gone"))
        let second = try await stage.run { [stage] in try await stage.playThrough() }
        #expect(second == nil)
        stage.expectToldOnce()
    }

    @Test(
        arguments: commits,
        [StorageError.full(path: "store"), .locked(path: "store"), .readOnly(path: "store", place: "store")]
    )
    func storeThatFailsForOnceChangesNothing(commit: Int, error: StorageError) async throws {
        let stage = try Stage()
        let fault = Fault(at: commit, .beforeCommit, error)
        let end = try await stage.run(fault) { [stage] in
            try await stage.playThrough()
            try await fault.strikes.wait(for: "the fault") { !$0.isEmpty }
        }
        if Self.commitsOfStart.contains(commit) {
            guard case .world(let message) = try #require(end) else {
                Issue.record("not the world's fault: \(String(describing: end))")
                return
            }
            #expect(message == error.description)
            let second = try await stage.run { [stage] in try await stage.playThrough() }
            #expect(second == nil)
        } else {
            #expect(end == nil, "\(String(describing: end))")
        }
        stage.expectToldOnce()
    }
}
