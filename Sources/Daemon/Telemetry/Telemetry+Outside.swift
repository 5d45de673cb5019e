import Alerting
import Model

extension Telemetry {
    /// What came from elsewhere, and the heartbeats that were sent.
    struct Outside: Sendable {
        /// What an event says, for its metric.
        enum Action: String, Sendable, CaseIterable {
            case trigger, acknowledge, resolve
        }

        var firing: UInt64 = 0
        var resolved: UInt64 = 0
        var invalid: UInt64 = 0
        var wrongRoutingKeys: UInt64 = 0
        var events: [String: [Action: UInt64]] = [:]
        /// How often the heartbeats to each place, by its number from 0, were taken there, and were not.
        var heartbeats: [Int: (ok: UInt64, failed: UInt64)] = [:]
    }

    /// Alerts were posted, some of which were not taken.
    func notePosted(_ alerts: [PostedAlert], mistakes: Int, at now: Timestamp) {
        let resolved = alerts.count { ($0.endsAt ?? .distantFuture) <= now }
        change { state in
            state.outside.resolved += UInt64(resolved)
            state.outside.firing += UInt64(alerts.count - resolved)
            state.outside.invalid += UInt64(mistakes)
        }
    }

    /// An event with a right routing key came.
    func note(_ event: PagerEvent) {
        let action: Outside.Action =
            switch event.action {
            case .trigger: .trigger
            case .acknowledge: .acknowledge
            case .resolve: .resolve
            }
        change { $0.outside.events[event.routing, default: [:]][action, default: 0] += 1 }
    }

    /// An event with a wrong routing key came.
    func noteWrongRoutingKey() {
        change { $0.outside.wrongRoutingKeys += 1 }
    }

    /// A heartbeat was sent to the place of that number.
    func noteHeartbeat(to index: Int, succeeded: Bool) {
        change { state in
            if succeeded {
                state.outside.heartbeats[index, default: (0, 0)].ok += 1
            } else {
                state.outside.heartbeats[index, default: (0, 0)].failed += 1
            }
        }
    }
}

extension ExpositionWriter {
    /// What came from elsewhere.
    mutating func write(outside: Telemetry.Outside, _ gauges: TelemetryGauges) {
        family(
            "alertmanager_alerts_received_total",
            .counter,
            "Alerts that were posted, where dashboards look for them."
        )
        for (status, count) in [("firing", outside.firing), ("resolved", outside.resolved)] {
            sample("alertmanager_alerts_received_total", [("status", status), ("version", "v2")], Double(count))
        }
        family("alertmanager_alerts_invalid_total", .counter, "Alerts that were posted and not taken.")
        sample("alertmanager_alerts_invalid_total", [("version", "v2")], Double(outside.invalid))
        family("callwatch_events_total", .counter, "Events by the name of their routing key.")
        for routing in gauges.routings.sorted() {
            for action in Telemetry.Outside.Action.allCases {
                let labels = [("routing", routing), ("action", action.rawValue)]
                sample("callwatch_events_total", labels, Double(outside.events[routing]?[action] ?? 0))
            }
        }
        family("callwatch_events_refused_total", .counter, "Events that came with a wrong routing key.")
        sample("callwatch_events_refused_total", Double(outside.wrongRoutingKeys))
        family("callwatch_heartbeats_sent_total", .counter, "Heartbeats that were sent, by place in the configuration.")
        for index in 0..<gauges.heartbeatsOut {
            let counts = outside.heartbeats[index] ?? (0, 0)
            for (result, count) in [("ok", counts.ok), ("failed", counts.failed)] {
                let labels = [("target", String(index)), ("result", result)]
                sample("callwatch_heartbeats_sent_total", labels, Double(count))
            }
        }
        family("callwatch_heartbeat_missing", .gauge, "Whether a heartbeat that is waited for did not come in time.")
        for heartbeat in gauges.heartbeats {
            sample("callwatch_heartbeat_missing", [("heartbeat", heartbeat.name)], heartbeat.isMissing ? 1 : 0)
        }
        family("callwatch_heartbeat_last_timestamp_seconds", .gauge, "When a heartbeat came last; 0 for never.")
        for heartbeat in gauges.heartbeats {
            let seconds = Double(heartbeat.lastAt?.milliseconds ?? 0) / 1000
            sample("callwatch_heartbeat_last_timestamp_seconds", [("heartbeat", heartbeat.name)], seconds)
        }
    }
}
