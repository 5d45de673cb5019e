import ContactCentre
// Full Foundation for Process, in which the independent checker of signatures runs.
import Foundation
import Model
import Outbound
import PeerPrograms
import Synchronization
import Testing

struct ContactCentreClientTests {
    private let clock = TestClock()
    private let transport: Transport

    init() throws { transport = try Transport() }

    private func client(
        _ settings: ContactCentreSettings,
        timeout: TimeSpan = .seconds(10)
    ) throws -> ContactCentreClient {
        try ContactCentreClient(source: "cloud", timeout: timeout, settings: settings, transport: transport)
    }

    private func poll(_ client: ContactCentreClient) async throws -> Poll {
        try await client.poll { [clock] in clock.now }
    }

    @Test func answersAreJoinedInTheOrderOfTheTargets() async throws {
        let centre = try ScriptedContactCentre { .codes($0.codes.reversed()) }
        let poll = try await poll(client(centre.settings([.vdn(171, 1...2), .vdn(170, 7...8)])))
        #expect(poll.source == "cloud")
        #expect(poll.time == clock.now)
        #expect(poll.failures.isEmpty && poll.missing.isEmpty && poll.notNumbers == 0 && poll.names == nil)
        let snapshot = try #require(poll.snapshot)
        #expect(snapshot.series.map(\.vdn) == [171, 171, 170, 170])
        #expect(snapshot.series.map(\.innoId) == [2, 1, 8, 7])
        #expect(snapshot.value(.allCallCount, at: 2) == 8)
        #expect(snapshot.value(.longestWaitTime, at: 2) == nil)
        #expect(Set(centre.asked.map(\.path)) == ["/cms/vdn/queryaccesscodecallinfo"])
    }

