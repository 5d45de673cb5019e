import ConfigFiles
import Logging
import Model
import Outbound
import ServiceLifecycle

/// Shows programs elsewhere that this one lives: a request to each, as long as polls succeed and the database takes
/// writes.
///
/// A heartbeat is no notification: one that does not come is the message, so none is stored or tried again.
struct HeartbeatSender: Service {
    /// How soon it is noticed that polls succeed again.
    private static let pause = Duration.seconds(1)
    private static let timeoutMilliseconds = 10_000
    private static let mostBytes = 4096

    let engine: Engine
    let transport: Transport
    let telemetry: Telemetry
    let logger: Logger
    /// Where heartbeats go, anew after each reload.
    let targets: AsyncStream<[OutgoingHeartbeat]>

    func run() async {
        await withDiscardingTaskGroup { group in
            var current: [OutgoingHeartbeat] = []
            var stops: [AsyncStream<Void>.Continuation] = []
            for await wanted in targets.cancelOnGracefulShutdown() where wanted != current {
                for stop in stops { stop.finish() }
                current = wanted
                stops = wanted.enumerated().map { index, target in
                    let (stopped, stop) = AsyncStream<Void>.makeStream()
                    group.addTask { await send(to: target, number: index, until: stopped) }
                    return stop
                }
            }
            for stop in stops { stop.finish() }
        }
    }

    private func send(to target: OutgoingHeartbeat, number: Int, until stopped: AsyncStream<Void>) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await send(to: target, number: number) }
            group.addTask { for await _ in stopped {} }
            await group.next()
            group.cancelAll()
        }
    }

    private func send(to target: OutgoingHeartbeat, number: Int) async {
        let every = Duration.milliseconds(target.every.milliseconds)
        var held: String?
        while !Task.isCancelled {
            let reason = await engine.reasonToHoldHeartbeats()
            if let reason {
                if reason != held {
                    logger.warning("heartbeat is held back", metadata: metadata(target, number, reason))
                }
            } else {
                await sendOne(to: target, number: number)
            }
            held = reason
            do {
                try await Task.sleep(for: reason == nil ? every : min(every, Self.pause))
            } catch {
                return
            }
        }
    }

    private func sendOne(to target: OutgoingHeartbeat, number: Int) async {
        let outcome = await transport.send(
            HTTPRequest(
                url: target.url.text,
                headers: ["User-Agent": "Callwatch/\(Product.version)"],
                timeoutMilliseconds: Self.timeoutMilliseconds,
                bodyLimit: .truncate(at: Self.mostBytes)
            )
        )
        guard !Task.isCancelled else { return }
        let problem: String? =
            switch outcome {
            case .failed(let failure): failure.message
            case .response(let response):
                (200..<300).contains(response.status) ? nil : "the answer has status \(response.status)"
            }
        telemetry.noteHeartbeat(to: number, succeeded: problem == nil)
        if let problem { logger.warning("heartbeat was not taken", metadata: metadata(target, number, problem)) }
    }

    /// Path and query of the URL may be secret.
    private func metadata(_ target: OutgoingHeartbeat, _ number: Int, _ reason: String) -> Logger.Metadata {
        ["target": "\(number)", "host": "\(target.host)", "reason": "\(reason)"]
    }
}
