import Daemon
import Model
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Standard output of the demo: whole blocks, one after the other.
final class DemoScreen: Sendable {
    private let text = ArrivalText(isColoured: Console.wantsColour(on: STDOUT_FILENO))
    private let onFailure: @Sendable (ResultWriter.Failure) -> Void
    /// Held while a block is written.
    private let turn = Mutex(())

    /// A screen that calls `onFailure` when standard output cannot be written to.
    init(onFailure: @escaping @Sendable (ResultWriter.Failure) -> Void) {
        self.onFailure = onFailure
    }

    /// Shows what the demo itself has to say.
    func show(_ block: String) {
        turn.withLock { _ in
            do throws(ResultWriter.Failure) {
                var writer = ResultWriter()
                try writer.line(block)
                try writer.flush()
            } catch {
                onFailure(error)
            }
        }
    }

    /// Shows a webhook.
    func show(_ webhook: ReceivedWebhook) {
        show(text.block(webhook, at: SteadyClock.systemTime()))
    }

    /// Shows a mail.
    func show(_ mail: ReceivedMail) {
        show(text.block(mail, at: SteadyClock.systemTime()))
    }
}
