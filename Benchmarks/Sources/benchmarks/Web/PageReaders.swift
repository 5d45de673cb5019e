import Glibc

/// A contact centre whose queues change with each poll, and any number of readers of a page's events, in one thread.
final class PageReaders {
    /// The port of the contact centre.
    let centrePort: UInt16

    private let listener: Socket
    private var polls: [(socket: Socket, unread: [UInt8])] = []
    private var readers: [Socket] = []
    private var pollCount = 0
    /// How many bytes of events have come.
    private(set) var received = 0

    /// Listens on a free port.
    init() throws {
        (listener, centrePort) = try Socket.listening()
    }

    /// Opens the events of the daemon on that port of the loopback, so many times.
    func open(_ count: Int, port: UInt16) throws {
        for _ in 0..<count {
            let socket = try Socket.connected(to: port)
            try socket.send(Array("GET /page/events HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n".utf8))
            readers.append(socket)
        }
    }

    /// Closes them all.
    func close() { readers = [] }

    /// Answers polls and reads events for so many seconds.
    func run(for seconds: Double) throws {
        let end = Clock.wall.now() + seconds
        while Clock.wall.now() < end { try turn() }
    }

    private func turn() throws {
        let sockets = [listener] + polls.map(\.socket) + readers
        var entries = sockets.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        let ready = poll(&entries, nfds_t(entries.count), 100)
        if ready < 0, errno == EINTR { return }
        for (index, reader) in readers.enumerated().reversed() where entries[1 + polls.count + index].revents != 0 {
            let bytes = reader.receive()
            guard !bytes.isEmpty else { throw NoFigure.failed("the daemon closed a stream of events") }
            received += bytes.count
        }
        for index in polls.indices.reversed() where entries[1 + index].revents != 0 { try answer(index) }
        if entries[0].revents != 0 { polls.append((try listener.accept(), [])) }
    }

    private func answer(_ index: Int) throws {
        let bytes = polls[index].socket.receive()
        guard !bytes.isEmpty else {
            polls.remove(at: index)
            return
        }
        polls[index].unread += bytes
        guard HTTPMessage(takenFrom: &polls[index].unread) != nil else { return }
        pollCount += 1
        let queue = UInt64(30 + pollCount % 10)
        let objects = Benchmark.answer(codes: DaemonConfiguration.codes) { $0 <= 20 ? queue : 0 }
        let response = HTTPMessage.response(#"{"resultCode":"0100000","resultDesc":\#(objects)}"#)
        try polls[index].socket.send(response)
    }
}
