import Alerting
import Model
import Synchronization
import TestSupport

/// A real engine behind the server, without a daemon: its time stands still 100 seconds after the tests' beginning.
///
/// Callers wait at two codes, and the alerts of both have been told.
final class EngineOperations: Operations {
    private static let now = Timestamp.at(100)
    /// The key of the one sender of events.
    static let routingKey = "0123456789abcdef"

    private let bench: Mutex<EngineBench>
    /// How many links were refused as their signature was wrong.
    let forgedLinks = Mutex(0)
    /// Why nothing can be written; nil while everything can.
    private let failure: String?

    init(
        _ policy: SilencePolicy = SilencePolicy(),
        intervals: [NamedInterval] = [],
        failure: String? = nil,
        onCall: OnCallDirectory = OnCallDirectory(),
        escalation: String? = nil
    ) throws {
        var configuration =
            try AlertConfiguration
            .of(
                [ReferenceRule("Backlog", when: "queueCallCount above 10")],
                route: .root(
                    "ops",
                    escalation: escalation,
                    [.child([Matcher("innoId", equals: "2")], receiver: "duty", groupBy: .all)]
                ),
                receivers: [.webhook("ops"), .webhook("duty")],
                timeIntervals: intervals,
                silences: policy,
                onCall: onCall
            )
        configuration.routingKeys = [
            RoutingKey(name: "checkout", keys: [Secret(Self.routingKey)], labels: ["team": "shop"])
        ]
        configuration.heartbeats = [Heartbeat(name: "nightly", every: .days(1), grace: .zero)]
        var bench = try EngineBench(configuration)
        bench.poll(0, [1: 20, 2: 30, 3: 0])
        bench.poll(60, [1: 21, 2: 31, 3: 0])
        self.bench = Mutex(bench)
        self.failure = failure
    }

    func reasonNotReady() async -> String? { nil }
    func reload() async -> ReloadResult { .done }
    func metrics() async -> String { "" }
    func explain(_ question: ExplanationQuestion) async -> ExplanationResult { .nothing("nothing") }

    func silences() async -> [SilenceStatus] { bench.withLock { $0.engine.silenceStatuses(at: Self.now) } }

    func silence(_ id: String) async -> SilenceStatus? {
        bench.withLock { bench in
            bench.engine.silence(id).map { SilenceStatus($0, state: bench.engine.state(of: $0, at: Self.now)) }
        }
    }

    func silence(_ draft: SilenceDraft) async -> SilenceResult { handle(.silence(draft)) }
    func expireSilence(_ id: String) async -> SilenceResult { handle(.expireSilence(id)) }

    func preview(_ draft: SilenceDraft) async -> Result<SilencePreview, SilenceRefusal> {
        bench.withLock { $0.engine.preview(draft, at: Self.now) }
    }

    func alerts() async -> [AlertStatus] { bench.withLock { $0.engine.alertStatuses(at: Self.now) } }
    func alertGroups() async -> [AlertGroupStatus] { bench.withLock { $0.engine.alertGroupStatuses(at: Self.now) } }

    func status() async -> ServiceStatus {
        ServiceStatus(
            version: "1.2.3",
            startedAt: .at(0),
            receivers: ["duty", "ops"],
            configuration: "route:\n  receiver: ops\n"
        )
    }

    private func handle(_ event: Event) -> SilenceResult {
        if let failure { return .failed(failure) }
        return bench.withLock { bench in
            bench.handle(event, at: Self.now)
            switch bench.silence {
            case .success(let silence): return .done(silence)
            case .failure(let refusal): return .refused(refusal)
            case nil: preconditionFailure("nothing became of a silence")
            }
        }
    }
}

/// What is told from elsewhere.
extension EngineOperations {
    func post(_ alerts: [PostedAlert]) async -> PostResult { result(of: .posted(alerts)) }
    func page(_ event: PagerEvent) async -> PostResult { result(of: .paged(event)) }

