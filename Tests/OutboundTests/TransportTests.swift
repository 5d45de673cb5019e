import Outbound
import PeerPrograms
import Testing

@Suite(.timeLimit(.minutes(1)))
struct TransportTests {
    private func request(_ server: ScriptedServer) -> HTTPRequest {
        HTTPRequest(
            url: "http://127.0.0.1:\(server.port)/",
            timeoutMilliseconds: 60_000,
            bodyLimit: .truncate(at: 100),
            proxyURL: ""
        )
    }

    /// A server that never answers, and tells of each connection's request and end.
    private func silentServer() throws -> (ScriptedServer, AsyncStream<String>) {
        let (events, teller) = AsyncStream<String>.makeStream()
        let server = try ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            teller.yield("request")
            connection.waitForEnd()
            teller.yield("end")
        }
        return (server, events)
    }

    @Test func cancelledTaskEndsItsTransfer() async throws {
        let transport = try Transport()
        let (server, events) = try silentServer()
        defer { server.stop() }
        let task = Task { await transport.send(request(server)) }
        var told = events.makeAsyncIterator()
        #expect(await told.next() == "request")
        task.cancel()
        #expect(await task.value.failure?.kind == .cancelled)
        #expect(await told.next() == "end")
    }

    @Test func transferOfATaskCancelledBeforeIsCancelled() async throws {
        let transport = try Transport()
        let (server, _) = try silentServer()
        defer { server.stop() }
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await transport.send(request(server))
        }
        #expect(await task.value.failure?.kind == .cancelled)
    }

    @Test func shutdownCancelsWhatIsUnderWay() async throws {
        let transport = try Transport()
        let (server, events) = try silentServer()
        defer { server.stop() }
        let tasks = (0..<5).map { _ in Task { await transport.send(request(server)) } }
        var told = events.makeAsyncIterator()
        for _ in tasks { #expect(await told.next() == "request") }
        await transport.shutdown()
        for task in tasks { #expect(await task.value.failure?.kind == .cancelled) }
        for _ in tasks { #expect(await told.next() == "end") }
        await transport.shutdown()
        #expect(await transport.send(request(server)).failure?.kind == .cancelled)
    }

    @Test func transportLetGoEndsItsConnections() async throws {
        let (ends, teller) = AsyncStream<Void>.makeStream()
        let server = try ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            connection.waitForEnd()
            teller.yield()
        }
        defer { server.stop() }
        do {
            let transport = try Transport()
            #expect(await transport.send(request(server)).response?.status == 200)
        }
        var told = ends.makeAsyncIterator()
        #expect(await told.next() != nil)
    }

    @Test func thousandsOfTransfersLeaveNothingOpen() async throws {
        let server = try ScriptedServer { connection in
            while connection.readRequest() != nil {
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            }
        }
        defer { server.stop() }
        let transport = try Transport()
        let answered = await withTaskGroup { group in
            for _ in 0..<16 {
                group.addTask {
                    var answered = 0
                    for _ in 0..<200 where await transport.send(request(server)).response?.status == 200 {
                        answered += 1
                    }
                    return answered
                }
            }
            return await group.reduce(0, +)
        }
        #expect(answered == 3200)
        #expect(server.connectionCount <= 16)
        await transport.shutdown()
    }
}
