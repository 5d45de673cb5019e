import Alerting
import Model

/// An engine that answers nothing but what a test has it answer.
protocol SilentOperations: Operations {}

extension SilentOperations {
    func reasonNotReady() async -> String? { nil }
    func reload() async -> ReloadResult { .done }
    func metrics() async -> String { "" }
    func explain(_ question: ExplanationQuestion) async -> ExplanationResult { .nothing("nothing") }
    func sources() async -> String { "{}" }
    func silences() async -> [SilenceStatus] { [] }
    func silence(_ id: String) async -> SilenceStatus? { nil }
    func silence(_ draft: SilenceDraft) async -> SilenceResult { .failed("nothing") }
    func expireSilence(_ id: String) async -> SilenceResult { .refused(.unknownSilence(id)) }
    func preview(_ draft: SilenceDraft) async -> Result<SilencePreview, SilenceRefusal> { .failure(.endsInThePast) }
    func alerts() async -> [AlertStatus] { [] }
    func alertGroups() async -> [AlertGroupStatus] { [] }

    func status() async -> ServiceStatus {
        ServiceStatus(version: "0", startedAt: Timestamp(milliseconds: 0), receivers: [], configuration: "")
    }

    func deliveries(_ question: DeliveryQuestion) async -> DeliveryAnswer { .unknown("nothing") }
    func post(_ alerts: [PostedAlert]) async -> PostResult { .failed("nothing") }
    func routing(of key: String) async -> String? { nil }
    func page(_ event: PagerEvent) async -> PostResult { .failed("nothing") }
    func heartbeat(_ name: String) async -> HeartbeatResult { .unknown }
    func retryDelivery(_ id: String) async -> DeliveryAnswer { .unknown("nothing") }
    func retryDeadLetters(of receiver: String) async -> DeliveryAnswer { .unknown("nothing") }
    func dropDelivery(_ id: String) async -> DeliveryAnswer { .unknown("nothing") }
    func incidents(_ state: IncidentState?) async -> IncidentAnswer { .failed("nothing") }
    func incident(_ number: Int64) async -> IncidentAnswer { .unknown("nothing") }
    func act(_ act: IncidentAct) async -> IncidentAnswer { .failed("nothing") }
    func follow(_ link: IncidentLink, acts: Bool) async -> IncidentLinkAnswer { .expired }
    func noteForgedLink() async {}
    func page(_ view: PageView, for visitor: PageVisitor) async -> PageAnswer { .page(.found, []) }
    func submit(_ submission: PageSubmission, by visitor: PageVisitor) async -> PageAnswer { .page(.refused, []) }
    func history(_ question: HistoryQuestion) async -> HistoryAnswer { .found(json: #"{"history":[],"next":null}"#) }
    func liveSections(maySilence: Bool) async -> [LiveSection] { [] }
    func pageChanges() async -> AsyncStream<Void> { AsyncStream { $0.finish() } }
    func asset(_ asset: PageAsset) -> String { "\(asset)" }
}
