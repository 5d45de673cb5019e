import CCurl
import Synchronization

/// What a transfer thread is asked to do.
enum Command: Sendable {
    case sendHTTP(HTTPRequest, Cancellation, CheckedContinuation<HTTPOutcome, Never>)
    case submitMail(MailSubmission, Cancellation, CheckedContinuation<MailOutcome, Never>)
    /// Ends all transfers and the thread; the continuation is resumed when both are gone.
    case stop(CheckedContinuation<Void, Never>?)
}

/// The way into a transfer thread from all others.
final class TransferQueue: Sendable {
    private struct State: Sendable {
        var commands: [Command] = []
        /// The handle whose wait is broken by a new command; nil once the thread no longer takes any.
        ///
        /// Unsafe by type only: it is used for `curl_multi_wakeup`, the one call libcurl allows from any thread.
        nonisolated(unsafe) var multi: UnsafeMutableRawPointer?
    }

    private let state: Mutex<State>
    private let stopping = Atomic(false)

    init(multi: UnsafeMutableRawPointer) {
        state = Mutex(State(multi: multi))
    }

    /// Whether the thread has been asked to end; seen at once by transfers that hold the thread up.
    var isStopping: Bool { stopping.load(ordering: .relaxed) }

    /// Hands a command over and wakes the thread; false once it no longer takes any.
    func post(_ command: Command) -> Bool {
        if case .stop = command { stopping.store(true, ordering: .relaxed) }
        return state.withLock { state in
            guard let multi = state.multi else { return false }
            state.commands.append(command)
            // One wake-up is enough until the thread has taken what is there. Under the lock, so that the handle lives.
            if state.commands.count == 1 { curl_multi_wakeup(multi) }
            return true
        }
    }

    /// Has the thread look after its transfers.
    func wake() {
        state.withLock { state in
            if let multi = state.multi { curl_multi_wakeup(multi) }
        }
    }

    /// Takes what has been posted.
    func take() -> [Command] {
        state.withLock { state in
            let commands = state.commands
            state.commands.removeAll(keepingCapacity: true)
            return commands
        }
    }

    /// Takes no more commands, and gives those not yet taken.
    func close() -> [Command] {
        stopping.store(true, ordering: .relaxed)
        return state.withLock { state in
            state.multi = nil
            let commands = state.commands
            state.commands = []
            return commands
        }
    }
}

/// Whether a transfer is still wanted; asked for by libcurl as it goes along, also while it holds its thread up.
final class Cancellation: Sendable {
    private let queue: TransferQueue
    private let isCancelled = Atomic(false)

    init(_ queue: TransferQueue) {
        self.queue = queue
    }

    var isRequested: Bool { isCancelled.load(ordering: .relaxed) || queue.isStopping }

    func request() {
        isCancelled.store(true, ordering: .relaxed)
        queue.wake()
    }
}
