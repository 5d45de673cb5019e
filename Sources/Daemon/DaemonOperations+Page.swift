import Alerting
import Logging
import Model
import Reports
import Storage

/// The page in a browser. Pages are made of a view of the engine, apart from it and from this actor.
extension DaemonOperations {
    /// How many rows of the outbox a page looks through for those that fail.
    private static let mostDeliveries = 100

    nonisolated func page(_ view: PageView, for visitor: PageVisitor) async -> PageAnswer {
        let engineView = await engine.view
        let page = StatusPage(statusView(engineView), for: visitor)
        do {
            switch view {
            case .now(let alert): return .page(.found, page.now(alert: alert))
            case .alert(let text): return try alert(text, engineView, page)
            case .rules: return .page(.found, page.rules())
            case .silences(let changed): return .page(.found, page.silences(changed: changed))
            case .newSilence(let text): return newSilence(of: text, engineView, page)
            case .deliveries:
                let dead = try store.deliveries(state: .dead, limit: Self.mostDeliveries)
                let pending = try store.deliveries(state: .pending, limit: Self.mostDeliveries)
                return .page(.found, page.deliveries(dead: dead, pending: pending))
            case .history(let question):
                return .page(.found, page.history(try store.history(question), of: question))
            case .unknown(let reason): return .page(.notFound, page.apology("There is nothing here", reason))
            }
        } catch {
            logger.error("page was not made", metadata: ["reason": "\(error)"])
            return .page(.failed, page.apology("This cannot be shown", error.description))
        }
    }

    nonisolated func liveSections(maySilence: Bool) async -> [LiveSection] {
        let visitor = PageVisitor(maySilence: maySilence, name: nil, formToken: "")
        return StatusPage(statusView(await engine.view), for: visitor).liveSections()
    }

    nonisolated func pageChanges() async -> AsyncStream<Void> { viewChanges.stream() }

    nonisolated func asset(_ asset: PageAsset) -> String {
        switch asset {
        case .style: "\(StatusPage.style)"
        case .script: "\(StatusPage.script)"
        case .icon: "\(StatusPage.icon)"
        }
    }

    nonisolated func history(_ question: HistoryQuestion) async -> HistoryAnswer {
        do {
            return .found(json: HistoryList(try store.history(question)).json)
        } catch {
            logger.error("history cannot be read", metadata: ["reason": "\(error)"])
            return .failed("history cannot be read: \(error)")
        }
    }

    nonisolated func statusView(_ view: EngineView) -> StatusView {
        var backlog: [StatusView.Backlog] = []
        var failure = view.storeFailure
        do {
            backlog = try store.backlog().map { receiver in
                StatusView.Backlog(receiver: receiver.receiver, pending: receiver.pending, oldest: receiver.oldest)
            }
        } catch {
            logger.error("outbox cannot be read", metadata: ["reason": "\(error)"])
            failure = failure ?? error.description
        }
        return StatusView(
            engine: view.engine,
            now: view.now,
            cycles: view.cycles,
            recent: view.recent,
            backlog: backlog,
            storeFailure: failure,
            version: Product.version
        )
    }

    // MARK: One alert

    private nonisolated func alert(
        _ text: String,
        _ view: EngineView,
        _ page: StatusPage
    ) throws(StorageError) -> PageAnswer {
        guard let fingerprint = Fingerprint(parsing: text) else {
            let reason = "`\(text)` is no fingerprint of an alert; a notification's link has 16 digits, 0 to f."
            return .page(.notFound, page.apology("There is no such alert", reason))
        }
        let past = try store.history(of: fingerprint, limit: Explanation.mostLines).map(\.entry)
        guard let explanation = try explanation(of: fingerprint, past: past, view) else {
            guard !past.isEmpty else {
                return .page(.notFound, page.unknownAlert(fingerprint))
            }
            return .page(.found, page.pastAlert(fingerprint, past))
        }
        return .page(.found, page.explanation(explanation))
    }

    /// The explanation of an alert: of one that is pending or fires, or, by the labels that it had, of one that is over.
    private nonisolated func explanation(
        of fingerprint: Fingerprint,
        past: [HistoryEntry],
        _ view: EngineView
    ) throws(StorageError) -> Explanation? {
        var found = view.explainer.explanation(of: fingerprint)
        if found == nil, let labels = past.first?.labels, let name = labels["alertname"] {
            let matchers = labels.without("severity").without("alertname").pairs.map { pair in
                Matcher(pair.name, equals: pair.value)
            }
            if case .found(let list) = view.explainer.answer(ExplanationQuestion(alert: name, matchers: matchers)) {
                found = list.explanations.first { $0.fingerprint == fingerprint }
            }
        }
        guard let found else { return nil }
        var list = ExplanationList(explanations: [found], others: [], otherCount: 0)
        try store.complete(&list)
        return list.explanations.first
    }
}
