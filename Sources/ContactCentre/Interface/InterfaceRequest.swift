import CSimdJSON
import JSON
import Model
import Outbound

/// One request to the contact centre's interface.
struct InterfaceRequest: Sendable {
    /// The interfaces that are asked.
    enum Interface: String, Sendable {
        /// "Querying Information About Calls of a Specified Access Code".
        case calls = "/vdn/queryaccesscodecallinfo"
        /// The list of a VDN's access codes.
        case accessCodes = "/vdn/queryaccesscodeinfo"

        /// How its answers are read.
        var kind: csimdjson_kind { self == .calls ? csimdjson_calls : csimdjson_access_codes }
    }

    /// The most codes that one request may ask for.
    static let batchSize = 500
    /// The headers that a signature may cover: those that are the same on every way to the peer.
    static let signableHeaders = ["content-length", "content-type", "host"]

    private static let contentType = "application/json;charset=UTF-8"
    private static let answerLimit = 16 << 20

    /// What is asked.
    let interface: Interface
    /// Whose codes are asked for.
    let vdn: VDN
    /// The codes that are asked for; none for the list.
    let codes: [Int64]

    /// The body's JSON.
    private var body: [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.member("ccId") { $0.integer(vdn.ccId) }
            object.member("vdn") { $0.integer(vdn.vdn) }
            guard interface == .calls else { return }
            object.member("innoIds") { list in list.array { for code in codes { $0.integer(code) } } }
        }
        return writer.bytes
    }

    /// The signed request as it goes out at `time`.
    func signed(
        by signer: RequestSigner,
        for base: BaseURL,
        over connection: ConnectionOptions,
        at time: Timestamp
    ) -> HTTPRequest {
        let body = body
        var headers: HTTPHeaders = ["Host": base.host, "Content-Type": Self.contentType]
        let authorization = signer.authorization(
            for: RequestSigner.Request(
                path: base.path + interface.rawValue,
                headers: headers.fields.map { ($0.name, $0.value) } + [("Content-Length", String(body.count))],
                body: body
            ),
            at: time
        )
        headers.append(name: "Authorization", value: authorization)
        return HTTPRequest(
            method: "POST",
            url: base.text + interface.rawValue,
            headers: headers,
            body: body,
            timeoutMilliseconds: connection.timeoutMilliseconds,
            bodyLimit: .fail(over: Self.answerLimit),
            tls: connection.tls,
            proxyURL: connection.proxyURL
        )
    }
}

/// The identity of a target: a call centre and one of its VDNs.
struct VDN: Sendable, Hashable {
    /// The call centre.
    let ccId: Int64
    /// The VDN.
    let vdn: Int64

    /// The access code of that number here.
    func code(_ innoId: Int64) -> AccessCode { AccessCode(ccId: ccId, vdn: vdn, innoId: innoId) }
}

/// How every request of a source is sent.
struct ConnectionOptions: Sendable {
    /// The time for a whole request.
    let timeoutMilliseconds: Int
    /// How the peer is checked.
    let tls: TLSOptions
    /// The proxy; nil for the environment's.
    let proxyURL: String?
}
