import Alerting
import Model
import Storage

/// What `/metrics` shows besides what was counted: the state of things at that moment.
struct TelemetryGauges: Sendable {
    var version: String
    var alerts: [AlertState: Int]
    var suppressed: Int
    var flappingAlerts: Int
    var silences: [Silence.State: Int] = [:]
    var objectives: [ObjectiveStatus] = []
    var routings: [String] = []
    var heartbeats: [HeartbeatStatus] = []
    var heartbeatsOut = 0
    var backlog: [Backlog]
    var receivers: [String]
    var now: Timestamp
    var process: ProcessFigures?
}

extension Telemetry {
    /// All metrics in Prometheus' text format 0.0.4.
    func exposition(_ gauges: TelemetryGauges) -> String {
        let state = snapshot()
        var writer = ExpositionWriter()
        writer.family("callwatch_build_info", .gauge, "The version that runs.")
        writer.sample("callwatch_build_info", [("version", gauges.version)], 1)
        writer.family("alertmanager_build_info", .gauge, "The same, where Alertmanager's clients look for it.")
        writer.sample("alertmanager_build_info", [("version", gauges.version)], 1)
        write(polls: state, to: &writer)
        write(alerts: state, gauges, to: &writer)
        writer.write(objectives: gauges.objectives)
        writer.write(outside: state.outside, gauges)
        write(deliveries: state, gauges, to: &writer)
        writer.family("callwatch_store_commit_duration_seconds", .histogram, "How long writing an event took.")
        writer.histogram("callwatch_store_commit_duration_seconds", state.commits)
        writer.family("callwatch_store_commit_failures_total", .counter, "Events that could not be written.")
        writer.sample("callwatch_store_commit_failures_total", Double(state.commitFailures))
        writer.family("callwatch_config_last_reload_successful", .gauge, "Whether the files were good the last time.")
        writer.sample("callwatch_config_last_reload_successful", state.lastReloadSucceeded ? 1 : 0)
        writer.family(
            "callwatch_config_last_reload_success_timestamp_seconds",
            .gauge,
            "When the configuration in force was read."
        )
        writer.sample(
            "callwatch_config_last_reload_success_timestamp_seconds",
            Double(state.lastReloadAt?.milliseconds ?? 0) / 1000
        )
        gauges.process?.write(to: &writer)
        return writer.text
    }

    private func write(polls state: State, to writer: inout ExpositionWriter) {
        let sources = state.polls.keys.sorted()
        writer.family("callwatch_polls_total", .counter, "Cycles over a source's targets by how they went.")
        for source in sources {
            for grade in PollGrade.allCases {
                let count = Double(state.polls[source]?[grade] ?? 0)
                writer.sample("callwatch_polls_total", [("source", source), ("result", grade.rawValue)], count)
            }
        }
        writer.family("callwatch_poll_requests_failed_total", .counter, "Requests to a contact centre that failed.")
        for source in sources {
            for reason in PollFailureReason.allCases {
                let count = Double(state.requestFailures[source]?[reason] ?? 0)
                let labels = [("source", source), ("reason", reason.rawValue)]
                writer.sample("callwatch_poll_requests_failed_total", labels, count)
            }
        }
        writer.family("callwatch_poll_values_unknown_total", .counter, "Codes and counters that an answer lacked.")
        for source in sources {
            for reason in UnknownValue.allCases {
                let count = Double(state.unknownValues[source]?[reason] ?? 0)
                let labels = [("source", source), ("reason", reason.rawValue)]
                writer.sample("callwatch_poll_values_unknown_total", labels, count)
            }
        }
        writer.family("callwatch_polls_skipped_total", .counter, "Cycles left out: the one before took too long.")
        for source in sources {
            let count = Double(state.skippedPolls[source] ?? 0)
            writer.sample("callwatch_polls_skipped_total", [("source", source)], count)
        }
        writer.family("callwatch_poll_duration_seconds", .histogram, "How long a cycle took.")
        for source in sources {
            guard let histogram = state.pollDurations[source] else { continue }
            writer.histogram("callwatch_poll_duration_seconds", [("source", source)], histogram)
        }
        writer.family("callwatch_series", .gauge, "Series that the last good poll delivered.")
        for source in sources {
            writer.sample("callwatch_series", [("source", source)], Double(state.series[source] ?? 0))
        }
        writer.family("callwatch_rule_evaluation_duration_seconds", .histogram, "How long deciding over a poll took.")
        writer.histogram("callwatch_rule_evaluation_duration_seconds", state.evaluation)
    }

    private func write(alerts state: State, _ gauges: TelemetryGauges, to writer: inout ExpositionWriter) {
        writer.family("callwatch_alerts", .gauge, "Alerts by state; suppressed ones fire too.")
        for name in [AlertState.pending, .firing] {
            writer.sample("callwatch_alerts", [("state", name.rawValue)], Double(gauges.alerts[name] ?? 0))
        }
        writer.sample("callwatch_alerts", [("state", "suppressed")], Double(gauges.suppressed))
        writer.family("callwatch_alerts_flapping", .gauge, "Alerts that fire and resolve too often, firing or not.")
        writer.sample("callwatch_alerts_flapping", Double(gauges.flappingAlerts))
        writer.family(
            "alertmanager_silences",
            .gauge,
            "Silences that are kept by state, where dashboards look for them."
        )
        for state in Silence.State.allCases {
            writer.sample("alertmanager_silences", [("state", state.rawValue)], Double(gauges.silences[state] ?? 0))
        }
        writer.family("callwatch_transitions_total", .counter, "Changes of alerts by the state they led to.")
        for name in AlertState.allCases {
            writer.sample("callwatch_transitions_total", [("to", name.rawValue)], Double(state.transitions[name] ?? 0))
        }
    }

    private func write(deliveries state: State, _ gauges: TelemetryGauges, to writer: inout ExpositionWriter) {
        writer.family("callwatch_deliveries_total", .counter, "Attempts at deliveries by how they ended.")
        for (destination, grades) in state.deliveries.sorted(by: { $0.key < $1.key }) {
            for grade in DeliveryGrade.allCases {
                let labels = [
                    ("receiver", destination.receiver), ("integration", destination.integration),
                    ("outcome", grade.rawValue),
                ]
                writer.sample("callwatch_deliveries_total", labels, Double(grades[grade] ?? 0))
            }
        }
        writer.family("callwatch_delivery_duration_seconds", .histogram, "How long an attempt took.")
        for (kind, histogram) in state.deliveryDurations.sorted(by: { $0.key < $1.key }) {
            writer.histogram("callwatch_delivery_duration_seconds", [("integration", kind)], histogram)
        }
        writer.family("callwatch_outbox_rows", .gauge, "Deliveries that are still to be made.")
        let pending = Dictionary(gauges.backlog.map { ($0.receiver, $0.pending) }) { $0 + $1 }
        for receiver in Set(gauges.receivers).union(pending.keys).sorted() {
            writer.sample("callwatch_outbox_rows", [("receiver", receiver)], Double(pending[receiver] ?? 0))
        }
        writer.family("callwatch_outbox_oldest_seconds", .gauge, "The age of the oldest of them.")
        let age = gauges.backlog.map { (gauges.now - $0.oldest).seconds }.max() ?? 0
        writer.sample("callwatch_outbox_oldest_seconds", max(age, 0))
    }
}
