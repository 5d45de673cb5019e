import Diagnostics

/// Paths as texts, with `/` between their parts.
enum FilePath {
    /// The folder of the file at `path`, empty for the working folder.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// `path` as seen from `folder`; an absolute path stays as it is.
    static func join(_ folder: String, _ path: String) -> String {
        if folder.isEmpty || path.hasPrefix("/") { return path }
        return folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
    }

    /// `path` as meant by the file in which `range` lies.
    static func resolve(_ path: String, at range: SourceRange) -> String {
        join(folder(of: range.file.name), path)
    }
}
