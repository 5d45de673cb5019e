import Synchronization

/// Wakes one waiting loop: any number of signals before it looks count as one.
package final class Signal: Sendable {
    private struct State {
        var isPending = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// A signal that nobody has sent yet.
    package init() {}

    /// Wakes the loop, or keeps it from going to sleep.
    package func send() {
        let waiter = state.withLock { state in
            state.isPending = state.waiter == nil
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Waits for a signal, but no longer than `time` if one is given; ends at once when the task is cancelled.
    ///
    /// Only one loop may wait at a time.
    package func wait(atMost time: Duration? = nil) async {
        guard let time else { return await wait() }
        // A task of its own, whose end nobody waits for. If it comes just after a signal, the loop looks once in vain.
        let alarm = Task {
            do { try await Task.sleep(for: time, tolerance: .zero) } catch { return }
            send()
        }
        defer { alarm.cancel() }
        await wait()
    }

    private func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    precondition(state.waiter == nil, "two loops wait for one signal")
                    if state.isPending || Task.isCancelled {
                        state.isPending = false
                        return true
                    }
                    state.waiter = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume()
        }
    }
}
