import Alerting
import JSON
import Model

/// Which silences a query wants.
struct SilenceSelection {
    /// What the silences' own matchers must want.
    var filters: [Matcher] = []
    /// Where they stand.
    var states = Set(Silence.State.allCases)
    /// Who made them; nil for anybody.
    var createdBy: String?
    /// After which time they end; nil for any.
    var endsAfter: Timestamp?
    /// Up to which time they end; nil for any.
    var endsBefore: Timestamp?

    /// Whether a silence is wanted.
    func admits(_ status: SilenceStatus) -> Bool {
        let silence = status.silence
        return states.contains(status.state)
            && createdBy.map { $0 == silence.createdBy } ?? true
            && endsAfter.map { $0 < silence.endsAt } ?? true
            && endsBefore.map { silence.endsAt <= $0 } ?? true
            && filters.admits(silence.wanted)
    }
}

/// The JSON forms of silences in answers: Alertmanager's, and `interval` for a silence that keeps to one.
enum SilenceDocument {
    /// The most alerts that a dry run names.
    private static let mostPreviewed = 100

    /// One silence.
    static func text(of status: SilenceStatus) -> String {
        var writer = JSONWriter()
        write(status, to: &writer)
        return writer.text
    }

    /// Silences in Alertmanager's order: active ones by their ends, pending ones by their starts, then the expired, the
    /// last one to end first.
    static func text(of statuses: [SilenceStatus], _ selection: SilenceSelection) -> String {
        var writer = JSONWriter()
        writer.array { writer in
            for status in statuses.filter(selection.admits).sorted(by: { $0.rank < $1.rank }) {
                write(status, to: &writer)
            }
        }
        return writer.text
    }

    /// What is said to who made or changed a silence.
    static func text(ofMade silence: Silence) -> String {
        var writer = JSONWriter()
        writer.object { $0.member("silenceID", silence.id) }
        return writer.text
    }

    /// What is said to who asked what a silence would cover.
    static func text(of preview: SilencePreview) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("alertCount", preview.alerts.count)
            writer.member("holdsFrom", preview.holdsFrom?.rfc3339)
            writer.member("holdsNow", preview.holdsFrom == preview.now)
            writer.member("alerts") { writer in
                writer.array { writer in
                    for labels in preview.alerts.prefix(mostPreviewed) { writer.labels(labels) }
                }
            }
        }
        return writer.text
    }

    private static func write(_ status: SilenceStatus, to writer: inout JSONWriter) {
        let silence = status.silence
        writer.object { writer in
            writer.member("id", silence.id)
            writer.member("status") { writer in
                writer.object { $0.member("state", status.state.rawValue) }
            }
            writer.member("updatedAt", silence.updatedAt)
            writer.member("annotations", silence.annotations)
            writer.member("comment", silence.comment)
            writer.member("createdBy", silence.createdBy)
            writer.member("endsAt", silence.endsAt)
            if let interval = silence.interval { writer.member("interval", interval) }
            writer.member("matchers") { writer in
                writer.array { writer in
                    for matcher in silence.matchers { write(matcher, to: &writer) }
                }
            }
            writer.member("startsAt", silence.startsAt)
        }
    }

    private static func write(_ matcher: Matcher, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("isEqual", matcher.comparison == .equal || matcher.comparison == .matches)
            writer.member("isRegex", matcher.comparison == .matches || matcher.comparison == .matchesNot)
            writer.member("name", matcher.name)
            writer.member("value", matcher.value)
        }
    }
}

extension Silence {
    /// What its matchers want, as labels: what filters of a query are held against.
    fileprivate var wanted: Labels { Labels(matchers.map { ($0.name, $0.value) }) }
}

extension SilenceStatus {
    /// The place in Alertmanager's order.
    fileprivate var rank: (Int, Int64, String) {
        switch state {
        case .active: (0, silence.endsAt.milliseconds, silence.id)
        case .pending: (1, silence.startsAt.milliseconds, silence.id)
        // Of times that no silence has, the greatest is not the least negated.
        case .expired: (2, -max(silence.endsAt.milliseconds, -.max), silence.id)
        }
    }
}
