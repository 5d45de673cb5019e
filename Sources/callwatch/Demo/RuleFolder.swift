import FoundationEssentials

/// A folder with rule files, and perhaps a table of labels for the access codes.
struct RuleFolder: Sendable {
    /// Why there is none.
    struct NotFound: Error, CustomStringConvertible {
        let description: String
    }

    private static let ending = ".rules.yaml"
    private static let catalogName = "access-codes.csv"

    /// Its absolute path.
    let path: String
    /// The names of the rule files, sorted.
    let files: [String]
    /// The path of the table, if there is one.
    let catalog: String?

    /// The folder that was asked for, else `rules` in the current folder, else the one that came with the program.
    static func find(
        _ given: String?,
        from working: String = FileManager.default.currentDirectoryPath,
        executable: String? = ownExecutable
    ) throws(NotFound) -> RuleFolder {
        let candidates = given.map { [$0] } ?? ["rules"] + besides(executable)
        for path in candidates {
            if let folder = RuleFolder(path.hasPrefix("/") ? path : "\(working)/\(path)") { return folder }
        }
        guard let given else {
            throw NotFound(
                description: """
                    no folder of *\(ending) files in \(candidates.joined(separator: ", ")); \
                    start the demo in a folder that has `rules`, or name one with --rules DIR
                    """
            )
        }
        throw NotFound(description: "no *\(ending) file in \(given); name a folder of rule files with --rules DIR")
    }

    /// The folder at `path` if it holds rule files.
    private init?(_ path: String) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else { return nil }
        files = names.filter { $0.hasSuffix(Self.ending) && !$0.hasPrefix(".") }.sorted()
        guard !files.isEmpty else { return nil }
        self.path = path
        catalog = names.contains(Self.catalogName) ? "\(path)/\(Self.catalogName)" : nil
    }

    /// Beside the program, and where an installation puts what programs share.
    private static func besides(_ executable: String?) -> [String] {
        guard let executable, let slash = executable.lastIndex(of: "/") else { return [] }
        let folder = executable[..<slash]
        return ["\(folder)/rules", "\(folder)/../share/callwatch/rules"]
    }

    /// The path of the running program, links followed.
    static var ownExecutable: String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    }
}
