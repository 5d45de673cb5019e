import Alerting
import JSON

/// The JSON forms of what is said of the service itself: Alertmanager's.
enum StatusDocument {
    /// The answer of `/api/v2/status`.
    ///
    /// Alertmanager's clients want all members of `versionInfo`; of what they tell of Go there is nothing here.
    static func text(of status: ServiceStatus) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("cluster") { writer in
                writer.object { writer in
                    writer.member("peers", [String]())
                    writer.member("status", "disabled")
                }
            }
            writer.member("config") { writer in
                writer.object { $0.member("original", status.configuration) }
            }
            writer.member("uptime", status.startedAt)
            writer.member("versionInfo") { writer in
                writer.object { writer in
                    for name in ["branch", "buildDate", "buildUser", "goVersion", "revision"] {
                        writer.member(name, "")
                    }
                    writer.member("version", status.version)
                }
            }
        }
        return writer.text
    }

    /// The answer of `/api/v2/receivers`.
    static func text(ofReceivers names: [String]) -> String {
        var writer = JSONWriter()
        writer.array { writer in
            for name in names { writer.object { $0.member("name", name) } }
        }
        return writer.text
    }
}
