import Glibc

/// A TCP socket of the loopback.
final class Socket {
    /// The number that the system knows it by.
    let descriptor: Int32

    private init(_ descriptor: Int32) throws {
        guard descriptor >= 0 else { throw NoFigure.failed("no socket: \(String(cString: strerror(errno)))") }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// A socket that listens on a free port.
    static func listening() throws -> (socket: Socket, port: UInt16) {
        let socket = try tcp()
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(socket.descriptor, pointer, length) == 0 && listen(socket.descriptor, 16) == 0
                    && getsockname(socket.descriptor, pointer, &length) == 0
            }
        }
        guard result else { throw NoFigure.failed("no port: \(String(cString: strerror(errno)))") }
        return (socket, UInt16(bigEndian: address.sin_port))
    }

    /// A socket that is connected to a port.
    static func connected(to port: UInt16) throws -> Socket {
        let socket = try tcp()
        var address = loopback(port: port)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket.descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw NoFigure.failed("no connection: \(String(cString: strerror(errno)))") }
        return socket
    }

    /// The next connection to this listening socket; what is sent on it is not held back.
    func accept() throws -> Socket {
        let socket = try Socket(Glibc.accept(descriptor, nil, nil))
        var on: Int32 = 1
        setsockopt(socket.descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        return socket
    }

    /// The bytes that have come, at least one; none at the end of the connection.
    func receive() -> ArraySlice<UInt8> {
        var part = [UInt8](repeating: 0, count: 64 * 1024)
        var count: Int
        repeat { count = recv(descriptor, &part, part.count, 0) } while count < 0 && errno == EINTR
        return part.prefix(max(count, 0))
    }

    /// Sends all of it.
    func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw NoFigure.failed("not sent: \(String(cString: strerror(errno)))") }
            rest = rest.dropFirst(count)
        }
    }

    private static func tcp() throws -> Socket {
        try Socket(socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0))
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
