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
        for (index, use) in uses.enumerated() {
            let first = uses[..<index].first { $0.path == use.path && !($0.isShared && use.isShared) }
            if let first, let range = use.range {
                diagnostics.append(.sharedFile(use, at: range, first: first))
            }
        }
    }
}
