import Alerting
import Logging
import Model
import Reports
import Storage

extension DaemonOperations {
    nonisolated func incidents(_ state: IncidentState?) async -> IncidentAnswer {
        let (engine, _) = await engine.moment
        let statuses = engine.incidentStatuses.filter { state == nil || $0.record.incident.stateWord == state }
        let list = IncidentList(statuses)
        return .found(text: list.text, json: list.json)
    }

    nonisolated func incident(_ number: Int64) async -> IncidentAnswer {
        let (engine, _) = await engine.moment
        guard let status = engine.incidentStatus(number) else {
            return .unknown(IncidentRefusal.unknown(number).description)
        }
        let report = IncidentReport(status)
        return .found(text: report.text, json: report.json)
    }

    nonisolated func act(_ act: IncidentAct) async -> IncidentAnswer {
        do {
            switch try await engine.submit(.act(act)).incident {
            case .success: return await incident(act.number)
            case .failure(.unknown(let number)): return .unknown(IncidentRefusal.unknown(number).description)
            case .failure(let refusal): return .refused(refusal.description)
            case nil: preconditionFailure("an event about an incident says what became of it")
            }
        } catch {
            logger.error("incident not written", metadata: ["reason": "\(error)"])
            return .failed("nothing was changed: \(error)")
        }
    }

    nonisolated func follow(_ link: IncidentLink, acts: Bool) async -> IncidentLinkAnswer {
        let (_, now) = await engine.moment
        guard now < link.endsAt else {
            logger.warning(
                "link refused: it has ended",
                metadata: ["incident": "\(link.names)", "person": "\(link.person)"]
            )
            return .expired
        }
        for number in acts ? link.incidents : [] {
            // One that is over meanwhile is no mistake of who presses the button.
            if case .failed(let reason) = await act(link.act(on: number)) { return .failed(reason) }
        }
        let (engine, _) = await engine.moment
        return .found(
            link.incidents.map { number in
                let known = engine.incident(number)
                return IncidentLinkAnswer.Line(
                    id: Incident.id(of: number),
                    state: known?.incident.stateWord,
                    summary: known?.summary ?? ""
                )
            }
        )
    }

    nonisolated func noteForgedLink() async {
        logger.warning("link refused: its signature is wrong")
    }
}
