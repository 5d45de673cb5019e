import FoundationEssentials

/// A folder for one run that nobody else may look into.
struct ScratchFolder: Sendable {
    let path: String

    /// Makes one in the system's folder for temporary files.
    init() throws {
        let temporary = FileManager.default.temporaryDirectory.path
        path = "\(temporary)/callwatch-demo-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
    }

    /// Writes a file, readable by its owner, and gives its path.
    func write(_ text: String, to name: String) throws -> String {
        let file = "\(path)/\(name)"
        try Data(text.utf8).write(to: URL(filePath: file))
        return file
    }

    /// Removes it with all that is in it.
    func remove() {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            Console.message("\(path) was not removed: \(error)")
        }
    }
}
