package import Alerting
import JSON
import Model

/// The sources, as they are shown.
package struct SourceList: Sendable {
    private let sources: [SourceStatus]

    /// A list of `sources`.
    package init(_ sources: [SourceStatus]) {
        self.sources = sources
    }

    /// The documented JSON; times are RFC 3339 in UTC, or null.
    package var json: String {
        var writer = JSONWriter()
        writer.object { $0.member("sources", each: sources) { $0.source($1) } }
        return writer.text
    }
}

extension JSONWriter {
    fileprivate mutating func source(_ source: SourceStatus) {
        object { writer in
            writer.member("name", source.name)
            writer.member("state", source.isDown ? "down" : "up")
            writer.member("lastPollAt", source.lastPollAt?.rfc3339)
            writer.member("lastGoodPollAt", source.lastGoodPollAt?.rfc3339)
            writer.member("targets", each: source.targets) { $0.target($1) }
        }
    }

    private mutating func target(_ target: SourceStatus.Target) {
        object { writer in
            writer.member("ccId") { $0.integer(target.ccId) }
            writer.member("vdn") { $0.integer(target.vdn) }
            writer.member("lastError") { writer in
                guard let error = target.lastError else { return writer.null() }
                writer.object { writer in
                    writer.member("reason", error.reason.rawValue)
                    writer.member("message", error.message)
                    writer.member("at", error.at.rfc3339)
                }
            }
            writer.member("codes", each: target.codes) { writer, code in
                writer.object { writer in
                    writer.member("innoId") { $0.integer(code.innoId) }
                    writer.member("reason", code.reason)
                }
            }
        }
    }
}
