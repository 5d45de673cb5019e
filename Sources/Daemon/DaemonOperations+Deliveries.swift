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
            return answer(try await engine.retry(id: id), done: "delivery is tried at once by request")
        } catch {
            return failed(error, id)
        }
    }

    nonisolated func dropDelivery(_ id: String) async -> DeliveryAnswer {
        do {
            return answer(try await engine.drop(id: id), done: "delivery was dropped by request")
        } catch {
            return failed(error, id)
        }
    }

    nonisolated func sources() async -> String { SourceList(await engine.sources).json }

    private nonisolated func answer(_ result: Result<Delivery, DeliveryRefusal>, done: Logger.Message) -> DeliveryAnswer
    {
        switch result {
        case .success(let row):
            logger.notice(done, metadata: ["receiver": "\(row.receiver)", "id": "\(row.id)"])
            return .found(DeliveryList([row]))
        case .failure(.unknown(let id)): return .unknown(DeliveryRefusal.unknown(id: id).description)
        case .failure(let refusal): return .refused(refusal.description)
        }
    }

    private nonisolated func failed(_ error: StorageError, _ id: String) -> DeliveryAnswer {
        logger.error("outbox was not written", metadata: ["reason": "\(error)", "id": "\(id)"])
        return .failed("nothing was changed: \(error)")
    }
}

extension DeliveryAnswer {
    /// The rows of a list.
    fileprivate static func found(_ list: DeliveryList) -> DeliveryAnswer {
        .found(text: list.text, json: list.json)
    }
}
