import Alerting
import ContactCentre
import Logging
import Model
import Outbound
import Storage

/// Polls one source for as long as its task lives, and hands every poll to the engine.
struct SourceRunner: Sendable {
    let settings: SourceSettings
    let engine: Engine
    let transport: Transport
    let clock: SteadyClock
    let telemetry: Telemetry
    let logger: Logger

    /// Runs until its task is cancelled, or the recording ends.
    func run() async {
        switch settings.origin {
        case .contactCentre(let centre): await runContactCentre(centre)
        case .recording(let path): await runRecording(path)
        }
    }

    private func runContactCentre(_ centre: ContactCentreSettings) async {
        let client: ContactCentreClient
        do {
            client = try ContactCentreClient(
                source: settings.name,
                timeout: settings.timeout,
                settings: centre,
                transport: transport
            )
        } catch {
            // The configuration's check found nothing wrong with it, so this is said loudly; `SourceDown` follows.
            logger.critical("source cannot be polled", metadata: ["source": "\(settings.name)", "reason": "\(error)"])
            return
        }
        let recorder = Recorder(settings, logger: logger)
        var schedule = PollSchedule(every: settings.interval, from: clock.now())
        var skipped = 0
        while !Task.isCancelled {
            let start = ContinuousClock.now
            guard let poll = try? await client.poll(now: clock.now) else { break }
            recorder?.append(poll)
            await handle(poll, took: ContinuousClock.now - start, skipped: skipped)
            let next = schedule.next(after: clock.now())
            skipped = next.skipped
            if skipped > 0 {
                logger.warning(
                    "cycle took longer than the interval",
                    metadata: ["source": "\(settings.name)", "skipped": "\(skipped)"]
                )
            }
            guard await sleep(until: next.at) else { break }
        }
    }

    /// Sleeps in steps, so that a clock that is set forward is noticed; false once the task is cancelled.
    private func sleep(until time: Timestamp) async -> Bool {
        while true {
            let rest = time - clock.now()
            guard rest > .zero else { return !Task.isCancelled }
            let step = min(rest, .seconds(1))
            do {
                try await Task.sleep(for: .milliseconds(step.milliseconds), tolerance: .zero, clock: .continuous)
            } catch {
                return false
            }
        }
    }

    private func runRecording(_ path: String) async {
        do {
            var reader = RecordingReader(files: [path], source: settings.name)
            let recorder = Recorder(settings, logger: logger)
            while !Task.isCancelled, let poll = try reader.next() {
                recorder?.append(poll)
                await handle(poll, took: .zero, skipped: 0)
            }
            logger.info("recording ended", metadata: ["source": "\(settings.name)"])
        } catch {
            logger.error("recording cannot be read", metadata: ["source": "\(settings.name)", "reason": "\(error)"])
        }
    }

    private func handle(_ poll: Poll, took duration: Duration, skipped: Int) async {
        for failure in poll.failures {
            logger.warning(
                "request failed",
                metadata: [
                    "source": "\(settings.name)", "reason": "\(failure.reason.rawValue)", "ccId": "\(failure.ccId)",
                    "vdn": "\(failure.vdn)", "detail": "\(failure.message)",
                ]
            )
        }
        var isWritten = true
        do {
            try await engine.submit(.poll(poll))
        } catch {
            // Nothing has changed; the next poll decides anew over all that still holds.
            isWritten = false
            logger.error("poll was not written", metadata: ["source": "\(settings.name)", "reason": "\(error)"])
        }
        telemetry.note(poll, took: duration, skipped: skipped, isWritten: isWritten)
    }
}
