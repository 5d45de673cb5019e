import Model
import Simulator
import Testing

/// The vectors are those computed with the vendor's own signer, and variations of them that must be refused.
struct SignatureCheckTests {
    private static let seconds = "2024-10-31T14:06:52Z"
    private static let milliseconds = "2024-10-31T14:06:52.123Z"
    private static let signed = Timestamp(milliseconds: 1_730_383_612_123)
    private static let signature1 = "128a141453d50c445a19ed870b04239fc058c8cc1843a183c76c07def7814eec"

    private let check = SignatureCheck(accessKey: "globalaktest", secretKey: "sim-secret-0123456789abcdef")

    private static func request(
        timestamp: String = seconds,
        signedHeaders: String = "host",
        signature: String,
        accessKey: String = "globalaktest",
        host: String = "10.22.26.181:28080",
        body: String = #"{"ccId":1,"vdn":170,"innoIds":[1,2]}"#
    ) -> SignatureCheck.Request {
        SignatureCheck.Request(
            method: "POST",
            target: "/rest/cmsapp/v1/openapi/vdn/queryaccesscodecallinfo",
            headers: [
                ("Host", host),
                ("Content-Type", " application/json;charset=UTF-8 "),
                ("Content-Length", String(body.utf8.count)),
                ("Authorization", "auth-v2/\(accessKey)/\(timestamp)/\(signedHeaders)/\(signature)"),
            ],
            body: Array(body.utf8)
        )
    }

    @Test(
        arguments: [
            request(signature: signature1),
            request(
                timestamp: milliseconds,
                signature: "82b89e3a6434c867a50e0012e4d733a3b6614e5f30551f23610f063bb4701df2"
            ),
            request(
                signedHeaders: "content-length;content-type;host",
                signature: "2aad766bf9d862a4726788a27f05482394654588b703e12ab2dfb5978c494dac"
            ),
        ]
    )
    func vendorsSignaturesAreLetIn(request: SignatureCheck.Request) throws {
        try check.verify(request, now: Self.signed)
    }

    @Test func signatureWithAnEmptyQueryLineIsRefused() {
        let request = Self.request(signature: "e0e8836fbd8f1299825a568c7eda29ba81907020d2b00bba78e7f3f5a7ece222")
        #expect(throws: SignatureCheck.Refusal.wrongSignature) { try check.verify(request, now: Self.signed) }
    }

    @Test(
        arguments: [
            (request(signature: signature1, host: "10.22.26.181"), SignatureCheck.Refusal.wrongSignature),
            (request(signature: signature1, body: #"{"ccId":1,"vdn":170,"innoIds":[1,3]}"#), .wrongSignature),
            (request(signature: signature1.uppercased()), .wrongSignature),
            (request(signature: String(signature1.dropLast(2))), .wrongSignature),
            (request(signature: ""), .wrongSignature),
            (request(signature: signature1, accessKey: "somebody"), .unknownAccessKey),
            (request(signature: signature1 + "/"), .malformed),
            (request(timestamp: "2024-10-31 14:06:52Z", signature: signature1), .badTimestamp("2024-10-31 14:06:52Z")),
            (
                request(timestamp: "2024-10-31T14:06:52.1Z", signature: signature1),
                .badTimestamp("2024-10-31T14:06:52.1Z")
            ),
            (request(signedHeaders: "", signature: signature1), .badSignedHeaders("")),
            (request(signedHeaders: "content-type", signature: signature1), .badSignedHeaders("content-type")),
            (request(signedHeaders: "Host", signature: signature1), .badSignedHeaders("Host")),
            (request(signedHeaders: "host;", signature: signature1), .badSignedHeaders("host;")),
            (request(signedHeaders: "host;host", signature: signature1), .badSignedHeaders("host;host")),
            (
                request(signedHeaders: "host;content-type", signature: signature1),
                .badSignedHeaders("host;content-type")
            ),
            (
                request(signedHeaders: "authorization;host", signature: signature1),
                .badSignedHeaders("authorization;host")
            ),
            (request(signedHeaders: "host;x-absent", signature: signature1), .signedHeaderAbsent("x-absent")),
        ]
    )
    func anyOtherTokenIsRefused(request: SignatureCheck.Request, refusal: SignatureCheck.Refusal) {
        #expect(throws: refusal) { try check.verify(request, now: Self.signed) }
    }

    @Test func requestWithoutAuthorizationIsRefused() {
        var request = Self.request(signature: Self.signature1)
        request.headers.removeLast()
        #expect(throws: SignatureCheck.Refusal.missing) { try check.verify(request, now: Self.signed) }
    }

    @Test(arguments: [(-900_000, true), (-900_001, false), (900_000, true), (900_001, false)] as [(Int64, Bool)])
    func timestampMayBeAsFarOffAsTheToleranceSays(offset: Int64, isLetIn: Bool) throws {
        let request = Self.request(signature: Self.signature1)
        let now = try #require(Timestamp(rfc3339: Self.seconds)) + TimeSpan(milliseconds: offset)
        if isLetIn {
            try check.verify(request, now: now)
        } else {
            #expect(throws: SignatureCheck.Refusal.clockSkew(TimeSpan(milliseconds: offset))) {
                try check.verify(request, now: now)
            }
        }
    }
}
