import Glibc

/// A contact centre and a webhook's receiver in one thread, which sees when each byte leaves and comes.
///
/// Of two access codes one is over its threshold, at every poll the other one: each poll raises one alert.
final class PollExchange {
    /// The port of the contact centre.
    let centrePort: UInt16
    /// The port that webhooks are sent to.
    let sinkPort: UInt16

    private enum Role {
        case centre
        case sink
    }

    private struct Connection {
        let socket: Socket
        let role: Role
        var unread: [UInt8] = []
        /// When the first byte of the message came that is not yet whole.
        var firstByte = 0.0
    }

    private let listeners: [(socket: Socket, role: Role)]
    private var connections: [Connection] = []
    private var polls = 0
    /// The code over its threshold in the newest answer and when that was sent, until it is told.
    private var open: (code: Int, sent: Double)?
    private var latencies: [Double] = []

    /// Listens on two free ports.
    init() throws {
        let (centre, centrePort) = try Socket.listening()
        let (sink, sinkPort) = try Socket.listening()
        (self.centrePort, self.sinkPort) = (centrePort, sinkPort)
        listeners = [(centre, .centre), (sink, .sink)]
    }

    /// The seconds from answer to webhook of the next `count` polls.
    func latencies(of count: Int) throws -> [Double] {
        latencies = []
        while latencies.count < count { try turn() }
        return latencies
    }

    private func turn() throws {
        let sockets = listeners.map(\.socket) + connections.map(\.socket)
        var entries = sockets.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        let ready = poll(&entries, nfds_t(entries.count), 10_000)
        if ready < 0, errno == EINTR { return }
        guard ready > 0 else { throw NoFigure.failed("nothing came for 10 s, after \(latencies.count) webhooks") }
        let now = Clock.wall.now()
        for index in connections.indices.reversed() where entries[listeners.count + index].revents != 0 {
            try receive(index, at: now)
        }
        for (index, listener) in listeners.enumerated() where entries[index].revents != 0 {
            connections.append(Connection(socket: try listener.socket.accept(), role: listener.role))
        }
    }

    private func receive(_ index: Int, at now: Double) throws {
        let bytes = connections[index].socket.receive()
        guard !bytes.isEmpty else {
            connections.remove(at: index)
            return
        }
        if connections[index].unread.isEmpty { connections[index].firstByte = now }
        connections[index].unread += bytes
        guard let message = HTTPMessage(takenFrom: &connections[index].unread) else { return }
        switch connections[index].role {
        case .centre: try answer(on: connections[index].socket)
        case .sink:
            try note(message, at: connections[index].firstByte)
            try connections[index].socket.send(HTTPMessage.response(""))
        }
    }

    private func answer(on socket: Socket) throws {
        if let open { throw NoFigure.failed("the next poll came before the webhook about code \(open.code)") }
        polls += 1
        let raised = 1 + polls % 2
        let objects = Benchmark.answer(codes: DaemonConfiguration.codes) { $0 == raised ? 30 : 0 }
        let response = HTTPMessage.response(#"{"resultCode":"0100000","resultDesc":\#(objects)}"#)
        // Taken before the only call that sends it: no part of the way is left out.
        open = (raised, Clock.wall.now())
        try socket.send(response)
    }

    private func note(_ webhook: HTTPMessage, at time: Double) throws {
        guard let (code, sent) = open, webhook.body.contains(#""innoId":"\#(code)""#) else {
            throw NoFigure.failed("a webhook about another poll: \(webhook.body)")
        }
        open = nil
        latencies.append(time - sent)
    }
}
