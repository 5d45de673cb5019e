import Alerting
import Storage

extension AlertStore {
    /// More rows of the outbox than this are not looked at for an explanation.
    private static let mostDeliveries = 2000
    private static let page = 200

    /// Puts what is stored of the alerts' past into their explanations.
    func complete(_ list: inout ExplanationList) throws(StorageError) {
        for index in list.explanations.indices {
            let lines = try history(of: list.explanations[index].fingerprint, limit: Explanation.mostLines)
            list.explanations[index].history = lines.map(\.entry)
        }
        // What told of an alert was put in once its oldest known transition had happened.
        guard let oldest = list.explanations.compactMap({ $0.history.last?.at }).min() else { return }
        var before: String?
        for _ in 0..<Self.mostDeliveries / Self.page {
            let rows = try deliveries(before: before, limit: Self.page)
            for row in rows {
                let told = Set(row.notification.alerts.map(\.fingerprint))
                for index in list.explanations.indices where told.contains(list.explanations[index].fingerprint) {
                    guard list.explanations[index].deliveries.count < Explanation.mostLines else { continue }
                    list.explanations[index].deliveries.append(row)
                }
            }
            guard rows.count == Self.page, let last = rows.last, last.createdAt >= oldest else { return }
            before = last.id
        }
    }
}
