package import ConfigFiles
import FoundationEssentials
import Model

extension FileAccess {
    /// The files of this machine and the environment of this process.
    package static let disk = FileAccess(
        read: { path in
            var isFolder = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return .failure(.absent) }
            guard !isFolder else { return .failure(.folder) }
            do {
                return .success(Array(try Data(contentsOf: URL(filePath: path))))
            } catch {
                return .failure(.unreadable(reason(error)))
            }
        },
        entries: { folder in
            let manager = FileManager.default
            guard manager.fileExists(atPath: folder) else { return .failure(.absent) }
            do {
                let entries = try manager.contentsOfDirectory(atPath: folder).map { name in
                    var isFolder = false
                    _ = manager.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder)
                    return Entry(name: name, isFolder: isFolder)
                }
                return .success(entries)
            } catch {
                return .failure(.unreadable(reason(error)))
            }
        },
        environment: { ProcessInfo.processInfo.environment[$0] },
        localZone: Zone(.current)
    )

    /// The system's own words where Foundation has them.
    private static func reason(_ error: any Error) -> String {
        guard let error = error as? CocoaError, let cause = error.underlying else { return String(describing: error) }
        return String(describing: cause)
    }
}
