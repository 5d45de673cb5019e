import Alerting
import NIOCore
import ServiceLifecycle
import Synchronization

/// What is told to all who have the first page open: made once for each change, however many there are.
final class PageFeed: Sendable {
    /// More open pages than this are turned away.
    static let mostClients = 1000
    /// The shortest time between two changes that are told, and the longest without a word.
    private static let shortest = Duration.milliseconds(500)
    private static let longest = Duration.seconds(15)

    private struct Client {
        let maySilence: Bool
        let events: AsyncStream<ByteBuffer>.Continuation
    }

    private struct State {
        var clients: [Int: Client] = [:]
        var nextID = 0
        var isOver = false
    }

    private let operations: any Operations
    private let state = Mutex(State())

    init(operations: any Operations) {
        self.operations = operations
    }

    /// The events for one more page; nil when there are too many.
    ///
    /// A reader who is slower than the changes misses what is between, but nothing that is still so: each event has all
    /// parts.
    func subscribe(maySilence: Bool) -> AsyncStream<ByteBuffer>? {
        let (stream, events) = AsyncStream<ByteBuffer>.makeStream(bufferingPolicy: .bufferingNewest(1))
        return state.withLock { state -> AsyncStream<ByteBuffer>? in
            guard state.clients.count < Self.mostClients, !state.isOver else { return nil }
            let id = state.nextID
            state.nextID += 1
            state.clients[id] = Client(maySilence: maySilence, events: events)
            events.onTermination = { [weak self] _ in
                self?.state.withLock { state in
                    state.clients[id] = nil
                    return
                }
            }
            // The page was made a moment ago: that it is listened to is enough until something changes.
            events.yield(ByteBuffer(string: ":\n\n"))
            return stream
        }
    }

    /// Tells each change until the graceful shutdown, then ends all streams.
    func run() async {
        let changes = await operations.pageChanges()
        let (moments, moment) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in changes.cancelOnGracefulShutdown() { moment.yield() }
                moment.finish()
            }
            group.addTask {
                await cancelWhenGracefulShutdown {
                    // Cut short by the shutdown, and by nothing else.
                    while (try? await Task.sleep(for: Self.longest)) != nil { moment.yield() }
                }
            }
            for await _ in moments.cancelOnGracefulShutdown() {
                await tell()
                // Many changes in a row are one; a shutdown does not wait.
                await cancelWhenGracefulShutdown { try? await Task.sleep(for: Self.shortest) }
            }
            group.cancelAll()
        }
        let clients = state.withLock { state in
            state.isOver = true
            return state.clients
        }
        for client in clients.values { client.events.finish() }
    }

    /// Makes the parts anew for those who listen, and sends what they are.
    private func tell() async {
        let kinds = state.withLock { Set($0.clients.values.map(\.maySilence)) }
        for maySilence in kinds {
            let event = Self.event(await operations.liveSections(maySilence: maySilence))
            let clients = state.withLock { state in state.clients.values.filter { $0.maySilence == maySilence } }
            for client in clients { client.events.yield(event) }
        }
    }

    /// The parts as events: the name of each is its `id`, its lines are the content's.
    private static func event(_ sections: [LiveSection]) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(sections.reduce(0) { $0 + $1.content.count + $1.id.utf8.count + 32 })
        for section in sections {
            buffer.writeString("event: \(section.id)\n")
            let lines = section.content.split(omittingEmptySubsequences: false) { $0 == 10 || $0 == 13 }
            for line in lines {
                buffer.writeStaticString("data: ")
                buffer.writeBytes(line)
                buffer.writeStaticString("\n")
            }
            buffer.writeStaticString("\n")
        }
        return buffer
    }
}
