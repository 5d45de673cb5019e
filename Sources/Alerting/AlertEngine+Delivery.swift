import Model

extension AlertEngine {
    /// Puts one notification into the outbox: a message for each integration, a row for each of its recipients.
    mutating func enqueue(
        _ parts: [(Integration, GroupNotification)],
        of receiver: Receiver,
        threads: inout [String: String],
        at now: Timestamp,
        into outcome: inout Outcome
    ) {
        guard let first = parts.first else { return }
        var notification: NotificationProgress?
        for (integration, content) in parts {
            let message = nextID()
            var progress = notification ?? NotificationProgress(id: message, receiver: receiver.name, messages: [:])
            let recipients: [String?] = integration.recipients.isEmpty ? [nil] : integration.recipients
            progress.messages[message] = NotificationProgress.Parts(pending: recipients.count, delivered: 0, dead: 0)
            notificationOfMessage[message] = progress.id
            let thread = threads[integration.name]
            if case .email = integration.kind, thread == nil { threads[integration.name] = message }
            for (index, recipient) in recipients.enumerated() {
                let delivery = Delivery(
                    id: index == 0 ? message : "\(message).\(index)",
                    sequence: record.nextSequence,
                    messageID: message,
                    threadID: thread,
                    receiver: receiver.name,
                    integration: integration.name,
                    recipient: recipient,
                    notification: content,
                    createdAt: now,
                    expiresAt: now + receiver.maxAge
                )
                record.nextSequence += 1
                outcome.effects.append(.enqueue(delivery))
            }
            notification = progress
        }
        if let notification { keep(notification, into: &outcome) }
        let longest = parts.map(\.1).max { $0.alerts.count < $1.alerts.count } ?? first.1
        if longest.page == nil { outcome.notifications.append(longest) } else { outcome.pages.append(longest) }
        outcome.effects.append(.record(HistoryEntry(longest, at: now)))
    }

    private mutating func nextID() -> String {
        "\(record.seed)-\(record.nextSequence)"
    }

    mutating func keep(_ notification: NotificationProgress, into outcome: inout Outcome) {
        progress[notification.id] = notification
        outcome.effects.append(.put(StateEntry(.notification, notification.id, notification)))
    }

    /// Settles a row of the outbox, and what follows: another try, a dead letter, the fallback.
    mutating func apply(_ attempt: DeliveryAttempt, at now: Timestamp, into outcome: inout Outcome) {
        let row = DeliverySchedule.settled(attempt.delivery, by: attempt.outcome, at: now)
        outcome.effects.append(.settle(row))
        guard row.state != .pending else { return }
        if case .posted(let reference) = attempt.outcome { remember(reference, of: row) }
        if row.state == .dead { bury(row, at: now, into: &outcome) }
        if settlePart(of: row, at: now, into: &outcome) { fallBack(from: row, at: now, into: &outcome) }
    }

    /// Counts a settled row in its notification; says whether with it the last part of its message is settled, and
    /// none was delivered.
    @discardableResult
    mutating func settlePart(of row: Delivery, at now: Timestamp, into outcome: inout Outcome) -> Bool {
        guard let id = notificationOfMessage[row.messageID], var notification = progress[id],
            var parts = notification.messages[row.messageID]
        else { return false }
        parts.pending -= 1
        if row.state == .delivered { parts.delivered += 1 } else { parts.dead += 1 }
        notification.messages[row.messageID] = parts
        progress[id] = notification
        let reachedNobody = parts.pending == 0 && parts.delivered == 0
        guard notification.messages.values.allSatisfy({ $0.pending == 0 }) else {
            keep(notification, into: &outcome)
            return reachedNobody
        }
        for message in notification.messages.keys { notificationOfMessage[message] = nil }
        progress[id] = nil
        outcome.effects.append(.remove(StateEntry.Key(.notification, id)))
        let reachedAll = notification.messages.values.allSatisfy { $0.dead == 0 }
        if reachedAll, failingReceivers.removeValue(forKey: notification.receiver) != nil {
            outcome.effects.append(.remove(StateEntry.Key(.receiver, notification.receiver)))
        }
        return reachedNobody
    }

    /// Notes in a row's group what the chat calls its message, so that the next notification changes it.
    ///
    /// The message that tells of the end is the last about a group; one of that name by now has begun anew.
    private mutating func remember(_ reference: String, of row: Delivery) {
        guard row.notification.status == .firing else { return }
        for (id, group) in groups where id.receiver == row.receiver && group.key == row.notification.groupKey {
            groups[id]?.threads[row.integration] = reference
            changedGroups.insert(id)
        }
    }

    /// Notes a dead letter.
    private mutating func bury(_ row: Delivery, at now: Timestamp, into outcome: inout Outcome) {
        let error = row.lastError ?? "unknown"
        let receiver = ReceiverRecord(name: row.receiver, lastDeadLetterAt: now, error: error)
        failingReceivers[row.receiver] = receiver
        outcome.effects.append(.put(StateEntry(.receiver, row.receiver, receiver)))
        record(deadLetter: row, at: now, into: &outcome)
    }

    /// Puts a dead letter into the history.
    mutating func record(deadLetter row: Delivery, at now: Timestamp, into outcome: inout Outcome) {
        let destination = [row.receiver, row.integration, row.recipient].compactMap { $0 }.joined(separator: " ")
        outcome.effects.append(
            .record(
                HistoryEntry(
                    at: now,
                    kind: .deadLetter,
                    fingerprint: nil,
                    labels: row.notification.groupLabels,
                    text: "\(destination): \(row.lastError ?? "unknown")"
                )
            )
        )
    }

    /// Tells the fallback what an integration could not tell anybody, firing and resolved alike.
    private mutating func fallBack(from row: Delivery, at now: Timestamp, into outcome: inout Outcome) {
        guard let name = configuration.receivers[row.receiver]?.fallback,
            let fallback = configuration.receivers[name]
        else { return }
        var notification = row.notification
        notification.receiver = fallback.name
        notification.reason = .fallback(receiver: row.receiver)
        var threads: [String: String] = [:]
        enqueue(
            fallback.integrations.map { ($0, notification) },
            of: fallback,
            threads: &threads,
            at: now,
            into: &outcome
        )
    }
}

extension HistoryEntry {
    /// The line for a notification that goes out.
    init(_ notification: GroupNotification, at now: Timestamp) {
        let count = notification.alerts.count
        self.init(
            at: now,
            kind: .notification,
            fingerprint: nil,
            labels: notification.groupLabels,
            text: "\(notification.reason.text) to \(notification.receiver): \(notification.status.rawValue), "
                + "\(count) \(count == 1 ? "alert" : "alerts")"
        )
    }
}