    func routing(of key: String) async -> String? {
        bench.withLock { $0.engine.configuration.routing(of: key)?.name }
    }

    func heartbeat(_ name: String) async -> HeartbeatResult {
        bench.withLock { bench in
            guard bench.engine.configuration.heartbeats.contains(where: { $0.name == name }) else { return .unknown }
            bench.handle(.heartbeat(name), at: Self.now)
            return .done
        }
    }

    private func result(of event: Event) -> PostResult {
        if let failure { return .failed(failure) }
        return bench.withLock { bench in
            bench.handle(event, at: Self.now)
            return bench.postMistakes.isEmpty ? .taken : .refused(bench.postMistakes)
        }
    }
}

/// What the routes of incidents need: those of the engine, their time.
extension EngineOperations {
    func incidents(_ state: IncidentState?) async -> IncidentAnswer {
        bench.withLock { bench in
            let known = bench.engine.incidents.filter { state == nil || $0.incident.stateWord == state }
            let names = known.map(\.incident.id).joined(separator: " ")
            return .found(text: names + "\n", json: "[\"\(names)\"]")
        }
    }

    func incident(_ number: Int64) async -> IncidentAnswer {
        bench.withLock { Self.answer($0, number) }
    }

    func act(_ act: IncidentAct) async -> IncidentAnswer {
        if let failure { return .failed(failure) }
        return bench.withLock { bench in
            bench.handle(.act(act), at: Self.now)
            switch bench.incident {
            case .success: return Self.answer(bench, act.number)
            case .failure(.unknown(let number)): return .unknown(IncidentRefusal.unknown(number).description)
            case .failure(let refusal): return .refused(refusal.description)
            case nil: preconditionFailure("nothing became of an incident")
            }
        }
    }

    func follow(_ link: IncidentLink, acts: Bool) async -> IncidentLinkAnswer {
        guard Self.now < link.endsAt else { return .expired }
        for number in acts ? link.incidents : [] {
            if case .failed(let reason) = await act(link.act(on: number)) { return .failed(reason) }
        }
        return bench.withLock { bench in
            .found(
                link.incidents.map { number in
                    let known = bench.engine.incident(number)
                    return IncidentLinkAnswer.Line(
                        id: Incident.id(of: number),
                        state: known?.incident.stateWord,
                        summary: known?.summary ?? ""
                    )
                }
            )
        }
    }

    func noteForgedLink() async { forgedLinks.withLock { $0 += 1 } }

    private static func answer(_ bench: EngineBench, _ number: Int64) -> IncidentAnswer {
        guard let known = bench.engine.incident(number) else {
            return .unknown(IncidentRefusal.unknown(number).description)
        }
        let log = known.log.map { "\($0.at.testText) \($0.text)\n" }.joined()
        return .found(text: log, json: "{}")
    }
}

/// What the page's routes need, which other tests look at.
extension EngineOperations {
    func page(_ view: PageView, for visitor: PageVisitor) async -> PageAnswer { .page(.found, []) }
    func submit(_ submission: PageSubmission, by visitor: PageVisitor) async -> PageAnswer { .page(.refused, []) }
    func liveSections(maySilence: Bool) async -> [LiveSection] { [] }
    func pageChanges() async -> AsyncStream<Void> { AsyncStream { $0.finish() } }
    func asset(_ asset: PageAsset) -> String { "" }
    func history(_ question: HistoryQuestion) async -> HistoryAnswer { .failed("there is no store") }
}

/// What the outbox's routes need, which other tests look at.
extension EngineOperations {
    func sources() async -> String { "{}" }
    func deliveries(_ question: DeliveryQuestion) async -> DeliveryAnswer { .unknown("there is no outbox") }
    func retryDelivery(_ id: String) async -> DeliveryAnswer { .unknown("there is no outbox") }
    func retryDeadLetters(of receiver: String) async -> DeliveryAnswer { .unknown("there is no outbox") }
    func dropDelivery(_ id: String) async -> DeliveryAnswer { .unknown("there is no outbox") }
}
