import Alerting
import Diagnostics
import Model
import YAML

extension Shape where Value == [RoutingKey] {
    /// The section `routing_keys`: who may send events, and what is known of them.
    static var routingKeys: Shape {
        let entries = Shape<[WrittenRoutingKey]>.list(of: .routingKey)
        return Shape(entries.wanted, example: entries.example) { node, subject, diagnostics in
            guard let written = entries.read(node, as: subject, into: &diagnostics) else { return nil }
            var names: [String: Name] = [:]
            var keys: [String: SourceRange] = [:]
            for entry in written {
                if let name = entry.name, let first = names.updateValue(name, forKey: name.text) {
                    diagnostics.append(.duplicateRoutingKey(name, first: first))
                }
                for key in entry.keys {
                    if let first = keys.updateValue(key.range, forKey: key.value.text) {
                        diagnostics.append(.repeatedRoutingKey(at: key.range, first: first))
                    }
                }
            }
            return written.compactMap { entry in
                guard let name = entry.name, !entry.keys.isEmpty else { return nil }
                return RoutingKey(name: name.text, keys: entry.keys.map(\.value), labels: entry.labels)
            }
        }
    }
}

/// An entry of `routing_keys` as it is written; what is missing has been reported.
private struct WrittenRoutingKey {
    var name: Name?
    var keys: [Located<Secret>]
    var labels: Labels
}

extension Shape where Value == WrittenRoutingKey {
    fileprivate static var routingKey: Shape {
        .mapping("a routing key") { reader in
            let name = reader.required("name", .name)
            let keys = reader.required(
                "key",
                .list(of: Shape<Secret>.credential.located, isEmptyAllowed: false, acceptsSingle: true)
            )
            let labels = reader.optional(
                "labels",
                .labels(reserved: ["severity", "dedup_key"], because: .event)
            )
            return WrittenRoutingKey(name: name, keys: keys ?? [], labels: labels ?? [:])
        }
    }
}

extension Shape where Value == Secret {
    /// A key that nobody guesses.
    fileprivate static var credential: Shape {
        let shortest = 16
        return .scalar("a key", example: "${env:PAGER_KEY}") { scalar, _, diagnostics in
            guard scalar.text.text.utf8.count >= shortest else {
                diagnostics.append(.shortRoutingKey(least: shortest, at: scalar.range))
                return nil
            }
            return Secret(scalar.text.text)
        }
    }
}
