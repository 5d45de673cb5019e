import Alerting
import Model
import Synchronization

/// Tells whoever shows the engine's state that it may have changed: any number of changes before it looks are one.
package final class ViewChanges: Sendable {
    private let listener = Mutex<AsyncStream<Void>.Continuation?>(nil)

    /// Nobody listens yet.
    package init() {}

    /// Something may have changed.
    func note() {
        _ = listener.withLock { $0 }?.yield()
    }

    /// A value for each change from now on; the stream of an earlier listener ends.
    func stream() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let earlier = listener.withLock { listener in
            defer { listener = continuation }
            return listener
        }
        earlier?.finish()
        return stream
    }
}

/// What a page is made from, apart from what the store has.
struct EngineView: Sendable {
    /// The engine.
    let engine: AlertEngine
    /// The time of the view.
    let now: Timestamp
    /// What the last cycles of the sources lacked.
    let cycles: [String: SourceCycle]
    /// The polls that are drawn.
    let recent: RecentPolls
    /// What can be asked about alerts.
    let explainer: Explainer
    /// Why nothing is written any more; nil while everything is.
    let storeFailure: String?
}
