import ConfigFiles
import Diagnostics
import Foundation
import Model
import Mustache
import Testing

/// A fixture: the files of one case in one text, each behind a line `-- PATH --`, and the diagnostics they give.
///
/// The part `environment` has lines of `NAME=value`, the part `now` the time. With a part `callwatch.yaml` the configuration is loaded, with
/// parts `*.test.yaml` these, otherwise all rule files in the order they stand. `BLESS=1 swift test` writes what comes out as expected.
struct Picture: CustomTestStringConvertible, Sendable {
    let url: URL

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    static var all: [Picture] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".txt") }.sorted().map { Picture(url: folder.appending(path: $0)) }
    }

    var testDescription: String { url.deletingPathExtension().lastPathComponent }

    private var expectedURL: URL { url.deletingPathExtension().appendingPathExtension("expected") }

    /// The parts of the fixture, in order.
    func parts() throws -> [(name: String, text: String)] {
        var parts: [(name: String, lines: [Substring])] = []
        for line in try String(contentsOf: url, encoding: .utf8).split(
            separator: "\n",
            omittingEmptySubsequences: false
        ) {
            if line.hasPrefix("-- "), line.hasSuffix(" --") {
                parts.append((String(line.dropFirst(3).dropLast(3)), []))
            } else if !parts.isEmpty {
                parts[parts.count - 1].lines.append(line)
            }
        }
        return parts.map { ($0.name, $0.lines.joined(separator: "\n")) }
    }

    /// What loading the fixture's files says.
    func diagnostics() throws -> [Diagnostic] {
        let parts = try parts()
        var memory = MemoryFiles()
        for part in parts where part.name != "environment" { memory.files[part.name] = part.text }
        if let now = memory.files.removeValue(forKey: "now") {
            memory.now = Timestamp(rfc3339: now.filter { !$0.isNewline })
        }
        for line in parts.first(where: { $0.name == "environment" })?.text.split(separator: "\n") ?? [] {
            let pair = line.split(separator: "=", maxSplits: 1)
            memory.environment[String(pair[0])] = pair.count > 1 ? String(pair[1]) : ""
        }
        if memory.files["callwatch.yaml"] != nil {
            return ConfigurationFiles.load("callwatch.yaml", files: memory.access).diagnostics
        }
        let testFiles = parts.map(\.name).filter { $0.hasSuffix(".test.yaml") }
        if !testFiles.isEmpty {
            return TestFiles.load(testFiles, files: memory.access).flatMap(\.diagnostics).inOrder()
        }
        let ruleFiles = parts.map(\.name).filter { $0.hasSuffix(".rules.yaml") }
        return RuleFiles.load(ruleFiles, files: memory.access).diagnostics
    }

    /// Compares what comes out with what is expected, or writes it.
    func check() throws {
        let text = DiagnosticRenderer().text(try diagnostics())
        if ProcessInfo.processInfo.environment["BLESS"] == "1" {
            try text.write(to: expectedURL, atomically: true, encoding: .utf8)
        }
        let expected = try String(contentsOf: expectedURL, encoding: .utf8)
        #expect(text == expected)
    }
}

struct PictureTests {
    @Test(arguments: Picture.all)
    func diagnosticsAreAsPictured(_ picture: Picture) throws {
        try picture.check()
    }

    @Test func everyDiagnosticHasAPicture() throws {
        let ids = try Picture.all.flatMap { try $0.diagnostics() }.map(\.id)
        let missing = Set(ConfigFilesDiagnostics.ids + MustacheDiagnostics.ids).subtracting(ids)
        #expect(missing.isEmpty)
        #expect(ConfigFilesDiagnostics.ids == ConfigFilesDiagnostics.ids.sorted())
    }
}
