import Daemon
// Full Foundation for JSONSerialization, a reader that is not our own.
import Foundation
import Logging
import Model
import PeerPrograms
import Testing

struct ConsoleLogTests {
    private static func logged(
        _ form: ConsoleLog.Form,
        level: Logger.Level = .info,
        _ body: (Logger) -> Void
    ) -> [String] {
        let lines = Journal<String>()
        let handler = ConsoleLog(
            form: form,
            level: level,
            now: { Timestamp(milliseconds: 1_412_667_900_000) },
            write: { lines.append($0) }
        )
        body(Logger(label: "test", factory: { _ in handler }))
        return lines.entries
    }

    @Test func textIsTimeLevelMessageAndPairsInOrder() {
        let lines = Self.logged(.text) { logger in
            logger.warning("request failed", metadata: ["source": "cloud", "reason": "timeout", "ccId": "1"])
        }
        #expect(lines == ["2014-10-07T07:45:00Z warning request failed ccId=1 reason=timeout source=cloud\n"])
    }

    @Test func jsonIsOneObject() throws {
        let lines = Self.logged(.json) { $0.error("not delivered", metadata: ["receiver": "ops"]) }
        #expect(
            lines == [
                #"{"time":"2014-10-07T07:45:00Z","level":"error","message":"not delivered","receiver":"ops"}"# + "\n"
            ]
        )
    }

    @Test(
        arguments: [
            ("", #"key="""#), ("plain", "key=plain"), ("two words", #"key="two words""#), ("a=b", #"key="a=b""#),
            (#"a"b"#, #"key="a\"b""#), ("line\nend", #"key="line\nend""#), ("zwölf", "key=zwölf"),
        ]
    )
    func textValueIsQuotedWhereItWouldFallApart(value: String, expected: String) {
        let lines = Self.logged(.text) { $0.info("m", metadata: ["key": "\(value)"]) }
        #expect(lines == ["2014-10-07T07:45:00Z info m \(expected)\n"])
    }

    /// What a contact centre, a webhook or a name in a file says cannot begin a record of its own, nor move the cursor.
    @Test(
        arguments: ConsoleLog.Form.allCases,
        [
            "\n2014-10-07T07:45:00Z error forged", "\r\n", "\u{1B}[2J", "\u{0}", "\u{85}x", "\u{2028}x", "\u{9B}2J",
            "\u{7F}",
        ]
    )
    func recordIsOneLineWhateverItSays(form: ConsoleLog.Form, text: String) throws {
        let lines = Self.logged(form) { logger in
            logger.error("said \(text)", metadata: ["detail": "\(text)", "key": "two words \(text)"])
        }
        #expect(lines.count == 1)
        let line = try #require(lines.first)
        #expect(line.hasSuffix("\n"))
        let body = line.dropLast()
        switch form {
        case .text:
            let isPrintable = body.unicodeScalars.allSatisfy { scalar in
                scalar.properties.generalCategory != .control && scalar != "\u{2028}" && scalar != "\u{2029}"
            }
            #expect(isPrintable, "\(Array(line.unicodeScalars))")
        case .json:
            // Readers of JSON lines end a line at LF only.
            #expect(body.utf8.allSatisfy { $0 >= 0x20 })
            let object = try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: String]
            #expect(object?["message"] == "said \(text)")
            #expect(object?["detail"] == text)
        }
    }

    @Test func recordsBelowTheLevelAreLeftOut() {
        #expect(Self.logged(.text, level: .warning) { $0.info("nothing") }.isEmpty)
    }

    @Test func handlersOwnMetadataIsShownUnlessTheRecordHasIts() {
        let lines = Self.logged(.text) { logger in
            var logger = logger
            logger[metadataKey: "source"] = "cloud"
            #expect(logger[metadataKey: "source"] == "cloud")
            logger.info("a")
            logger.info("b", metadata: ["source": "other"])
        }
        #expect(lines.map { $0.dropFirst(21) } == ["info a source=cloud\n", "info b source=other\n"])
    }
}
