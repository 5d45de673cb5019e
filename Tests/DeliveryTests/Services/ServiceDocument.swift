import Foundation
import PeerPrograms

/// A request as one of the fakes reads it: JSON whose members are asked for by name, and nothing besides.
///
/// What is wrong is collected: members that are missing, too long, of another type, or not in the documentation.
final class ServiceDocument {
    let request: ReceivedRequest
    private(set) var complaints: [String] = []
    /// The body as an object.
    private(set) var root: [String: Any] = [:]
    /// The body as a list.
    private(set) var list: [[String: Any]] = []

    init(_ request: ReceivedRequest) {
        self.request = request
        guard let json = try? JSONSerialization.jsonObject(with: Data(request.body)) else {
            complaints.append("the body is no JSON")
            return
        }
        root = json as? [String: Any] ?? [:]
        list = json as? [[String: Any]] ?? []
        if request.header("Content-Type")?.hasPrefix("application/json") != true {
            complaints.append("the content type is not JSON")
        }
    }

    func complain(_ text: String) {
        complaints.append(text)
    }

    func require(_ condition: Bool, _ text: String) {
        if !condition { complaints.append(text) }
    }

    /// The path of the request, without its query.
    var path: String {
        let target = request.requestLine.split(separator: " ").dropFirst().first ?? ""
        return String(target.prefix { $0 != "?" })
    }

    /// The parameters of the query, decoded.
    var query: [String: String] {
        let target = request.requestLine.split(separator: " ").dropFirst().first.map(String.init) ?? ""
        let items = URLComponents(string: target)?.queryItems ?? []
        return Dictionary(items.map { ($0.name, $0.value ?? "") }) { _, last in last }
    }

    /// Complains of members that the documentation does not have.
    func allow(_ names: Set<String>, in object: [String: Any], of what: String) {
        for name in object.keys.sorted() where !names.contains(name) {
            complaints.append("\(what) has no member \(name)")
        }
    }

    /// A text that has to be there, and be of 1 to `limit` characters in UTF-16.
    @discardableResult
    func text(_ name: String, in object: [String: Any], upTo limit: Int = .max) -> String {
        guard let text = object[name] as? String else {
            complaints.append("\(name) is no text")
            return ""
        }
        require((1...limit).contains(text.utf16.count), "\(name) has \(text.utf16.count) characters")
        return text
    }

    func object(_ name: String, in object: [String: Any]) -> [String: Any] {
        guard let value = object[name] as? [String: Any] else {
            complaints.append("\(name) is no object")
            return [:]
        }
        return value
    }

    func objects(_ name: String, in object: [String: Any]) -> [[String: Any]] {
        guard let value = object[name] as? [[String: Any]], !value.isEmpty else {
            complaints.append("\(name) is no list of objects")
            return []
        }
        return value
    }
}
