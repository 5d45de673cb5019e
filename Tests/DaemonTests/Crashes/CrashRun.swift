import Alerting
// Full Foundation for JSONDecoder, whose results are compared.
import Foundation
import Logging
import Model
import PeerPrograms
import Storage
import Synchronization

@testable import Daemon

/// A scenario played at virtual time by the daemon's own engine, store and delivery worker, which die where the reaper
/// says and begin again on the same store at the same moment.
struct CrashRun {
    /// A message at a destination.
    struct Arrival: Hashable, Sendable {
        /// When it came.
        let at: Timestamp
        /// What the destination tells repetitions by: `webhook-id`, `Message-ID`.
        let identity: String
        let receiver: String
        let integration: String
        let recipient: String?
        let threadID: String?
        let notification: GroupNotification
        let outcome: DeliveryOutcome
    }

    /// Everything that came of a run.
    struct Result: Equatable {
        /// What arrived, repetitions of the same moment left out.
        let arrivals: [Arrival]
        /// The state at the end, but for the times of the last poll and event.
        let state: [Piece]
        let deliveries: [Delivery]
        let history: [HistoryEntry]
    }

    /// A piece of the state: of a group or an incident the value, whose members stand in the store in no order.
    struct Piece: Equatable, CustomStringConvertible {
        let key: StateEntry.Key
        private let group: AggregationGroup?
        private let incident: IncidentRecord?
        private let text: String

        init(_ entry: StateEntry) throws {
            key = entry.key
            group = key.kind == .group ? try JSONDecoder().decode(AggregationGroup.self, from: Data(entry.value)) : nil
            incident =
                key.kind == .incident ? try JSONDecoder().decode(IncidentRecord.self, from: Data(entry.value)) : nil
            text = String(decoding: entry.value, as: UTF8.self)
        }

        var description: String { "\(key.kind) \(key.id) \(text)" }

        static func == (left: Piece, right: Piece) -> Bool {
            left.key == right.key && left.group == right.group && left.incident == right.incident
                && (left.group != nil || left.incident != nil || left.text == right.text)
        }
    }

    /// What came of it.
    let result: Result
    /// How many messages came more than once.
    let repetitions: Int
    /// The places that were passed, those passed again among them.
    let passed: [Reaper.Place]

    /// Plays a scenario; death comes at `deaths`.
    init(
        _ scenario: CrashScenario,
        deathsAt deaths: Set<Reaper.Place> = [],
        whileBeginning: Bool = false
    ) async throws {
        let reaper = Reaper(at: deaths, whileBeginning: whileBeginning)
        let world = World(scenario, reaper, folder: try TemporaryFolder("crash"))
        while true {
            var life: Life?
            reaper.begin()
            do {
                let begun = try Life(in: world)
                life = begun
                try await begun.play()
            } catch is Reaper.Death {
                try life?.store.close()
                continue
            }
            guard let life else { continue }
            let arrivals = world.arrivals
            var seen: Set<Arrival> = []
            let distinct = arrivals.filter { seen.insert($0).inserted }
            result = Result(
                arrivals: distinct,
                state: try life.store.load().filter { $0.key.kind != .engine && $0.key.kind != .source }.map(
                    Piece.init
                ),
                deliveries: try life.store.deliveries(limit: 100_000),
                history: try life.store.history(limit: 100_000).map(\.entry)
            )
            repetitions = arrivals.count - distinct.count
            passed = reaper.passed
            try life.store.close()
            return
        }
    }
}

/// What goes on while processes come and go: time, the contact centre's polls, and what destinations were sent.
private final class World: Sendable {
    private struct State {
        var now: Timestamp
        var nextPoll = 0
        var nextAct = 0
        var arrivals: [CrashRun.Arrival] = []
    }

    let scenario: CrashScenario
    let reaper: Reaper
    let folder: TemporaryFolder
    private let state: Mutex<State>

    init(_ scenario: CrashScenario, _ reaper: Reaper, folder: TemporaryFolder) {
        self.scenario = scenario
        self.reaper = reaper
        self.folder = folder
        state = Mutex(State(now: scenario.time(of: 0)))
    }

    var now: Timestamp { state.withLock(\.now) }
    var arrivals: [CrashRun.Arrival] { state.withLock(\.arrivals) }

    /// The number of the next poll; nil once all have been made.
    var nextPoll: Int? { state.withLock { $0.nextPoll < scenario.polls ? $0.nextPoll : nil } }

    /// The number of the next act; nil once all have been done.
    var nextAct: Int? { state.withLock { $0.nextAct < scenario.acts.count ? $0.nextAct : nil } }

    /// The act has been done.
    func noteAct() {
        state.withLock { $0.nextAct += 1 }
    }

