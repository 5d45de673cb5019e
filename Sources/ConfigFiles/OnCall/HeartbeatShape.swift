import Alerting
import Diagnostics
package import Model
import YAML

/// A place that is shown again and again that this program lives (`heartbeats.out`).
package struct OutgoingHeartbeat: Sendable, Hashable {
    /// Where a GET goes; its path often is a credential.
    package var url: Secret
    /// The host of that, which may be shown.
    package var host: String
    /// How often.
    package var every: TimeSpan
}

/// The section `heartbeats`.
struct Heartbeats {
    var outgoing: [OutgoingHeartbeat] = []
    var incoming: [Heartbeat] = []
}

extension Shape where Value == Heartbeats {
    /// The section `heartbeats`.
    static var heartbeats: Shape {
        .mapping("`heartbeats`") { reader in
            let outgoing = reader.optional("out", .list(of: .outgoingHeartbeat)) ?? []
            let incoming = reader.optional("in", .list(of: .incomingHeartbeat)) ?? []
            var seen: [String: Name] = [:]
            for case let name? in incoming.map(\.name) {
                if let first = seen[name.text] {
                    reader.report(.duplicateHeartbeat(name, first: first))
                } else {
                    seen[name.text] = name
                }
            }
            return Heartbeats(outgoing: outgoing, incoming: incoming.compactMap(\.heartbeat))
        }
    }
}

extension Shape where Value == OutgoingHeartbeat {
    fileprivate static var outgoingHeartbeat: Shape {
        .mapping("a heartbeat to be sent") { reader in
            let address = reader.required("url", Shape<WebAddress>.webAddress)
            let every = reader.required("every", .heartbeatInterval)
            guard let address, let every else { return nil }
            return OutgoingHeartbeat(url: Secret(address.text), host: address.host, every: every)
        }
    }
}

/// An entry of `heartbeats.in` as it is written; what is missing has been reported.
private struct WrittenHeartbeat {
    var name: Name?
    var heartbeat: Heartbeat?
}

extension Shape where Value == WrittenHeartbeat {
    fileprivate static var incomingHeartbeat: Shape {
        .mapping("a heartbeat that is waited for") { reader in
            let name = reader.required("name", .heartbeatName)
            let every = reader.required("every", .heartbeatInterval)
            let grace = reader.optional("grace", .duration()) ?? .zero
            let labels = reader.optional(
                "labels",
                .labels(reserved: ["alertname", "heartbeat"], because: .heartbeat)
            )
            guard let name, let every else { return WrittenHeartbeat(name: name) }
            return WrittenHeartbeat(
                name: name,
                heartbeat: Heartbeat(name: name.text, every: every, grace: grace, labels: labels ?? [:])
            )
        }
    }
}

extension Shape where Value == TimeSpan {
    fileprivate static var heartbeatInterval: Shape { .duration("a duration of at least `1s`", atLeast: .seconds(1)) }
}

extension Shape where Value == Name {
    /// The name of a heartbeat, which stands in a URL as it is.
    fileprivate static var heartbeatName: Shape {
        .scalar("a name", example: "nightly-import") { scalar, subject, diagnostics in
            let text = scalar.text.text
            let isName = text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
            guard isName, text != ".", text != ".." else {
                diagnostics.append(.badHeartbeatName(scalar))
                return nil
            }
            return name.read(.scalar(scalar), as: subject, into: &diagnostics)
        }
    }
}
