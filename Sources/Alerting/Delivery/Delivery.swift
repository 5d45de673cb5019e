package import Model

/// One row of the outbox: a notification on its way to one destination.
///
/// It is written in the transaction of the state change that caused it, and stays, delivered or dead, until the
/// retention ends.
package struct Delivery: Sendable, Hashable, Codable {
    /// Where it stands.
    package enum State: String, Sendable, Hashable, Codable, CaseIterable {
        /// It is still to be delivered.
        case pending
        /// The destination took it.
        case delivered
        /// It was refused for good, or could not be delivered in time.
        case dead
    }

    /// Deliveries of one lane go out one after the other, in the order of ``sequence``.
    package struct Lane: Sendable, Hashable {
        /// The receiver's name.
        package let receiver: String
        /// The integration's name within it.
        package let integration: String
        /// The mail recipient, if the integration has several.
        package let recipient: String?
        /// The group that is told about, or for what a person is told of incidents whatever it is about.
        package let groupKey: String
    }

    /// Its identity, unique over all stores.
    package let id: String
    /// Its place in the order of all deliveries of the store.
    package let sequence: Int64
    /// What the destination knows the message by, the same over attempts, restarts and recipients: the `webhook-id`
    /// without `msg_`, the left part of a mail's `Message-ID`.
    package let messageID: String
    /// ``messageID`` of the first mail of the same thread, for `References`; of a chat whose messages change, what it
    /// calls the one to be changed; nil for the first itself.
    package let threadID: String?
    /// The receiver's name.
    package let receiver: String
    /// The integration's name within it, `webhook[0]`.
    package let integration: String
    /// The mail recipient, if the integration has several destinations.
    package let recipient: String?
    /// What is told.
    package var notification: GroupNotification
    /// When it was put into the outbox.
    package let createdAt: Timestamp
    /// When it is given up.
    package internal(set) var expiresAt: Timestamp
    /// Where it stands.
    package var state: State
    /// How many attempts have ended.
    package var attempts: Int
    /// When the first attempt ended.
    package var firstAttemptAt: Timestamp?
    /// When it is tried next; nil once it is settled.
    package var nextAttemptAt: Timestamp?
    /// When it was delivered or given up.
    package var settledAt: Timestamp?
    /// What went wrong last, without secrets.
    package var lastError: String?

    /// A new row that is due at once.
    package init(
        id: String,
        sequence: Int64,
        messageID: String,
        threadID: String?,
        receiver: String,
        integration: String,
        recipient: String?,
        notification: GroupNotification,
        createdAt: Timestamp,
        expiresAt: Timestamp
    ) {
        self.id = id
        self.sequence = sequence
        self.messageID = messageID
        self.threadID = threadID
        self.receiver = receiver
        self.integration = integration
        self.recipient = recipient
        self.notification = notification
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        state = .pending
        attempts = 0
        nextAttemptAt = createdAt
    }

    /// The order it must keep to.
    package var lane: Lane {
        Lane(receiver: receiver, integration: integration, recipient: recipient, groupKey: order)
    }

    /// What stands for the group in the order: a person reads all pages by one contact method in one order.
    private var order: String {
        notification.page?.contact.map { "pages to \($0.person) by \($0.method)" } ?? notification.groupKey
    }
}

/// How one attempt at a delivery ended.
package enum DeliveryOutcome: Sendable, Hashable {
    /// The destination took it.
    case delivered
    /// The destination took it, and calls the message `reference` from now on, by which later ones can change it.
    case posted(reference: String)
    /// It may be taken later, not before `retryAfter` if the destination said so.
    case retry(error: String, retryAfter: TimeSpan?)
    /// It will never be taken.
    case rejected(error: String)
}

/// One attempt that has ended.
package struct DeliveryAttempt: Sendable, Hashable {
    /// The row as it was before the attempt.
    package var delivery: Delivery
    /// How it ended.
    package var outcome: DeliveryOutcome

    /// An attempt at `delivery`.
    package init(delivery: Delivery, outcome: DeliveryOutcome) {
        self.delivery = delivery
        self.outcome = outcome
    }
}
