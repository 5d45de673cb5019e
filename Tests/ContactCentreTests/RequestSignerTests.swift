import ContactCentre
import Model
import PeerPrograms
import Testing

struct RequestSignerTests {
    /// One row of the reference's test vectors.
    struct Vector: Sendable, CustomTestStringConvertible {
        let name: String
        var signedHeaders = ["host"]
        var timestamp = ContactCentreSettings.TimestampForm.seconds
        let prefix: String
        let signature: String

        var testDescription: String { name }
    }

    private static let path = "/rest/cmsapp/v1/openapi/vdn/queryaccesscodecallinfo"
    private static let body = Array(#"{"ccId":1,"vdn":170,"innoIds":[1,2]}"#.utf8)

    private func authorization(
        signedHeaders: [String] = ["host"],
        timestamp: ContactCentreSettings.TimestampForm = .seconds,
        milliseconds: Int64 = 1_730_383_612_123,
        query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)] = [
            ("Host", "10.22.26.181:28080"), ("Content-Type", "application/json;charset=UTF-8"),
            ("Content-Length", "36"),
        ],
        body: [UInt8] = body
    ) -> String {
        let signer = RequestSigner(
            accessKey: Secret("globalaktest"),
            secretKey: Secret("sim-secret-0123456789abcdef"),
            signedHeaders: signedHeaders,
            timestamp: timestamp
        )
        let request = RequestSigner.Request(path: Self.path, query: query, headers: headers, body: body)
        return signer.authorization(for: request, at: Timestamp(milliseconds: milliseconds))
    }

    @Test(arguments: [
        Vector(
            name: "1",
            prefix: "auth-v2/globalaktest/2024-10-31T14:06:52Z/host/",
            signature: "128a141453d50c445a19ed870b04239fc058c8cc1843a183c76c07def7814eec"
        ),
        Vector(
            name: "1ms",
            timestamp: .milliseconds,
            prefix: "auth-v2/globalaktest/2024-10-31T14:06:52.123Z/host/",
            signature: "82b89e3a6434c867a50e0012e4d733a3b6614e5f30551f23610f063bb4701df2"
        ),
        Vector(
            name: "2",
            signedHeaders: ["host", "Content-Type", "content-length"],
            prefix: "auth-v2/globalaktest/2024-10-31T14:06:52Z/content-length;content-type;host/",
            signature: "2aad766bf9d862a4726788a27f05482394654588b703e12ab2dfb5978c494dac"
        ),
    ])
    func signatureIsThatOfTheReferenceVector(_ vector: Vector) {
        let value = authorization(signedHeaders: vector.signedHeaders, timestamp: vector.timestamp)
        #expect(value == vector.prefix + vector.signature)
    }

    @Test func noLineStandsForAQueryThatIsNotThere() {
        #expect(!authorization().hasSuffix("e0e8836fbd8f1299825a568c7eda29ba81907020d2b00bba78e7f3f5a7ece222"))
    }

    @Test func millisecondsHaveThreeDigits() {
        let value = authorization(timestamp: .milliseconds, milliseconds: 1_730_383_612_007)
        #expect(value.hasPrefix("auth-v2/globalaktest/2024-10-31T14:06:52.007Z/host/"))
        let whole = authorization(timestamp: .milliseconds, milliseconds: 1_730_383_612_000)
        #expect(whole.hasPrefix("auth-v2/globalaktest/2024-10-31T14:06:52.000Z/host/"))
    }

    @Test func orderOfHeadersAndQueryDoesNotMatter() {
        let headers = [("host", "a"), ("content-type", "b"), ("content-length", "3")]
        let names = ["host", "content-type", "content-length"]
        let query = [("b", "2 /*"), ("a", "ü")]
        #expect(
            authorization(signedHeaders: names, query: query, headers: headers)
                == authorization(signedHeaders: names.reversed(), query: query.reversed(), headers: headers.reversed())
        )
    }

    @Test func valuesAreTrimmed() {
        #expect(authorization(headers: [("Host", " \t a ")]) == authorization(headers: [("HOST", "a")]))
    }

    @Test(arguments: [("demo", true), ("", false), ("a/b", false), ("a b", false), ("a\r\nb", false), ("ключ", true)])
    func accessKeyMustNotBreakItsHeader(_ text: String, _ isValid: Bool) {
        #expect(RequestSigner.isAccessKey(text) == isValid)
    }
}
