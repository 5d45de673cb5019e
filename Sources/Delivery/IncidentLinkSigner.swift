import Alerting
import Crypto
import Model

/// Signs the links with which incidents are answered, by HMAC-SHA256 (RFC 2104).
struct IncidentLinkSigner: Sendable {
    private let key: SymmetricKey

    /// A signer with a key of the store.
    init(key: [UInt8]) {
        self.key = SymmetricKey(data: key)
    }

    /// A notification with the links that its incidents are answered by; one without open incidents as it is.
    func signed(_ notification: GroupNotification, externalURL: ExternalURL) -> GroupNotification {
        guard let page = notification.page, !page.openIncidents.isEmpty else { return notification }
        func address(_ action: IncidentLink.Action) -> String {
            let link = IncidentLink(
                action,
                incidents: page.openIncidents,
                person: page.contact?.person ?? notification.receiver,
                endsAt: page.linksEndAt
            )
            let code = HMAC<SHA256>.authenticationCode(for: Array(link.signedText.utf8), using: key)
            return externalURL.text + link.path(signature: Array(code))
        }
        var signed = notification
        signed.page?.links = IncidentPage.Links(acknowledge: address(.acknowledge), snooze: address(.snooze))
        return signed
    }
}
