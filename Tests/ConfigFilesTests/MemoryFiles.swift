import ConfigFiles
import Model

/// Files and environment variables that exist in the test alone.
struct MemoryFiles {
    var files: [String: String] = [:]
    var bytes: [String: [UInt8]] = [:]
    var unreadable: Set<String> = []
    var environment: [String: String] = [:]
    var localZone = Zone.utc
    var now: Timestamp?

    init(_ files: [String: String] = [:], environment: [String: String] = [:]) {
        self.files = files
        self.environment = environment
    }

    var access: FileAccess {
        let contents = files.mapValues { Array($0.utf8) }.merging(bytes) { _, last in last }
        let (unreadable, environment, now) = (unreadable, environment, now)
        let read: @Sendable (String) -> Result<[UInt8], FileAccess.Problem> = { path in
            if unreadable.contains(path) { return .failure(.unreadable("permission denied")) }
            if let content = contents[path] { return .success(content) }
            let isFolder = path == "." || contents.keys.contains { $0.hasPrefix(path + "/") }
            return .failure(isFolder ? .folder : .absent)
        }
        return FileAccess(
            read: read,
            probe: { path in
                if case .failure(let problem) = read(path) { problem } else { nil }
            },
            entries: { folder in
                if unreadable.contains(folder) { return .failure(.unreadable("permission denied")) }
                let prefix = folder == "." ? "" : folder.hasSuffix("/") ? folder : folder + "/"
                var entries: [String: FileAccess.Entry] = [:]
                for path in contents.keys where path.hasPrefix(prefix) && (!prefix.isEmpty || !path.hasPrefix("/")) {
                    let rest = path.dropFirst(prefix.count).split(separator: "/", omittingEmptySubsequences: false)
                    guard let name = rest.first.map(String.init), !name.isEmpty else { continue }
                    entries[name] = FileAccess.Entry(name: name, isFolder: rest.count > 1)
                }
                return entries.isEmpty ? .failure(.absent) : .success(Array(entries.values))
            },
            environment: { environment[$0] },
            localZone: localZone,
            now: { now }
        )
    }
}
