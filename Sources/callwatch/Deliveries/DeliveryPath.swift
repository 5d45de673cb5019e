import FoundationEssentials

/// Where the daemon's API has its deliveries.
enum DeliveryPath {
    static let list = "/api/callwatch/v1/deliveries"

    /// Where a delivery is tried again.
    static func retry(_ id: String) -> String { "\(list)/\(id.percentEncoded)/retry" }

    /// Where a delivery is given up.
    static func drop(_ id: String) -> String { "\(list)/\(id.percentEncoded)/drop" }

    /// The ids in an answer of the list.
    static func identities(in json: String) throws -> [String] {
        struct Answer: Decodable {
            struct Row: Decodable {
                let id: String
            }
            let deliveries: [Row]
        }
        do {
            return try JSONDecoder().decode(Answer.self, from: Data(json.utf8)).deliveries.map(\.id)
        } catch {
            Console.message("error: the daemon's answer is not one of callwatch's")
            throw ExitStatus.world
        }
    }
}
