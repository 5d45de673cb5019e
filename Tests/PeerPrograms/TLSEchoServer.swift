// Full Foundation for Process and Pipe.
import Foundation

/// An HTTPS server, Python's, that answers every GET with what it saw: the `Host` header, the name in SNI, and the
/// subject of the client's certificate, a line each.
package final class TLSEchoServer: Sendable {
    /// The port on 127.0.0.1.
    package let port: Int
    private let process: Process

    /// Whether Python 3 is there.
    package static var isAvailable: Bool { Program.find("python3") != nil }

    /// Starts it with a certificate; with a `clientAuthority` it demands a certificate of that authority's.
    package init(_ identity: PrivateCA.Identity, clientAuthority: String? = nil, maximumVersion: String = "TLSv1_3")
        throws
    {
        guard let python = Program.find("python3") else { throw Program.Failure("python3 is not installed") }
        let output = Pipe()
        process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments =
            ["-c", TLSEchoServer.script, identity.certificateFile, identity.keyFile, maximumVersion]
            + (clientAuthority.map { [$0] } ?? [])
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let firstLine = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = Int(firstLine.filter(\.isNumber)) else {
            process.terminate()
            throw Program.Failure("the HTTPS server did not start")
        }
        self.port = port
    }

    deinit {
        process.terminate()
    }

    /// Ends the program.
    package func stop() {
        process.terminate()
    }

    private static let script = """
        import http.server, ssl, sys, threading
        certificate, key, maximum, *authority = sys.argv[1:]
        names = threading.local()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def do_GET(self):
                peer = self.connection.getpeercert() or {}
                subject = ",".join(value for rdn in peer.get("subject", ()) for _, value in rdn)
                body = "\\n".join([self.headers["Host"], getattr(names, "sni", None) or "", subject]).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def log_message(self, *arguments):
                pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.maximum_version = getattr(ssl.TLSVersion, maximum)
        context.load_cert_chain(certificate, key)
        def note(connection, name, context):
            names.sni = name
        context.sni_callback = note
        if authority:
            context.load_verify_locations(authority[0])
            context.verify_mode = ssl.CERT_REQUIRED

        class Server(http.server.ThreadingHTTPServer):
            def finish_request(self, request, address):
                try:
                    with context.wrap_socket(request, server_side=True) as connection:
                        Handler(connection, address, self)
                except OSError:
                    pass

        server = Server(("127.0.0.1", 0), Handler)
        print(server.server_port, flush=True)
        server.serve_forever()
        """
}