    @Test func unaskedCodesAreIgnoredAndMissingOnesTold() async throws {
        let centre = try ScriptedContactCentre { _ in
            Answer(
                body: #"""
                    {"resultCode":"0100000","resultDesc":[{"innoId":9},{"innoId":2,"allCallCount":"x"},
                    {"innoId":"2","allCallCount":5,"queueCallCount":-1},{"innoId":null}]}
                    """#
            )
        }
        let poll = try await poll(client(centre.settings([.vdn(170, 1...3)])))
        #expect(poll.snapshot?.series.map(\.innoId) == [2])
        #expect(poll.snapshot?.value(.allCallCount, at: 0) == 5)
        #expect(poll.notNumbers == 1)
        #expect(poll.missing.map(\.innoId) == [1, 3])
        #expect(poll.failures.isEmpty)
    }

    @Test func requestsHoldAtMost500CodesAndOnlySoManyRunAtOnce() async throws {
        // Each answer waits until as many requests as may run at once are there.
        let arrived = Mutex(0)
        let full = DispatchSemaphore(value: 0)
        let centre = try ScriptedContactCentre { asked in
            let count = arrived.withLock { count in
                count += 1
                return count
            }
            if count % 3 == 0 {
                full.signal()
                full.signal()
            } else {
                full.wait()
            }
            return .codes(asked.codes)
        }
        var settings = centre.settings([.vdn(170, 1...2600)])
        settings.concurrency = 3
        let poll = try await poll(client(settings))
        #expect(poll.snapshot?.series.map(\.innoId) == Array(1...2600))
        #expect(centre.asked.map(\.codes.count).sorted() == [100, 500, 500, 500, 500, 500])
        #expect(centre.mostRunning == 3)
    }

    private typealias Answer = ScriptedContactCentre.Answer

    /// An answer and the failure that it is.
    struct Failing: Sendable, CustomTestStringConvertible {
        let answer: ScriptedContactCentre.Answer
        let reason: PollFailureReason
        let words: String

        init(_ answer: ScriptedContactCentre.Answer, _ reason: PollFailureReason, _ words: String) {
            self.answer = answer
            self.reason = reason
            self.words = words
        }

        init(body: String, _ reason: PollFailureReason, _ words: String) {
            self.init(ScriptedContactCentre.Answer(body: body), reason, words)
        }

        var testDescription: String { "\(answer.status) \(answer.body.prefix(60))" }
    }

    @Test(arguments: [
        Failing(.status(401), .credentials, "clock"), Failing(.status(403), .credentials, "403"),
        Failing(.status(429), .rateLimited, "next cycle"),
        Failing(.status(429, "Retry-After: 30"), .rateLimited, "after 30s"),
        Failing(.status(503, "Retry-After: soon"), .rateLimited, "next cycle"),
        Failing(.status(503), .httpStatus, "503"), Failing(.status(500), .httpStatus, "500"),
        Failing(.status(404), .httpStatus, "path of `url`"),
        Failing(.status(302, "Location: /x"), .httpStatus, "redirect"),
        Failing(.status(418), .httpStatus, "server_name"), Failing(.status(204), .httpStatus, "204"),
        Failing(body: "", .malformed, "no body"), Failing(body: "<html>", .malformed, "`<html>`"),
        Failing(body: #"{"resultCode":"0100000","resultDesc":[{"innoId":1}]"#, .malformed, "none of this interface"),
        Failing(body: #"{"resultCode":"0100000","resultDesc":"x"}"#, .malformed, "no array"),
        Failing(body: #"{"resultCode":"0100000","resultDesc":[1]}"#, .malformed, "no array of objects"),
        Failing(body: #"{"resultCode":"0100000"}"#, .malformed, "no array"),
        Failing(body: #"{"resultCode":100000,"resultDesc":[]}"#, .malformed, "`resultCode`"),
        Failing(body: #"{"resultDesc":[]}"#, .malformed, "`resultCode`"),
        Failing(body: #"{"resultCode":"0101003","resultDesc":"x"}"#, .credentials, "permission"),
        Failing(body: #"{"resultCode":"0100003","resultDesc":"x"}"#, .resultCode, "CTI 3.6"),
        Failing(body: #"{"resultCode":"0100002","resultDesc":"vdn\n bad"}"#, .resultCode, "(`vdn bad`)"),
        Failing(body: #"{"resultCode":"0209999","resultDesc":[]}"#, .resultCode, "0209999"),
        Failing(
            body: #"{"resultCode":"1","resultDesc":"for access-key-1 with secret-key-1"}"#,
            .resultCode,
            "<secret>"
        ),
        Failing(body: String(repeating: " ", count: 16 << 20) + "{}", .tooLarge, "16 MB"),
    ])
    func failureHasItsReason(_ failing: Failing) async throws {
        let centre = try ScriptedContactCentre { $0.vdn == 170 ? failing.answer : .codes($0.codes) }
        let partial = try await poll(client(centre.settings([.vdn(170, 1...2), .vdn(171, 1...1)])))
        let failure = try #require(partial.failures.first)
        #expect(partial.snapshot?.series == [AccessCode(ccId: 1, vdn: 171, innoId: 1)])
        #expect(partial.failures.count == 1 && partial.missing.isEmpty)
        #expect(failure.ccId == 1 && failure.vdn == 170 && failure.codes == [1, 2])
        #expect(failure.reason == failing.reason)
        #expect(failure.message.contains(failing.words), "\(failure.message)")
        #expect(failure.message.contains("127.0.0.1:\(centre.port)"), "\(failure.message)")
        #expect(!failure.message.contains("key-1"), "\(failure.message)")

        let failed = try await poll(client(centre.settings([.vdn(170, 1...2)])))
        #expect(failed.result == .failed)
    }

    @Test func peerThatIsNotThereIsAConnectFailure() async throws {
        let port = try ScriptedServer.closedPort()
        let failed = try await poll(client(.scripted(url: "http://127.0.0.1:\(port)/cms", targets: [.vdn(170, 1...2)])))
        #expect(failed.result == .failed)
        #expect(failed.failures.map(\.reason) == [.connect])
    }

    @Test func connectionThatBreaksIsAConnectFailure() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")
            connection.resetAtEnd()
        }
        defer { server.stop() }
        let failed = try await poll(
            client(.scripted(url: "http://127.0.0.1:\(server.port)", targets: [.vdn(170, 1...2)]))
        )
        #expect(failed.failures.map(\.reason) == [.connect])
        #expect(failed.failures.first?.message.hasPrefix("no whole answer from 127.0.0.1") == true)
    }

    @Test func peerThatDoesNotAnswerIsATimeout() async throws {
        let centre = try ScriptedContactCentre { _ in nil }
        let failed = try await poll(client(centre.settings([.vdn(170, 1...2)]), timeout: .milliseconds(200)))
        #expect(failed.failures.map(\.reason) == [.timeout])
        #expect(failed.failures.first?.message.contains("within 200ms") == true)
    }

    @Test(.enabled(if: PrivateCA.isAvailable && TLSEchoServer.isAvailable, "openssl or python3 is not installed"))
    func certificateThatIsNotTrustedIsATLSFailure() async throws {
        let authority = try PrivateCA()
        let server = try TLSEchoServer(authority.issue("localhost", alternativeNames: ["DNS:localhost"]))
        defer { server.stop() }
        let failed = try await poll(
            client(.scripted(url: "https://localhost:\(server.port)", targets: [.vdn(170, 1...2)]))
        )
        #expect(failed.failures.map(\.reason) == [.tls])
        #expect(failed.failures.first?.message.contains("ca_file") == true)

        // With its authority the server is trusted; it has no answer to a POST.
        var settings = ContactCentreSettings.scripted(
            url: "https://localhost:\(server.port)",
            targets: [.vdn(170, 1...2)]
        )
        settings.tls.caFile = authority.caFile
        #expect(try await poll(client(settings)).failures.map(\.reason) == [.httpStatus])
    }

    @Test func cancelledCycleIsNoPoll() async throws {
        let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
        let centre = try ScriptedContactCentre { _ in
            arrived.yield()
            return nil
        }
        let client = try client(centre.settings([.vdn(170, 1...2)]))
        let cycle = Task { try await poll(client) }
        for await _ in arrivals { break }
        cycle.cancel()
        await #expect(throws: CancellationError.self) { try await cycle.value }
    }

    // MARK: Retry-After

    @Test func targetIsLeftAloneForAsLongAsItWants() async throws {
        let centre = try ScriptedContactCentre { asked in
            asked.vdn == 170 ? .status(429, "Retry-After: 30") : .codes(asked.codes)
        }
        let client = try client(centre.settings([.vdn(170, 1...501), .vdn(171, 1...1)]))
        #expect(try await poll(client).failures.map(\.reason) == [.rateLimited, .rateLimited])
        #expect(centre.asked.count == 3)

        clock.advance(by: .milliseconds(29_999))
        let held = try await poll(client)
        #expect(held.failures.map(\.reason) == [.rateLimited, .rateLimited])
        #expect(held.failures.map(\.codes.count) == [500, 1])
        #expect(held.snapshot?.count == 1)
        #expect(centre.asked.count == 4)

        clock.advance(by: .milliseconds(1))
        _ = try await poll(client)
        #expect(centre.asked.count == 7)
    }

    @Test(
        arguments: [
            ("0", 0), ("120", 120), ("3600", 3600), ("3601", 3600), ("99999999999999999999999", 3600), ("-1", 0),
            ("1.5", 0),
            ("soon", 0), ("Tue, 07 Oct 2014 07:46:00 GMT", 60), ("Tuesday, 07-Oct-14 07:46:00 GMT", 60),
            ("Tue Oct  7 07:46:00 2014", 60), ("Tue, 07 Oct 2014 07:44:00 GMT", 0),
            ("Wed, 08 Oct 2014 07:45:00 GMT", 3600),
            ("Tue, 32 Oct 2014 07:46:00 GMT", 0), ("Tue, 07 Xyz 2014 07:46:00 GMT", 0),
        ] as [(String, Int64)]
    )
    func waitIsReadFromSecondsAndDates(_ value: String, _ seconds: Int64) async throws {
        let centre = try ScriptedContactCentre { _ in .status(429, "Retry-After: \(value)") }
        let client = try client(centre.settings([.vdn(170, 1...1)]))
        _ = try await poll(client)
        if seconds > 0 {
            clock.advance(by: .milliseconds(seconds * 1000 - 1))
            _ = try await poll(client)
            #expect(centre.asked.count == 1)
            clock.advance(by: .milliseconds(1))
        }
        _ = try await poll(client)
        #expect(centre.asked.count == 2)
    }

    @Test func clockThatIsPutBackDoesNotProlongAWait() async throws {
        let centre = try ScriptedContactCentre { _ in .status(429, "Retry-After: 60") }
        let client = try client(centre.settings([.vdn(170, 1...1)]))
        _ = try await poll(client)
        clock.advance(by: .days(-1))
        _ = try await poll(client)
        clock.advance(by: .hours(1))
        _ = try await poll(client)
        #expect(centre.asked.count == 2)
    }
}
