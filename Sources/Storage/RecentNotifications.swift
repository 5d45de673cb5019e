import Alerting

/// What was lately stored of messages, by its text: nearly all of them are read at once again, to be sent.
///
/// It spares the reading of JSON, not of the row: what a row holds is looked up here, so that nothing is taken for
/// stored that is not.
struct RecentNotifications {
    /// How many bytes of text it holds at most.
    private static let capacity = 1 << 20

    private var notifications: [String: GroupNotification] = [:]
    private var size = 0

    /// The notification that is stored as `text`, if it is known.
    subscript(text: String) -> GroupNotification? { notifications[text] }

    /// Takes over that `notification` is stored as `text`; when there is too much, all that came before is forgotten.
    mutating func note(_ notification: GroupNotification, storedAs text: String) {
        if size + text.utf8.count > Self.capacity {
            notifications.removeAll()
            size = 0
        }
        guard text.utf8.count <= Self.capacity, notifications.updateValue(notification, forKey: text) == nil else {
            return
        }
        size += text.utf8.count
    }
}
