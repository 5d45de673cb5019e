import Alerting
import Testing

@testable import Delivery

struct WebhookSignatureTests {
    /// The key of the reference libraries' tests, `whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw`.
    private let key = WebhookSettings.SigningKey(
        bytes: [
            0x31, 0xf2, 0x90, 0xf6, 0xbf, 0x06, 0x29, 0x8a, 0xab, 0x4f, 0x08, 0xd4, 0x3c, 0x3f, 0x08, 0x2c,
            0xf6, 0x48, 0xa3, 0x62, 0xda, 0x2d, 0xa4, 0xb0,
        ]
    )
    private let other = WebhookSettings.SigningKey(bytes: Array("other key".utf8))

    private func header(_ keys: [WebhookSettings.SigningKey]) -> String? {
        WebhookSignature.header(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            timestamp: 1_614_265_330,
            body: Array(#"{"test": 2432232314}"#.utf8),
            keys: keys
        )
    }

    @Test func referenceMessageHasItsSignature() {
        #expect(header([key]) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test func eachKeySigns() throws {
        let first = try #require(header([key]))
        let second = try #require(header([other]))
        #expect(first != second)
        #expect(header([key, other]) == "\(first) \(second)")
    }

    @Test func withoutKeysThereIsNoSignature() {
        #expect(header([]) == nil)
    }
}
