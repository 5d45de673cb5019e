// Full Foundation for files.
import Foundation

/// The repository's own texts, to begin with: fixtures, shipped rules, and the blocks of the documentation.
enum Corpus {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The contents of the files in `folder` whose names end so, by name.
    static func files(in folder: String, suffix: String) throws -> [[UInt8]] {
        let folder = root.appending(path: folder)
        return try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(suffix) }
            .sorted()
            .map { Array(try Data(contentsOf: folder.appending(path: $0))) }
    }

    /// The YAML blocks of that kind in the documentation.
    static func documentation(_ kind: String) throws -> [String] {
        try files(in: "Documentation", suffix: ".md").flatMap { page in
            String(decoding: page, as: UTF8.self).components(separatedBy: "```yaml \(kind)\n").dropFirst().map {
                block in
                block.components(separatedBy: "\n```")[0] + "\n"
            }
        }
    }

    /// What is asked in the script `name` of the tests of expressions.
    static func expressions(in name: String) throws -> [String] {
        let script = root.appending(path: "Tests/ExpressionsTests/Fixtures").appending(path: name)
        return try String(contentsOf: script, encoding: .utf8).split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ", maxSplits: 1)
            guard words.count == 2, ["when", "number", "print", "error"].contains(words[0]) else { return nil }
            return words[1].components(separatedBy: " => ")[0]
        }
    }

    /// The shipped rules with their configuration, as one bundle.
    static func shipped() throws -> [UInt8] {
        let rules = root.appending(path: "rules")
        let names = try FileManager.default.contentsOfDirectory(atPath: rules.path).sorted()
        var text = ""
        for name in names where name.contains(".") {
            text += "-- \(name) --\n" + (try String(contentsOf: rules.appending(path: name), encoding: .utf8))
        }
        return Array(text.utf8)
    }
}
