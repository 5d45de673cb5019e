import Alerting
import Logging
import Storage

extension DaemonOperations {
    nonisolated func post(_ alerts: [PostedAlert]) async -> PostResult {
        guard !alerts.isEmpty else { return .taken }
        do {
            let outcome = try await engine.submit(.posted(alerts))
            telemetry.notePosted(alerts, mistakes: outcome.postMistakes.count, at: clock.now())
            return outcome.postMistakes.isEmpty ? .taken : .refused(outcome.postMistakes)
        } catch {
            logger.error("posted alerts not written", metadata: ["reason": "\(error)"])
            return .failed(error.description)
        }
    }

    nonisolated func routing(of key: String) async -> String? {
        let routing = await engine.configuration.routing(of: key)
        if routing == nil {
            logger.warning("an event came with a routing key that is none")
            telemetry.noteWrongRoutingKey()
        }
        return routing?.name
    }

    nonisolated func page(_ event: PagerEvent) async -> PostResult {
        do {
            let outcome = try await engine.submit(.paged(event))
            telemetry.note(event)
            return outcome.postMistakes.isEmpty ? .taken : .refused(outcome.postMistakes)
        } catch {
            logger.error("event not written", metadata: ["reason": "\(error)", "routing": "\(event.routing)"])
            return .failed(error.description)
        }
    }

    nonisolated func heartbeat(_ name: String) async -> HeartbeatResult {
        guard await engine.configuration.heartbeats.contains(where: { $0.name == name }) else { return .unknown }
        do {
            try await engine.submit(.heartbeat(name))
            return .done
        } catch {
            logger.error("heartbeat not written", metadata: ["reason": "\(error)", "heartbeat": "\(name)"])
            return .failed(error.description)
        }
    }
}
