package import Alerting
package import Model
package import Storage

/// The only owner of the alert engine: writes what an event changed, and only then lets it be seen.
package actor Engine {
    /// What it works with.
    package struct Wiring: Sendable {
        /// The time of its decisions.
        package var clock: SteadyClock
        /// What counts its work.
        package var telemetry: Telemetry
        /// Sent when the outbox changed.
        package var outboxChanges: Signal
        /// Sent when another deadline is the next.
        package var deadlineChanges: Signal
        /// Told when what a page shows may have changed.
        package var viewChanges = ViewChanges()
        /// Called when the store failed in a way after which only a restart tells what is stored.
        package var onFatalError: @Sendable (StorageError) -> Void
    }

    private var core: AlertEngine
    private var workspace: Workspace
    private let store: AlertStore
    private let wiring: Wiring
    /// What the last cycle of each source lacked.
    private var cycles: [String: SourceCycle] = [:]
    /// The polls that the page draws.
    private var recent = RecentPolls()
    private let executor = SerialQueueExecutor(label: "callwatch.engine")
    /// Why nothing is written any more: what is stored is in doubt, and whatever is decided here may contradict it.
    private var fatalError: StorageError?
    /// Why the store could not take the last commit; nil while it takes them.
    package private(set) var lastCommitFailure: StorageError?

    nonisolated package var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// The engine as the store left it, under `configuration`.
    ///
    /// What the restart itself brings (alerts whose rule is gone, deadlines that have passed) is written before this
    /// returns. A store that is new gets `seed`, which tells its deliveries from those of all others and stays in it
    /// from its first commit on.
    package static func restored(
        from entries: [StateEntry],
        polls: [StoredPoll],
        in store: AlertStore,
        configuration: AlertConfiguration,
        seed: String = String(UInt64.random(in: .min ... .max), radix: 36),
        wiring: Wiring
    ) throws(DaemonError) -> Engine {
        let restored: (engine: AlertEngine, outcome: Outcome)
        var workspace = Workspace()
        do {
            restored = try AlertEngine.restored(
                from: entries,
                polls: polls,
                configuration: configuration,
                seed: seed,
                at: wiring.clock.now(),
                in: &workspace
            )
        } catch {
            throw .world(error.description)
        }
        do {
            try store.commit(restored.outcome.effects)
        } catch {
            throw .world(error.description)
        }
        return Engine(core: restored.engine, workspace: workspace, store: store, wiring: wiring)
    }

    private init(core: AlertEngine, workspace: Workspace, store: AlertStore, wiring: Wiring) {
        self.core = core
        self.workspace = workspace
        self.store = store
        self.wiring = wiring
    }

    /// Applies an event and writes what it changed; on a failure nothing has changed.
    ///
    /// After a failure that only a restart can mend, every later call throws it again.
    @discardableResult
    package func submit(_ event: Event) throws(StorageError) -> Outcome {
        if let fatalError { throw fatalError }
        let deadline = core.nextDeadline
        var next = core
        let start = ContinuousClock.now
        let outcome = next.handle(event, at: wiring.clock.now(), in: &workspace)
        let decided = ContinuousClock.now
        if !outcome.effects.isEmpty {
            try commit(outcome.effects)
            wiring.telemetry.noteCommit(took: ContinuousClock.now - decided)
        }
        core = next
        if case .poll(let poll) = event {
            cycles[poll.source] = SourceCycle(poll)
            recent.note(poll)
            wiring.telemetry.noteEvaluation(took: decided - start)
        }
        if case .reconfigured(let configuration) = event {
            recent.forgetSources(otherThan: Set(configuration.sources.map(\.name)))
        }
        wiring.telemetry.note(outcome.transitions)
        for case .settle(let delivery) in outcome.effects { wiring.telemetry.note(settled: delivery) }
        if outcome.effects.contains(where: \.changesOutbox) { wiring.outboxChanges.send() }
        if core.nextDeadline != deadline { wiring.deadlineChanges.send() }
        wiring.viewChanges.note()
        return outcome
    }

    /// Has a row of the outbox attempted at once, a dead letter too; gives it as it is then.
    package func retry(id: String) throws(StorageError) -> Result<Delivery, DeliveryRefusal> {
        try steer(id: id, refusal: { $0.refusalToRetry($1) }, event: { .retryDeliveries([$0]) })
    }

    /// Has all dead letters of a receiver attempted at once, all in one commit; gives them as they are then, the oldest
    /// first.
    package func retryDeadLetters(of receiver: String) throws(StorageError) -> Result<[Delivery], DeliveryRefusal> {
        let rows = Array(try store.deliveries(state: .dead, receiver: receiver, limit: .max).reversed())
        guard !rows.isEmpty else { return .failure(.noDeadLetters(receiver: receiver)) }
        if let refusal = rows.lazy.compactMap(core.refusalToRetry).first { return .failure(refusal) }
        let outcome = try submit(.retryDeliveries(rows))
        return .success(
            outcome.effects.compactMap { effect in
                if case .requeue(let row) = effect { row } else { nil }
            }
        )
    }

    /// Gives a row of the outbox up; gives it as it is then.
    package func drop(id: String) throws(StorageError) -> Result<Delivery, DeliveryRefusal> {
        try steer(id: id, refusal: { $0.refusalToDrop($1) }, event: { .dropDeliveries([$0]) })
    }

    /// Reads a row, decides and writes without anything in between: all commits go through here.
    private func steer(
        id: String,
        refusal: (AlertEngine, Delivery) -> DeliveryRefusal?,
        event: (Delivery) -> Event
    ) throws(StorageError) -> Result<Delivery, DeliveryRefusal> {
        guard let row = try store.delivery(id: id) else { return .failure(.unknown(id: id)) }
        if let refusal = refusal(core, row) { return .failure(refusal) }
        try submit(event(row))
        return .success(try store.delivery(id: id) ?? row)
    }

    private func commit(_ effects: [Effect]) throws(StorageError) {
        do {
            try store.commit(effects)
            lastCommitFailure = nil
        } catch {
            workspace.takeBack()
            if error.isOfTheStore {
                lastCommitFailure = error
                wiring.telemetry.noteCommitFailure()
            }
            if error.isFatal {
                fatalError = error
                wiring.onFatalError(error)
            }
            throw error
        }
    }

    /// Why nobody may be told that all is well: polls do not succeed, or nothing can be written; nil when it is well.
    package func reasonToHoldHeartbeats() -> String? {
        let sources = core.sourcesWithoutGoodPolls(at: wiring.clock.now())
        guard sources.isEmpty else { return "no good poll from \(sources.joined(separator: ", "))" }
        do {
            // Most polls change nothing, so that a full disk would not show.
            try submit(.pulse)
            return nil
        } catch {
            return error.description
        }
    }

    /// When ``Event/tick`` is due next.
    package var nextDeadline: Timestamp? { core.nextDeadline }

    /// The alerts that are pending or firing.
    package var alerts: [AlertInstance] { core.alerts }

    /// What can be asked about the alerts as they are now, without holding up what comes next.
    package var explainer: Explainer { core.explainer(workspace) }
    /// How many alerts fire and are told nowhere.
    package var suppressedCount: Int { core.suppressedCount(at: wiring.clock.now()) }

    /// How many alerts flap, firing or not.
    package var flappingCount: Int { core.flappingCount }

    /// Where the sources stand.
    package var sources: [SourceStatus] { core.sourceStatuses(after: cycles, at: wiring.clock.now()) }

    /// Where every SLA stands.
    package var objectives: [ObjectiveStatus] { core.objectives }

    /// The engine as it is now with the time of that, to be asked without holding up what comes next.
    package var moment: (engine: AlertEngine, now: Timestamp) { (core, wiring.clock.now()) }

    /// What a page is made from, apart from what the store has.
    var view: EngineView {
        EngineView(
            engine: core,
            now: wiring.clock.now(),
            cycles: cycles,
            recent: recent,
            explainer: explainer,
            storeFailure: (fatalError ?? lastCommitFailure)?.description
        )
    }

    /// What it works by.
    package var configuration: AlertConfiguration { core.configuration }
}

extension Effect {
    /// Whether it gives the delivery worker something to look at.
    fileprivate var changesOutbox: Bool {
        switch self {
        case .enqueue, .settle, .requeue: true
        case .put, .remove, .record, .keep, .forgetPolls: false
        }
    }
}

extension StorageError {
    /// Whether the store failed, and not the commit: one that is stale is decided anew, and the store is well.
    fileprivate var isOfTheStore: Bool {
        if case .stale = self { false } else { true }
    }

    /// Whether it is no use to go on: what is stored is in doubt, or contradicts what was to be stored.
    fileprivate var isFatal: Bool {
        switch self {
        case .system, .corrupt, .notAStore, .newer, .inUse, .missingFolder, .refused, .closed: true
        case .readOnly, .locked, .full, .stale: false
        }
    }
}
