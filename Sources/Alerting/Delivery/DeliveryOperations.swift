/// What people and programs may ask of the outbox, whoever carries the question.
package protocol DeliveryOperations: Sendable {
    /// Rows of the outbox, newest first.
    func deliveries(_ question: DeliveryQuestion) async -> DeliveryAnswer

    /// Has the row of that identity attempted at once, a dead letter too.
    func retryDelivery(_ id: String) async -> DeliveryAnswer

    /// Has all dead letters of a receiver attempted at once, the oldest first.
    func retryDeadLetters(of receiver: String) async -> DeliveryAnswer

    /// Gives the row of that identity up, so that what is behind it goes out.
    func dropDelivery(_ id: String) async -> DeliveryAnswer
}

/// Which rows of the outbox are asked for.
package struct DeliveryQuestion: Sendable, Hashable {
    /// How many rows an answer has if it is not said.
    package static let usualLimit = 100
    /// How many rows an answer has at most.
    package static let greatestLimit = 1000

    /// Where they stand; nil for all.
    package var state: Delivery.State?
    /// To whom they go; nil for all.
    package var receiver: String?
    /// The row before which they were put in; nil for the newest.
    package var before: String?
    /// How many there are at most.
    package var limit: Int

    /// A question for the newest rows.
    package init(
        state: Delivery.State? = nil,
        receiver: String? = nil,
        before: String? = nil,
        limit: Int = usualLimit
    ) {
        self.state = state
        self.receiver = receiver
        self.before = before
        self.limit = limit
    }
}

/// What is said to who asks about the outbox.
package enum DeliveryAnswer: Sendable, Hashable {
    /// The rows, as `callwatch deliveries` prints them in both forms.
    case found(text: String, json: String)
    /// There is no such row.
    case unknown(String)
    /// The row is where nothing can be done with it, and why.
    case refused(String)
    /// The store could not be read or written.
    case failed(String)
}

/// Why nothing can be done with a row of the outbox.
package enum DeliveryRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// It is not in the outbox, or no more.
    case unknown(id: String)
    /// It was delivered: there is nothing to be tried again or given up.
    case delivered(id: String)
    /// It is a dead letter already.
    case dead(id: String)
    /// The receiver has no dead letters.
    case noDeadLetters(receiver: String)
    /// The configuration no longer has its receiver.
    case withoutReceiver(id: String, receiver: String)

    /// What is so, and what helps.
    package var description: String {
        switch self {
        case .unknown(let id): "there is no delivery `\(id)`: it was never there, or `storage.retention` is over"
        case .delivered(let id): "the delivery `\(id)` was delivered"
        case .dead(let id): "the delivery `\(id)` is a dead letter already"
        case .noDeadLetters(let receiver): "the receiver `\(receiver)` has no dead letters"
        case .withoutReceiver(let id, let receiver):
            "the delivery `\(id)` goes to `\(receiver)`, which the configuration no longer has"
        }
    }
}
