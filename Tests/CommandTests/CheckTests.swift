// Full Foundation for JSONSerialization, which reads what is printed.
import Foundation
import Testing

/// What `check` shows besides mistakes: previews of receivers and ways through the routing tree, in `Fixtures/check`.
@Suite(.timeLimit(.minutes(2)))
struct CheckTests {
    /// One case: the arguments behind `$ callwatch check`, and what the command printed with its exit status.
    private struct Picture {
        var arguments: [String]
        var expected: String
    }

    private static let file = URL(filePath: fixture("check/pictures.txt"))
    private static let prompt = "$ callwatch check "

    private static let pictures: [Picture] = {
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        var pictures: [Picture] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if line.hasPrefix(prompt) {
                let arguments = line.dropFirst(prompt.count).split(separator: " ").map(String.init)
                pictures.append(Picture(arguments: arguments, expected: ""))
            } else if !pictures.isEmpty {
                pictures[pictures.count - 1].expected += line + "\n"
            }
        }
        return pictures
    }()

    private func check(_ arguments: String...) async throws -> Command.Outcome {
        try await Command.run(["check", "--config", "callwatch.yaml"] + arguments, in: fixture("check"))
    }

    private static func output(_ picture: Picture) async throws -> String {
        let outcome = try await Command.run(
            ["check", "--config", "callwatch.yaml"] + picture.arguments,
            in: fixture("check")
        )
        #expect(outcome.messages.isEmpty, "\(outcome.messages)")
        return outcome.output + "exit \(outcome.status)\n"
    }

    /// `BLESS=1` writes the pictures anew.
    @Test func whatIsShownIsAsPictured() async throws {
        #expect(Self.pictures.count > 5)
        if ProcessInfo.processInfo.environment["BLESS"] == "1" {
            var text = ""
            for picture in Self.pictures {
                text += Self.prompt + picture.arguments.joined(separator: " ") + "\n"
                text += try await Self.output(picture)
            }
            try text.write(to: Self.file, atomically: true, encoding: .utf8)
            return
        }
        for picture in Self.pictures { #expect(try await Self.output(picture) == picture.expected) }
    }

    @Test func nothingSecretIsShown() async throws {
        for receiver in ["ops", "voice", "duty"] {
            let outcome = try await check("--render", receiver)
            #expect(outcome.status == 0)
            #expect(!outcome.output.contains("secret-path"))
        }
    }

    @Test func previewsForProgramsAreJSON() async throws {
        let outcome = try await check("--render", "ops", "--format", "json")
        let read = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        #expect(read?["receiver"] as? String == "ops")
        let integrations = try #require(read?["integrations"] as? [[String: Any]])
        #expect(integrations.map { $0["integration"] as? String } == ["webhook[0]", "email[0]"])
        let mail = try #require(integrations[1]["parts"] as? [[String: String]])
        #expect(mail.map { $0["name"] } == ["subject", "text", "html"])
    }

    @Test func receiversThatAreNotThereAreAFault() async throws {
        let outcome = try await check("--render", "opps")
        #expect(outcome.status == 1)
        #expect(outcome.messages == "error: the configuration has no receiver `opps`; did you mean `ops`?\n")
        let empty = try await check("--render", "")
        #expect(empty.status == 1)
        let names = "`duty`, `nobody`, `ops`, `sales`, `voice`"
        #expect(empty.messages == "error: the configuration has no receiver ``; it has \(names)\n")
    }

    @Test(arguments: [
        ["--route", "severity"], ["--route", "a=b", "--render", "ops"], ["--at", "2026-11-22T12:00:00Z"],
        ["--route", "=b"], ["--route", "a=~b"], ["--route", "a!=b"], ["--route", "a!~b"], ["--route", #"a="b"#],
    ])
    func wrongUsageIsRefused(_ arguments: [String]) async throws {
        let outcome = try await Command.run(["check", "--config", "callwatch.yaml"] + arguments, in: fixture("check"))
        #expect(outcome.status == 2)
    }

    @Test func mistakesComeFirst() async throws {
        let outcome = try await Command.run(
            ["check", "--config", "absent.yaml", "--render", "ops"],
            in: fixture("check")
        )
        #expect(outcome.status == 1)
        #expect(outcome.messages.hasPrefix("error[missing-file]"))
        #expect(outcome.output.isEmpty)
    }
}
