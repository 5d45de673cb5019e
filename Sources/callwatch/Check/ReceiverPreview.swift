import Alerting
import ConfigFiles
import Delivery
import Diagnostics
import JSON

/// What `check --render` prints: what each integration of a receiver would send about a sample group.
struct ReceiverPreview {
    private let receiver: Receiver
    private let previews: [NotificationPreview]

    /// The previews of a receiver; nil when there is none of that name.
    init?(_ name: String, _ settings: Settings) {
        guard let receiver = settings.alerting.receivers[name] else { return nil }
        let route = settings.alerting.route.all.first { $0.receiver == name } ?? settings.alerting.route
        let sample = GroupNotification.sample(to: name, by: route)
        self.receiver = receiver
        previews = receiver.integrations.map { integration in
            NotificationPreview(
                integration,
                about: sample,
                externalURL: settings.server.externalURL ?? Self.address(of: settings.server),
                now: GroupNotification.sampleTime
            )
        }
    }

    /// Where links lead if the configuration does not say it.
    private static func address(of server: ServerSettings) -> String {
        "\(server.tls == nil ? "http" : "https")://\(server.host):\(server.port)"
    }

    /// For people: a heading for each part, JSON with line ends.
    var text: String {
        guard !previews.isEmpty else { return "\(receiver.name) has no integrations" }
        let parts = previews.flatMap { preview in
            preview.parts.map { part in
                let isJSON = part.contentType.contains("json")
                let content = isJSON ? JSONIndentation.indented(part.content) : part.content
                let end = content.hasSuffix("\n") ? "" : "\n"
                return
                    "== \(receiver.name) \(preview.integration): \(part.name) (\(part.contentType))\n\(content)\(end)"
            }
        }
        return parts.joined(separator: "\n")
    }

    /// For programs.
    var json: String {
        var json = JSONWriter()
        json.object { json in
            json.member("receiver", receiver.name)
            json.member("integrations") { json in
                json.array { json in
                    for preview in previews { Self.write(preview, to: &json) }
                }
            }
        }
        return json.text
    }

    private static func write(_ preview: NotificationPreview, to json: inout JSONWriter) {
        json.object { json in
            json.member("integration", preview.integration)
            json.member("parts") { json in
                json.array { json in
                    for part in preview.parts {
                        json.object { json in
                            json.member("name", part.name)
                            json.member("contentType", part.contentType)
                            json.member("content", part.content)
                        }
                    }
                }
            }
        }
    }
}