    /// Lets time go on; it never goes back.
    func advance(to time: Timestamp) {
        state.withLock { $0.now = max($0.now, time) }
    }

    /// The poll has been made.
    func notePoll() {
        state.withLock { $0.nextPoll += 1 }
    }

    /// Sends a row, unless the process ends before; its answer is lost if it ends behind.
    func send(_ delivery: Delivery) -> DeliveryOutcome? {
        let attempt = delivery.attempts + 1
        guard !reaper.pass(.beforeSend(id: delivery.id, attempt: attempt)) else { return nil }
        let now = now
        let outcome = scenario.answer(delivery, scenario.seconds(at: now))
        let arrival = CrashRun.Arrival(
            at: now,
            identity: delivery.messageID,
            receiver: delivery.receiver,
            integration: delivery.integration,
            recipient: delivery.recipient,
            threadID: delivery.threadID,
            notification: delivery.notification,
            outcome: outcome
        )
        state.withLock { $0.arrivals.append(arrival) }
        return reaper.pass(.afterSend(id: delivery.id, attempt: attempt)) ? nil : outcome
    }
}

/// One process.
private struct Life {
    let world: World
    let store: AlertStore
    let engine: Engine
    let worker: DeliveryWorker

    /// Opens the store and goes on from what is in it.
    init(in world: World) throws {
        self.world = world
        store = try AlertStore.open(
            at: world.folder.file("callwatch.db"),
            options: StoreOptions(fault: world.reaper.commitFault)
        )
        do {
            let entries = try store.load()
            let clock = SteadyClock(
                notBefore: AlertEngine.lastEvent(in: entries),
                wall: { world.now },
                sinceBoot: { TimeSpan(milliseconds: world.now.milliseconds) }
            )
            let telemetry = Telemetry()
            let logger = Logger(label: "crash", factory: { _ in SwiftLogNoOpLogHandler() })
            engine = try Engine.restored(
                from: entries,
                polls: store.loadPolls(),
                in: store,
                configuration: world.scenario.configuration,
                seed: "seed",
                wiring: Engine.Wiring(
                    clock: clock,
                    telemetry: telemetry,
                    outboxChanges: Signal(),
                    deadlineChanges: Signal(),
                    onFatalError: { _ in }
                )
            )
            worker = DeliveryWorker(
                engine: engine,
                store: store,
                clock: clock,
                telemetry: telemetry,
                changes: Signal(),
                externalURL: "https://callwatch.example.com",
                addresses: AsyncStream { $0.finish() },
                logger: logger
            ) { delivery, _, _, _ in
                world.send(delivery)
            }
        } catch {
            try store.close()
            try world.reaper.requireLife()
            throw error
        }
        world.reaper.noteBegun()
    }

    /// Handles what comes in the order of time, until all is over.
    func play() async throws {
        while true {
            try await deliver()
            let poll = world.nextPoll
            let pollTime = poll.map(world.scenario.time(of:))
            let act = world.nextAct
            let actTime = act.map(world.scenario.time(ofAct:))
            let deadline = await engine.nextDeadline
            let next = [pollTime, actTime, deadline, try store.nextDue()].compactMap { $0 }.min()
            guard let next, next < world.scenario.end else { return }
            world.advance(to: next)
            if let poll, let pollTime, pollTime <= world.now {
                // The daemon would poll anew at its next start, which is a poll more. To be comparable, one that is written
                // is not made twice.
                try await submitOnce(.poll(world.scenario.poll(poll))) { world.notePoll() }
            } else if let act, let actTime, actTime <= world.now {
                try await submitOnce(.act(world.scenario.acts[act].act)) { world.noteAct() }
            } else if let deadline, deadline <= world.now {
                try await submit(.tick)
            }
        }
    }

    /// Submits an event; `note` is called once it is written, also when the process ends then.
    private func submitOnce(_ event: Event, note: () -> Void) async throws {
        let commits = world.reaper.commits
        do {
            try await submit(event)
        } catch is Reaper.Death where world.reaper.commits > commits {
            note()
            throw Reaper.Death()
        }
        note()
    }

    private func submit(_ event: Event) async throws {
        do {
            try await engine.submit(event)
        } catch {
            try world.reaper.requireLife()
            throw error
        }
    }

    /// Attempts what is due, one after the other, until nothing is.
    private func deliver() async throws {
        let receivers = world.scenario.configuration.receivers
        while true {
            await worker.settle()
            try world.reaper.requireLife()
            let rows = await worker.begin()
            if rows.isEmpty { return }
            for row in rows {
                await worker.attempt(row, with: receivers, externalURL: "https://callwatch.example.com")
                try world.reaper.requireLife()
            }
        }
    }
}
