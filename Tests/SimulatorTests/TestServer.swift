import Foundation
import Logging
import Model
import Simulator
import Synchronization

/// A clock that stands still until a test moves it.
final class ManualClock: Sendable {
    private let now = Mutex(Duration.zero)

    func advance(to elapsed: Duration) {
        now.withLock { $0 = elapsed }
    }

    var simulatorClock: SimulatorClock {
        SimulatorClock(
            elapsed: { self.now.withLock { $0 } },
            now: { Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded())) }
        )
    }
}

/// Tells a test what the server logs.
struct LogListener: LogHandler {
    let messages: AsyncStream<String>.Continuation
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        messages.yield("\(event.message) \(event.metadata?["kinds"]?.description ?? "")")
    }
}

extension SimulatorOptions {
    /// Everybody let in, any free port, an early hour; everything else as it is unless `change` says otherwise.
    ///
    /// The model lives through its day up to the hour it starts at, so a late one makes every test slow.
    static func open(_ change: (inout SimulatorOptions) -> Void = { _ in }) -> SimulatorOptions {
        var options = SimulatorOptions()
        options.listen.port = 0
        options.authentication = .none
        options.content = .model(timeOfDay: .seconds(600))
        change(&options)
        return options
    }
}

/// A logger that says nothing.
let silentLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// The object that a text of JSON is.
func object(_ json: String) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any] ?? [:]
}
