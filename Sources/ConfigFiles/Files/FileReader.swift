import Diagnostics
import Model
import YAML

/// Reads each file once, and remembers what was asked for.
final class FileReader {
    private let access: FileAccess
    private var contents: [String: Result<[UInt8], FileAccess.Problem>] = [:]
    private var listings: [String: Result<[FileAccess.Entry], FileAccess.Problem>] = [:]

    init(_ access: FileAccess) {
        self.access = access
    }

    /// The paths of what was read or asked for.
    var files: [String] { contents.keys.sorted() }

    /// The paths of the folders that were looked into.
    var folders: [String] { listings.keys.sorted() }

    /// The content of the file at `path`.
    func read(_ path: String) -> Result<[UInt8], FileAccess.Problem> {
        if let known = contents[path] { return known }
        let content = access.read(path)
        contents[path] = content
        return content
    }

    /// Why the file at `path` could not be read; it is not, and no change of it is one of the configuration.
    func probe(_ path: String) -> FileAccess.Problem? {
        access.probe(path)
    }

    /// The value of an environment variable.
    func environment(_ name: String) -> String? {
        access.environment(name)
    }

    /// The time; nil where nothing depends on it.
    var now: Timestamp? { access.now() }

    /// The time zone of the machine.
    var localZone: Zone { access.localZone }

    /// What is in the folder at `path`, by name.
    func entries(of path: String) -> Result<[FileAccess.Entry], FileAccess.Problem> {
        if let known = listings[path] { return known }
        let entries = access.entries(path).map { entries in
            entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        }
        listings[path] = entries
        return entries
    }

    /// The files whose paths match `pattern`, by name; folders that cannot be read have none.
    func files(matching pattern: Glob) -> [String] {
        var folders = [pattern.root]
        for (index, segment) in pattern.segments.enumerated() {
            let isLast = index == pattern.segments.count - 1
            var next: [String] = []
            for folder in folders {
                guard let entries = try? entries(of: folder.isEmpty ? "." : folder).get() else { continue }
                for entry in entries where entry.isFolder != isLast && segment.matches(entry.name) {
                    next.append(FilePath.join(folder, entry.name))
                }
            }
            folders = next
        }
        return folders
    }
}

extension FileReader {
    /// The text of the file at `path`, one line end at its end cut off.
    func text(_ path: String) -> Result<String, FileAccess.Problem> {
        read(path).flatMap { bytes in
            guard var text = String(validating: bytes, as: UTF8.self) else {
                return .failure(.unreadable("it is not UTF-8"))
            }
            // A line end of two characters is one Character.
            if text.last == "\n" || text.last == "\r\n" { text.removeLast() }
            return .success(text)
        }
    }

    /// The files that `name` means, a plain name or a pattern, as seen from the file in which it stands.
    func files(named name: Node.Scalar, _ diagnostics: inout [Diagnostic]) -> [String] {
        let path = FilePath.resolve(name.text.text, at: name.range)
        guard let pattern = Glob(path) else { return [path] }
        let files = files(matching: pattern)
        if files.isEmpty { diagnostics.append(.noMatch(name.shown, at: name.range)) }
        return files
    }
}
