import Diagnostics

/// A file that the daemon works with for as long as it runs.
struct FileUse {
    /// Its path, `-` for standard input.
    let path: String
    /// Whether others may use it, too: it is only read, and can be read more than once.
    let isShared: Bool
    /// What names it, as in `record` of the source `cloud`, for messages.
    let name: String
    /// Where it is named; nil for a default.
    let range: SourceRange?

    /// A file that `key` names.
    init(_ path: String, isShared: Bool, key: String, of source: Name? = nil, at range: SourceRange?) {
        self.path = path
        self.isShared = isShared
        name = "`\(key)`" + (source.map { " of the source \($0.shown)" } ?? "")
        self.range = range
    }

    /// Reports each use of a file that another one before it has for itself.
    static func reportShared(_ uses: [FileUse], _ diagnostics: inout [Diagnostic]) {
        // The first use of each path, and the first that is not shared.
        var first: [String: FileUse] = [:]
        var firstForItself: [String: FileUse] = [:]
        for use in uses {
            if let other = use.isShared ? firstForItself[use.path] : first[use.path], let range = use.range {
                diagnostics.append(.sharedFile(use, at: range, first: other))
            }
            if first[use.path] == nil { first[use.path] = use }
            if !use.isShared, firstForItself[use.path] == nil { firstForItself[use.path] = use }
        }
    }
}
