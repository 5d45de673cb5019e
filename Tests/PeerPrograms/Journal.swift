import Synchronization

/// What has happened, in order, for a test that waits for what it needs instead of sleeping.
package final class Journal<Entry: Sendable>: Sendable {
    private struct Waiter {
        let condition: @Sendable ([Entry]) -> Bool
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var entries: [Entry] = []
        var waiters: [Int: Waiter] = [:]
        var nextWaiter = 0
        var isFinished = false
    }

    private let state = Mutex(State())

    /// Nothing has happened yet.
    package init() {}

    /// Everything so far.
    package var entries: [Entry] { state.withLock(\.entries) }

    /// Adds what just happened, and wakes those who waited for it.
    package func append(_ entry: Entry) {
        let awakened = state.withLock { state in
            state.entries.append(entry)
            let met = state.waiters.filter { $0.value.condition(state.entries) }
            for id in met.keys { state.waiters[id] = nil }
            return met.values.map(\.continuation)
        }
        for continuation in awakened { continuation.resume(returning: true) }
    }

    /// Says that nothing will be added any more: whoever waits for more waits in vain.
    package func finish() {
        let waiting = state.withLock { state in
            state.isFinished = true
            defer { state.waiters = [:] }
            return state.waiters.values.map(\.continuation)
        }
        for continuation in waiting { continuation.resume(returning: false) }
    }

    /// Waits until the entries so far satisfy `condition`, and gives them.
    ///
    /// The limit is for what will never come; it is far above what a busy machine takes. `what` says in the failure
    /// what did not come.
    @discardableResult
    package func wait(
        for what: String,
        atMost limit: Duration = .seconds(60),
        until condition: @escaping @Sendable ([Entry]) -> Bool
    ) async throws -> [Entry] {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        let alarm = Task {
            try await Task.sleep(for: limit)
            giveUp(id)
        }
        defer { alarm.cancel() }
        let isMet = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isMet: Bool? = state.withLock { state in
                    if condition(state.entries) { return true }
                    if state.isFinished || Task.isCancelled { return false }
                    state.waiters[id] = Waiter(condition: condition, continuation: continuation)
                    return nil
                }
                if let isMet { continuation.resume(returning: isMet) }
            }
        } onCancel: {
            giveUp(id)
        }
        try Task.checkCancellation()
        guard isMet else {
            let list = entries.map { "  \($0)" }.joined(separator: "\n")
            throw Program.Failure("\(what) did not come in \(limit); what came:\n\(list)")
        }
        return entries
    }

    private func giveUp(_ id: Int) {
        state.withLock { $0.waiters.removeValue(forKey: id) }?.continuation.resume(returning: false)
    }
}
