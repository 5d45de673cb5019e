import FoundationEssentials

/// A webhook's document, as far as it is shown (Alertmanager's version 4 and what Callwatch adds).
struct ReceivedWebhook: Decodable, Sendable, Equatable {
    /// One alert of the group.
    struct Alert: Decodable, Sendable, Equatable {
        let status: String
        let labels: [String: String]
        let annotations: [String: String]
        /// The counters of the poll; none for a group of access codes.
        let values: [String: Double]?
        /// Why it is over; none while it fires.
        let reason: String?
    }

    /// What a body is that cannot be shown.
    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    let receiver: String
    let status: String
    let reason: String
    let alerts: [Alert]
    /// How many more alerts the group has than the document.
    let truncatedAlerts: Int

    private enum CodingKeys: String, CodingKey {
        case receiver
        case status
        case reason = "notification_reason"
        case alerts
        case truncatedAlerts
    }

    /// Reads the document out of a request's body.
    init(parsing body: [UInt8]) throws(Malformed) {
        do {
            self = try JSONDecoder().decode(ReceivedWebhook.self, from: Data(body))
        } catch let error as DecodingError {
            throw Malformed(description: Self.description(of: error))
        } catch {
            throw Malformed(description: "\(error)")
        }
    }

    private static func description(of error: DecodingError) -> String {
        func place(_ context: DecodingError.Context) -> String {
            let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
            return path.isEmpty ? "the document" : "`\(path.trimmingPrefix("."))`"
        }
        return switch error {
        case .keyNotFound(let key, let context): "\(place(context)) has no `\(key.stringValue)`"
        case .typeMismatch(_, let context), .valueNotFound(_, let context): "\(place(context)) is of another type"
        case .dataCorrupted(let context): "\(place(context)) is no JSON"
        @unknown default: "the document cannot be read"
        }
    }
}
