import NIOCore
import NIOPosix
import NIOSSL

#if canImport(Glibc)
    import Glibc
#endif

extension Channel {
    /// Ends the connection with a TCP reset, without TLS's farewell: nothing that was not yet sent gets through.
    func reset() async throws {
        guard let socket = self as? any SocketOptionProvider else { return try await close() }
        // A socket that is closed while it lingers for no time at all is reset (POSIX, SO_LINGER).
        try await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        try await eventLoop.submit {
            if let tls = try? self.pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self) {
                // From the TLS handler on outwards: it would say goodbye first and wait for the reply.
                tls.close(mode: .all, promise: nil)
            } else {
                self.close(mode: .all, promise: nil)
            }
        }
        .get()
    }
}
