import Diagnostics
import Foundation
import Testing
import YAML

/// Each `Fixtures/NAME.yaml` gives the diagnostics of `Fixtures/NAME.txt`; `BLESS=1` writes those anew.
struct PictureTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent()
        .appendingPathComponent("Fixtures")

    private static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }()

    @Test(arguments: names)
    func picturesAreAsBlessed(name: String) throws {
        let bytes = Array(try Data(contentsOf: Self.folder.appendingPathComponent(name + ".yaml")))
        let document = YAMLReader.read(bytes: bytes, name: name + ".yaml")
        var diagnostics = document.diagnostics
        if let node = document.node {
            _ = SampleFile.shape.read(node, as: "the file", into: &diagnostics)
        }
        let pictures = DiagnosticRenderer().text(diagnostics.inOrder())
        let expected = Self.folder.appendingPathComponent(name + ".txt")
        if ProcessInfo.processInfo.environment["BLESS"] == "1" {
            try Data(pictures.utf8).write(to: expected)
        }
        #expect(pictures == String(decoding: try Data(contentsOf: expected), as: UTF8.self))
        #expect(diagnostics.allSatisfy { YAMLDiagnostics.ids.contains($0.id) })
    }

    @Test func everyKindOfMistakeHasAPicture() throws {
        // Of a file of 4 MiB no picture is kept.
        var unseen = Set(YAMLDiagnostics.ids).subtracting(["file-too-large"])
        for name in Self.names {
            let pictures = try String(contentsOf: Self.folder.appendingPathComponent(name + ".txt"), encoding: .utf8)
            unseen = unseen.filter { !pictures.contains("[\($0)]") }
        }
        #expect(unseen == [])
    }

    @Test func idsAreSortedAndStandOnce() {
        #expect(YAMLDiagnostics.ids == Set(YAMLDiagnostics.ids).sorted())
    }
}
