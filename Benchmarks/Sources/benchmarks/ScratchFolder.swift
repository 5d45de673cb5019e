import Foundation

/// A folder of its own for the files of one run.
struct ScratchFolder {
    /// Its path.
    let path: String

    /// A new folder among the system's temporary ones.
    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "callwatch-benchmarks-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    /// Removes it with all that is in it.
    func remove() throws {
        try FileManager.default.removeItem(atPath: path)
    }

    /// A new folder in it, of that name.
    func folder(_ name: String) throws -> String {
        try FileManager.default.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
        return "\(path)/\(name)"
    }

    /// Writes a file of that name, whose folder exists, and gives its path.
    func write(_ text: String, to name: String) throws -> String {
        let file = "\(path)/\(name)"
        try text.write(toFile: file, atomically: false, encoding: .utf8)
        return file
    }
}
