import ConfigFiles

extension FileAccess {
    /// Files that are nowhere but here, by their paths.
    static func memory(_ contents: [String: [UInt8]]) -> FileAccess {
        FileAccess(
            read: { path in contents[path].map { .success($0) } ?? .failure(.absent) },
            probe: { contents[$0] == nil ? .absent : nil },
            entries: { _ in .failure(.absent) },
            environment: { _ in nil }
        )
    }
}
