import Glibc
import Synchronization

/// A TCP server on the loopback that does with each connection what a test's script says.
///
/// Each connection has a thread of its own, so scripts just block. `stop` cuts every connection.
package final class ScriptedServer: Sendable {
    /// Why no server could be started.
    package struct StartFailure: Error {
        /// What the system says.
        package let message: String
    }

    private struct State {
        var isStopped = false
        var sockets: Set<Int32> = []
        var accepted = 0
    }

    /// The port on 127.0.0.1.
    package let port: Int
    private let listener: Int32
    private let script: @Sendable (ScriptedConnection) -> Void
    private let state = Mutex(State())

    /// Listens on a free port, or on one that a test has promised to somebody.
    package init(port: Int = 0, script: @escaping @Sendable (ScriptedConnection) -> Void) throws(StartFailure) {
        self.script = script
        (listener, self.port) = try ScriptedServer.listen(on: port)
        Threads.run { [self] in acceptAll() }
    }

    /// A port that nothing listens on, at least for now.
    package static func closedPort() throws(StartFailure) -> Int {
        let (socket, port) = try listen(on: 0)
        close(socket)
        return port
    }

    /// How many connections have been accepted so far.
    package var connectionCount: Int { state.withLock { $0.accepted } }

    /// Stops listening and cuts every connection.
    package func stop() {
        state.withLock { state in
            guard !state.isStopped else { return }
            state.isStopped = true
            // Wakes the threads that block in accept and recv; each closes its own descriptor.
            shutdown(listener, Int32(SHUT_RDWR))
            for socket in state.sockets { shutdown(socket, Int32(SHUT_RDWR)) }
        }
    }

    private func acceptAll() {
        while true {
            let socket = accept(listener, nil, nil)
            guard socket >= 0 else { break }
            let isWelcome = state.withLock { state in
                if state.isStopped { return false }
                state.sockets.insert(socket)
                state.accepted += 1
                return true
            }
            guard isWelcome else {
                close(socket)
                break
            }
            Threads.run { [self] in
                let connection = ScriptedConnection(socket: socket)
                script(connection)
                state.withLock { state in
                    state.sockets.remove(socket)
                    close(socket)
                }
            }
        }
        close(listener)
    }

    /// Whether a connection to a port of the loopback succeeds.
    package static func isListening(_ port: Int) -> Bool {
        guard let client = try? connect(to: port) else { return false }
        close(client)
        return true
    }

    /// Connects to a port of the loopback; the caller closes the socket.
    static func connect(to port: Int) throws(StartFailure) -> Int32 {
        let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard client >= 0 else { throw StartFailure(message: "socket: errno \(errno)") }
        var address = loopback(port: port)
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            let failure = StartFailure(message: "connect to port \(port): errno \(errno)")
            close(client)
            throw failure
        }
        return client
    }

    private static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        address.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
        return address
    }

    private static func listen(on port: Int) throws(StartFailure) -> (socket: Int32, port: Int) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard listener >= 0 else { throw StartFailure(message: "socket: errno \(errno)") }
        // Connections of an earlier listener of that port may still be ending.
        var reuse: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        var address = loopback(port: port)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && Glibc.listen(listener, 64) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        guard status else {
            close(listener)
            throw StartFailure(message: "listen: errno \(errno)")
        }
        return (listener, Int(UInt16(bigEndian: address.sin_port)))
    }
}

/// The server's side of one connection; its calls block.
package final class ScriptedConnection {
    private let socket: Int32
    private var buffered: [UInt8] = []

    init(socket: Int32) {
        self.socket = socket
    }

    /// Reads a line and gives it without its line end; nil at the end of the connection.
    package func readLine() -> String? {
        while true {
            if let end = buffered.firstIndex(of: 0x0A) {
                let line = buffered[..<end]
                buffered.removeSubrange(...end)
                return String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
            }
            guard receive() else { return nil }
        }
    }

    /// Reads so many bytes; fewer at the end of the connection.
    package func read(count: Int) -> [UInt8] {
        while buffered.count < count, receive() {}
        let bytes = Array(buffered.prefix(count))
        buffered.removeFirst(bytes.count)
        return bytes
    }

    /// Reads an HTTP request with its body; nil at the end of the connection.
    package func readRequest() -> ReceivedRequest? {
        guard let requestLine = readLine() else { return nil }
        var headers: [String] = []
        while let line = readLine(), !line.isEmpty { headers.append(line) }
        let length = headers.lazy
            .filter { $0.lowercased().hasPrefix("content-length:") }
            .compactMap { Int($0.dropFirst("content-length:".count).filter(\.isNumber)) }
            .first
        return ReceivedRequest(requestLine: requestLine, headerLines: headers, body: read(count: length ?? 0))
    }

    /// Waits until the client ends the connection.
    package func waitForEnd() {
        while receive() {}
    }

    /// Sends a text; false when the client is gone.
    @discardableResult
    package func write(_ text: String) -> Bool {
        write(Array(text.utf8))
    }

    /// Sends bytes; false when the client is gone.
    @discardableResult
    package func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Makes the end of this connection a reset instead of an orderly close.
    package func resetAtEnd() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
    }

    /// Blocks this connection's thread, for a server that is slow.
    package func pause(milliseconds: UInt32) {
        usleep(milliseconds * 1000)
    }

    private func receive() -> Bool {
        let received = withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 1) { part -> [UInt8]? in
            let count = recv(socket, part.baseAddress, part.count, 0)
            return count > 0 ? Array(part.prefix(count)) : nil
        }
        guard let received else { return false }
        buffered += received
        return true
    }
}

/// An HTTP request as it came over the wire.
package struct ReceivedRequest: Sendable {
    /// The first line.
    package let requestLine: String
    /// The header lines in order.
    package let headerLines: [String]
    /// As many bytes as Content-Length says.
    package let body: [UInt8]

    /// The value of the first header of that name, whatever its case.
    package func header(_ name: String) -> String? {
        let start = name.lowercased() + ":"
        guard let line = headerLines.first(where: { $0.lowercased().hasPrefix(start) }) else { return nil }
        return String(line.dropFirst(start.count).drop { $0 == " " })
    }
}

/// Detached threads for code that blocks, which would starve the pool that tasks run on.
enum Threads {
    private final class Body {
        let run: @Sendable () -> Void

        init(run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }

    /// What `body` gives on a thread of its own.
    static func value<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            run { continuation.resume(with: Result(catching: body)) }
        }
    }

    static func run(_ body: @escaping @Sendable () -> Void) {
        let context = Unmanaged.passRetained(Body(run: body))
        var thread = pthread_t()
        let status = pthread_create(
            &thread,
            nil,
            { context in
                if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            },
            context.toOpaque()
        )
        precondition(status == 0, "no thread: \(status)")
        pthread_detach(thread)
    }
}
