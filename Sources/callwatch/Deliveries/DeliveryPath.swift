/// Where the daemon's API has its deliveries.
enum DeliveryPath {
    static let list = "/api/callwatch/v1/deliveries"

    /// Where a delivery is tried again.
    static func retry(_ id: String) -> String { "\(list)/\(id.percentEncoded)/retry" }

    /// Where all dead letters of a receiver are tried again.
    static func retryDeadLetters(of receiver: String) -> String { "\(list)/retry?receiver=\(receiver.percentEncoded)" }

    /// Where a delivery is given up.
    static func drop(_ id: String) -> String { "\(list)/\(id.percentEncoded)/drop" }
}
