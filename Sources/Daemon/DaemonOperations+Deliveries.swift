import Alerting
import Logging
import Reports
import Storage

extension DaemonOperations {
    nonisolated func deliveries(_ question: DeliveryQuestion) async -> DeliveryAnswer {
        do {
            let rows = try store.deliveries(
                state: question.state,
                receiver: question.receiver,
                before: question.before,
                limit: question.limit
            )
            return .found(DeliveryList(rows))
        } catch {
            logger.error("outbox cannot be read", metadata: ["reason": "\(error)"])
            return .failed("the outbox cannot be read: \(error)")
        }
    }

    nonisolated func retryDelivery(_ id: String) async -> DeliveryAnswer {
        do {
            let result = try await engine.retry(id: id)
            return answer(result.map { [$0] }, done: "delivery is tried at once by request")
        } catch {
            return failed(error, ["id": "\(id)"])
        }
    }

    nonisolated func retryDeadLetters(of receiver: String) async -> DeliveryAnswer {
        do {
            let result = try await engine.retryDeadLetters(of: receiver)
            return answer(result, done: "delivery is tried at once by request")
        } catch {
            return failed(error, ["receiver": "\(receiver)"])
        }
    }

    nonisolated func dropDelivery(_ id: String) async -> DeliveryAnswer {
        do {
            let result = try await engine.drop(id: id)
            return answer(result.map { [$0] }, done: "delivery was dropped by request")
        } catch {
            return failed(error, ["id": "\(id)"])
        }
    }

    nonisolated func sources() async -> String { SourceList(await engine.sources).json }

    private nonisolated func answer(
        _ result: Result<[Delivery], DeliveryRefusal>,
        done: Logger.Message
    ) -> DeliveryAnswer {
        switch result {
        case .success(let rows):
            for row in rows { logger.notice(done, metadata: ["receiver": "\(row.receiver)", "id": "\(row.id)"]) }
            return .found(DeliveryList(rows))
        case .failure(let refusal):
            switch refusal {
            case .unknown, .noDeadLetters: return .unknown(refusal.description)
            case .delivered, .dead, .withoutReceiver: return .refused(refusal.description)
            }
        }
    }

    private nonisolated func failed(_ error: StorageError, _ metadata: Logger.Metadata) -> DeliveryAnswer {
        logger.error(
            "outbox was not written",
            metadata: metadata.merging(["reason": "\(error)"]) { _, reason in reason }
        )
        return .failed("nothing was changed: \(error)")
    }
}

extension DeliveryAnswer {
    /// The rows of a list.
    fileprivate static func found(_ list: DeliveryList) -> DeliveryAnswer {
        .found(text: list.text, json: list.json)
    }
}
