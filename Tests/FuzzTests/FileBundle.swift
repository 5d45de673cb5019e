import ConfigFiles
import Model

/// Several files in one text, each behind a line `-- PATH --`, as the fixtures of ConfigFiles have them.
struct FileBundle {
    /// The files in the order they stand; of two of one name the later.
    private(set) var names: [String] = []
    private var contents: [String: [UInt8]] = [:]

    init(_ bytes: [UInt8]) {
        var name: String?
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if line.starts(with: "-- ".utf8), line.reversed().starts(with: " --".utf8.reversed()), line.count > 6 {
                let path = String(decoding: line.dropFirst(3).dropLast(3), as: UTF8.self)
                if contents.updateValue([], forKey: path) == nil { names.append(path) }
                name = path
            } else if let name {
                contents[name, default: []] += line + [UInt8(ascii: "\n")]
            }
        }
    }

    init(files: [String: [UInt8]]) {
        names = files.keys.sorted()
        contents = files
    }

    /// Access to the files, as if they were all in one place.
    var access: FileAccess {
        let contents = contents
        let read: @Sendable (String) -> Result<[UInt8], FileAccess.Problem> = { path in
            contents[path].map { .success($0) } ?? .failure(path == "." ? .folder : .absent)
        }
        return FileAccess(
            read: read,
            probe: { path in
                if case .failure(let problem) = read(path) { problem } else { nil }
            },
            entries: { folder in
                guard folder == "." else { return .failure(.absent) }
                return .success(contents.keys.filter { !$0.contains("/") }.map { FileAccess.Entry(name: $0) })
            },
            environment: { name in name == "A" ? "one" : nil }
        )
    }
}
