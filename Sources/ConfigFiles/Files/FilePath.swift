import Diagnostics

/// Paths as texts, with `/` between their parts.
enum FilePath {
    /// The folder of the file at `path`, empty for the working folder.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// `path` as seen from `folder`, without `.` and `..`; an absolute path stays where it is.
    ///
    /// As Go's `filepath.Join`, on which Alertmanager builds: `..` takes away what is written before it.
    static func join(_ folder: String, _ path: String) -> String {
        let whole = folder.isEmpty || path.hasPrefix("/") ? path : "\(folder)/\(path)"
        var parts: [Substring] = []
        for part in whole.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else if part != ".." || !whole.hasPrefix("/") {
                parts.append(part)
            }
        }
        let joined = parts.joined(separator: "/")
        if whole.hasPrefix("/") { return "/" + joined }
        return joined.isEmpty ? "." : joined
    }

    /// `path` as meant by the file in which `range` lies.
    static func resolve(_ path: String, at range: SourceRange) -> String {
        join(folder(of: range.file.name), path)
    }
}
