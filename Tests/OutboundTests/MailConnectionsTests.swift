import Testing

// The rule has no surface of its own: at the package's surface it shows after a minute and a half at the earliest.
@testable import Outbound

struct MailConnectionsTests {
    private let connections = MailConnections()
    private let start = ContinuousClock.now
    private let strict = MailConnections.Profile(security: .startTLS, tls: TLSOptions(), hello: "a")
    private let careless = MailConnections.Profile(
        security: .startTLS,
        tls: TLSOptions(insecureSkipVerify: true),
        hello: "a"
    )

    @Test func sameProfileShares() {
        #expect(connections.share(strict, now: start))
        #expect(connections.share(strict, now: start))
    }

    @Test func otherProfileSharesWhenAllConnectionsOfTheFirstAreTooOld() {
        #expect(connections.share(careless, now: start))
        #expect(!connections.share(strict, now: start + .seconds(1000)))
        connections.release(now: start + .seconds(1000))
        let tooOld = start + .seconds(1000 + EasyHandle.idleConnectionSeconds + 1)
        #expect(!connections.share(strict, now: tooOld))
        #expect(connections.share(strict, now: tooOld + .seconds(1)))
        #expect(!connections.share(careless, now: tooOld + .seconds(1)))
    }
}
