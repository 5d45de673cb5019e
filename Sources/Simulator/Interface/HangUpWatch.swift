import NIOCore
import ServiceLifecycle

/// Notices that the client has ended its side of a connection, or that the connection is over.
///
/// Hummingbird's own way to wait for that, `consumeWithCancellationOnInboundClose`, takes the process down when the
/// body was read before, as it has to be here: the signature is over it.
final class HangUpWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    /// Ends when the client has hung up; for one reader at a time.
    let hangUp: AsyncStream<Never>
    private let note: AsyncStream<Never>.Continuation

    init() {
        (hangUp, note) = AsyncStream.makeStream()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { note.finish() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        note.finish()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        note.finish()
    }
}

extension Channel {
    /// Waits until the client hangs up; a shutdown of the server cuts it short.
    func waitForHangUp() async throws {
        let hangUp = try await eventLoop.submit { [pipeline] in
            try pipeline.syncOperations.handler(type: HangUpWatch.self).hangUp
        }
        .get()
        await cancelWhenGracefulShutdown { for await _ in hangUp {} }
    }
}
