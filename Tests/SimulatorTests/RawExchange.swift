import NIOCore
import NIOPosix
import Simulator

/// One request as bytes on a TCP connection, and what came back until the connection ended.
struct RawExchange: Sendable {
    enum End: Sendable, Equatable {
        /// The server closed in order.
        case closed
        /// The server reset the connection.
        case reset
    }

    let text: String
    let end: End

    /// The status of the answer.
    var status: Int? {
        text.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    }

    /// What follows the head.
    var body: String {
        text.firstRange(of: "\r\n\r\n").map { String(text[$0.upperBound...]) } ?? ""
    }

    /// The value of a header.
    func header(_ name: String) -> String? {
        let lines = text.split(separator: "\r\n").prefix { !$0.isEmpty }
        return lines.first { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
            .map { String($0.dropFirst(name.count + 2)) }
    }

    /// Sends a request that asks the server to close afterwards, and reads until it does.
    ///
    /// A client that hangs up says right after the request that nothing more comes from it.
    static func send(
        to address: ListenAddress,
        method: String = "POST",
        path: String = "/rest/cmsapp/v1/openapi/vdn/queryaccesscodecallinfo",
        body: String = #"{"ccId":1,"vdn":170,"innoIds":[1,2,3]}"#,
        contentType: String? = "application/json; charset=UTF-8",
        hangsUp: Bool = false
    ) async throws -> RawExchange {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: address.host, port: address.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true)
                    )
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            let head = [
                "\(method) \(path) HTTP/1.1", "Host: \(address)", "Connection: close",
                "Content-Length: \(body.utf8.count)",
            ]
            let lines = head + (contentType.map { ["Content-Type: \($0)"] } ?? []) + ["", body]
            try await outbound.write(ByteBuffer(string: lines.joined(separator: "\r\n")))
            if hangsUp { outbound.finish() }
            var received = ByteBuffer()
            var end = End.closed
            do {
                for try await var part in inbound { received.writeBuffer(&part) }
            } catch let error as IOError where error.errnoCode == 104 {
                end = .reset
            }
            return RawExchange(text: String(buffer: received), end: end)
        }
    }
}
