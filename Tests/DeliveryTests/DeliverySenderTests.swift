import Alerting
import Delivery
import Testing

struct DeliverySenderTests {
    @Test func aReceiverThatIsGoneIsFinal() async throws {
        let peer = try OneIntegration("email[0]", .email(Sample.email()))
        let outcome = await peer.sender.attempt(
            Sample.delivery(),
            with: [:],
            externalURL: Sample.externalURL,
            now: Sample.now
        )
        #expect(outcome == .rejected(error: "the configuration no longer has a receiver ops"))
    }

    @Test func anIntegrationThatIsGoneIsFinal() async throws {
        let peer = try OneIntegration("email[0]", .email(Sample.email()))
        #expect(
            await peer.attempt(Sample.delivery(integration: "webhook[0]"))
                == .rejected(error: "receiver ops no longer has an integration webhook[0]")
        )
    }

    @Test func aRecipientThatIsGoneIsFinal() async throws {
        let peer = try OneIntegration("email[0]", .email(Sample.email()))
        #expect(
            await peer.attempt(Sample.delivery(integration: "email[0]", recipient: "old@example.com"))
                == .rejected(error: "email[0] of ops no longer has old@example.com")
        )
    }

    @Test func mailToNobodyIsFinal() async throws {
        let peer = try OneIntegration("email[0]", .email(Sample.email()))
        #expect(
            await peer.attempt(Sample.delivery(integration: "email[0]"))
                == .rejected(error: "the delivery names no recipient of email[0]")
        )
    }
}
