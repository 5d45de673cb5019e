import Alerting
import Logging
import Model
import Storage

extension DaemonOperations {
    nonisolated func silences() async -> [SilenceStatus] {
        let (engine, now) = await engine.moment
        return engine.silenceStatuses(at: now)
    }

    nonisolated func silence(_ id: String) async -> SilenceStatus? {
        let (engine, now) = await engine.moment
        return engine.silence(id).map { SilenceStatus($0, state: engine.state(of: $0, at: now)) }
    }

    nonisolated func silence(_ draft: SilenceDraft) async -> SilenceResult {
        await submit(.silence(draft))
    }

    nonisolated func expireSilence(_ id: String) async -> SilenceResult {
        await submit(.expireSilence(id))
    }

    nonisolated func preview(_ draft: SilenceDraft) async -> Result<SilencePreview, SilenceRefusal> {
        let (engine, now) = await engine.moment
        return engine.preview(draft, at: now)
    }

    private nonisolated func submit(_ event: Event) async -> SilenceResult {
        do {
            switch try await engine.submit(event).silence {
            case .success(let silence): return .done(silence)
            case .failure(let refusal): return .refused(refusal)
            case nil: preconditionFailure("an event about a silence says what became of it")
            }
        } catch {
            logger.error("silence not written", metadata: ["reason": "\(error)"])
            return .failed(error.description)
        }
    }
}
