import Alerting
import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import ServiceLifecycle

extension APIResponder {
    /// The most bytes of a form.
    private static let mostFormBytes = 64 << 10

    /// Shows a page, or does what a form asks for.
    func page(_ request: Request, role: Accounts.Role) async -> Response {
        let visitor = visitor(of: request, role: role)
        guard request.method == .post else {
            let view = PageView(query: Self.fields(request.uri))
            return Self.response(await operations.page(view, for: visitor))
        }
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: Self.mostFormBytes)
        } catch is NIOTooManyBytesError {
            return Self.text(.contentTooLarge, "a form may have \(Self.mostFormBytes) bytes at most")
        } catch {
            return Self.text(.badRequest, "the form cannot be read: \(error)")
        }
        let fields = Self.fields(URI("/?\(String(buffer: body))"))
        let submission = PageSubmission(fields: fields)
        let token = fields.first { $0.name == "token" }?.value ?? ""
        let isProven = formTokens.isValid(token, for: request.headers[.authorization])
        return Self.response(await operations.submit(isProven ? submission : .unproven(submission), by: visitor))
    }

    /// A file that pages refer to.
    func asset(_ asset: PageAsset) -> Response {
        var headers = Self.pageHeaders
        headers[.contentType] =
            switch asset {
            case .style: "text/css; charset=utf-8"
            case .script: "text/javascript; charset=utf-8"
            case .icon: "image/svg+xml"
            }
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: operations.asset(asset)))
        )
    }

    /// What changes on the first page, as server-sent events (HTML, section 9.2).
    func pageEvents(_ request: Request, role: Accounts.Role) -> Response {
        guard let events = feed.subscribe(maySilence: role >= .operatorRole) else {
            return Self.text(.serviceUnavailable, "\(PageFeed.mostClients) pages are open already")
        }
        var headers = Self.pageHeaders
        headers[.contentType] = "text/event-stream; charset=utf-8"
        // A proxy that collects an answer before it hands it on would hand on nothing.
        if let name = HTTPField.Name("X-Accel-Buffering") { headers[name] = "no" }
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody { writer in
                for await event in events.cancelOnGracefulShutdown() { try await writer.write(event) }
                try await writer.finish(nil)
            }
        )
    }

    private func visitor(of request: Request, role: Accounts.Role) -> PageVisitor {
        let authorization = request.headers[.authorization]
        return PageVisitor(
            maySilence: role >= .operatorRole,
            name: options.accounts.isEmpty ? nil : authorization.flatMap(Self.userName),
            formToken: formTokens.token(for: authorization)
        )
    }

    /// The name of Basic authentication (RFC 7617), which was proven before; nil for any other.
    private static func userName(in authorization: String) -> String? {
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "basic", let data = Data(base64Encoded: String(parts[1]))
        else { return nil }
        return String(decoding: data.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self)
    }

    private static func fields(_ uri: URI) -> [(name: String, value: String)] {
        uri.formParameters.map { (String($0.key), String($0.value)) }
    }

    private static func response(_ answer: PageAnswer) -> Response {
        var headers = pageHeaders
        switch answer {
        case .done(let location):
            headers[.location] = location
            return Response(status: .seeOther, headers: headers)
        case .page(let standing, let bytes):
            headers[.contentType] = "text/html; charset=utf-8"
            let status: HTTPResponse.Status =
                switch standing {
                case .found: .ok
                case .notFound: .notFound
                case .refused: .badRequest
                case .failed: .internalServerError
                }
            return Response(
                status: status,
                headers: headers,
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
            )
        }
    }

    /// What keeps a page to itself: nothing is loaded from elsewhere, no script or style stands in it, no other page
    /// frames it, and no address of it is told to other sites.
    private static let pageHeaders: HTTPFields = {
        var headers: HTTPFields = [.cacheControl: "no-store", .contentSecurityPolicy: policy]
        let others = [
            ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
        ]
        for (name, value) in others {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        return headers
    }()

    private static let policy = [
        "default-src 'none'", "style-src 'self'", "script-src 'self'", "connect-src 'self'", "img-src 'self'",
        "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
    ].joined(separator: "; ")
}
