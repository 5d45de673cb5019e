import NIOCore
import NIOExtras
import NIOPosix
import ServiceLifecycle
import Simulator
import Synchronization

/// A mail server on the loopback that shows what it is given and keeps nothing.
struct MailSink: Service {
    private let onListening: @Sendable (ListenAddress) async -> Void
    private let show: @Sendable (ReceivedMail) -> Void

    /// A sink on any free port, which `onListening` is given; `show` is called for each mail before it is accepted.
    init(
        onListening: @escaping @Sendable (ListenAddress) async -> Void,
        show: @escaping @Sendable (ReceivedMail) -> Void
    ) {
        self.onListening = onListening
        self.show = show
    }

    func run() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let quiescing = ServerQuiescingHelper(group: group)
        let places = MailSession.Places()
        let server = try await ServerBootstrap(group: group)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(quiescing.makeServerChannelHandler(channel: channel))
                }
            }
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        IdleStateHandler(readTimeout: MailSession.patience),
                        ByteToMessageHandler(LineBasedFrameDecoder(), maximumBufferSize: MailSession.longestLine),
                        MailSession(places: places, show: show),
                    ])
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        await onListening(ListenAddress(host: "127.0.0.1", port: server.localAddress?.port ?? 0))
        // Thrown when the task is cancelled instead; what follows is the same.
        try? await gracefulShutdown()
        let ended = server.eventLoop.makePromise(of: Void.self)
        quiescing.initiateShutdown(promise: ended)
        try await ended.futureResult.get()
    }
}

/// One connection to the sink.
private final class MailSession: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// How many connections there may be; a mail that is being received takes up to ``MailConversation/largestMail``.
    final class Places: Sendable {
        private let free = Mutex(16)

        func take() -> Bool {
            free.withLock { free in
                guard free > 0 else { return false }
                free -= 1
                return true
            }
        }

        func giveBack() {
            free.withLock { $0 += 1 }
        }
    }

    /// A connection that says nothing for so long is closed.
    static let patience = TimeAmount.seconds(60)
    /// The longest line; RFC 5321 section 4.5.3.1.6 has 1,000 bytes.
    static let longestLine = 8192

    private let places: Places
    private let show: @Sendable (ReceivedMail) -> Void
    private var hasPlace = false
    private var isOver = false
    private var conversation = MailConversation()

    init(places: Places, show: @escaping @Sendable (ReceivedMail) -> Void) {
        self.places = places
        self.show = show
    }

    func channelActive(context: ChannelHandlerContext) {
        hasPlace = places.take()
        if hasPlace {
            reply(MailConversation.greeting, context)
        } else {
            end("421 Too many connections", context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if hasPlace { places.giveBack() }
        hasPlace = false
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // What was sent behind QUIT, or behind a line that was too long.
        guard !isOver else { return }
        let step = conversation.receive(unwrapInboundIn(data).readableBytesView)
        if let mail = step.mail { show(ReceivedMail(mail)) }
        guard let text = step.reply else { return }
        if step.isLast { end(text, context) } else { reply(text, context) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent || event is ChannelShouldQuiesceEvent {
            end("421 Closing", context)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is ByteToMessageDecoderError.PayloadTooLargeError {
            end("500 The line has more than \(Self.longestLine) bytes", context)
        } else {
            // The client has gone; it tries again if it has more to say.
            context.close(promise: nil)
        }
    }

    private func reply(_ text: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text + "\r\n")), promise: nil)
    }

    private func end(_ text: String, _ context: ChannelHandlerContext) {
        guard !isOver else { return }
        isOver = true
        let line = wrapOutboundOut(ByteBuffer(string: text + "\r\n"))
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        context.writeAndFlush(line, promise: written)
    }
}
