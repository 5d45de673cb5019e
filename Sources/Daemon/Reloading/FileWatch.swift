import FoundationEssentials
import ServiceLifecycle

/// Reloads when the configuration's files have changed and then stayed as they are for half a second.
struct FileWatch: Service {
    private static let pause = Duration.milliseconds(250)
    private static let calm = Duration.milliseconds(500)

    let reloader: Reloader
    /// What shows that a file is another than before.
    private struct Stamp: Hashable {
        let path: String
        let modified: Date?
        let size: Int?
    }

    func run() async {
        await cancelWhenGracefulShutdown {
            var known = await stamps()
            while await Self.sleep(Self.pause) {
                var now = await stamps()
                guard now != known else { continue }
                // An editor writes in several steps; what is read between them would be half a file.
                var before: [Stamp] = []
                while now != before {
                    before = now
                    guard await Self.sleep(Self.calm) else { return }
                    now = await stamps()
                }
                _ = await reloader.reload()
                // A reload may look at other files than the one before; what changed meanwhile is still a change.
                let read = Dictionary(now.map { ($0.path, $0) }) { first, _ in first }
                known = await stamps().map { read[$0.path] ?? $0 }
            }
        }
    }

    private static func sleep(_ duration: Duration) async -> Bool {
        do {
            try await Task.sleep(for: duration)
            return true
        } catch {
            return false
        }
    }

    private func stamps() async -> [Stamp] {
        await reloader.watched.map { path in
            // A file that is gone has no attributes, and that is a change too.
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            return Stamp(
                path: path,
                modified: attributes?[.modificationDate] as? Date,
                size: attributes?[.size] as? Int
            )
        }
    }
}
