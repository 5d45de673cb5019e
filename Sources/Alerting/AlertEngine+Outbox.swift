import Model

extension AlertEngine {
    /// Why a row may not be attempted anew; nil if it may.
    package func refusalToRetry(_ row: Delivery) -> DeliveryRefusal? {
        if row.state == .delivered { return .delivered(id: row.id) }
        guard configuration.receivers[row.receiver] != nil else {
            return .withoutReceiver(id: row.id, receiver: row.receiver)
        }
        return nil
    }

    /// Why a row may not be given up; nil if it may.
    package func refusalToDrop(_ row: Delivery) -> DeliveryRefusal? {
        switch row.state {
        case .pending: nil
        case .delivered: .delivered(id: row.id)
        case .dead: .dead(id: row.id)
        }
    }

    /// Has a row attempted at once, for as long as its receiver's `max_age` from now on.
    ///
    /// A dead letter comes back to life under its identity, at its old place in its lane: its notification waits for it
    /// again, so that a success ends `DeliveryFailing`, and another death is one as any.
    mutating func retry(_ row: Delivery, at now: Timestamp, into outcome: inout Outcome) {
        guard refusalToRetry(row) == nil, let receiver = configuration.receivers[row.receiver] else { return }
        outcome.effects.append(.requeue(row.requeued(at: now, until: now + receiver.maxAge)))
        guard row.state == .dead else { return }
        let id = notificationOfMessage[row.messageID] ?? row.messageID
        var notification = progress[id] ?? NotificationProgress(id: id, receiver: row.receiver, messages: [:])
        var parts = notification.messages[row.messageID] ?? .init(pending: 0, delivered: 0, dead: 0)
        parts.pending += 1
        // Where the notification is still known, this part of it was counted as dead.
        parts.dead = max(0, parts.dead - 1)
        notification.messages[row.messageID] = parts
        notificationOfMessage[row.messageID] = id
        keep(notification, into: &outcome)
    }

    /// Gives a row up because somebody says so: nobody else is told in its place, and no alert is raised for it.
    mutating func drop(_ row: Delivery, at now: Timestamp, into outcome: inout Outcome) {
        guard refusalToDrop(row) == nil else { return }
        let dead = row.dropped(at: now)
        outcome.effects.append(.settle(dead))
        record(deadLetter: dead, at: now, into: &outcome)
        settlePart(of: dead, at: now, into: &outcome)
    }
}

extension Delivery {
    /// The row once somebody has asked for another attempt.
    fileprivate func requeued(at now: Timestamp, until end: Timestamp) -> Delivery {
        var row = self
        row.state = .pending
        row.nextAttemptAt = now
        row.settledAt = nil
        row.expiresAt = max(expiresAt, end)
        return row
    }

    /// The row once somebody has given it up.
    fileprivate func dropped(at now: Timestamp) -> Delivery {
        var row = self
        row.state = .dead
        row.nextAttemptAt = nil
        row.settledAt = now
        row.lastError = lastError.map { "dropped by hand; before: \($0)" } ?? "dropped by hand"
        return row
    }
}
