// Full Foundation for the numbers of signals.
import Foundation
import PeerPrograms
import Testing

@Suite(.timeLimit(.minutes(2)))
struct SimulateTests {
    private static let request = #"{"ccId":1,"vdn":170,"innoIds":[1,2]}"#
    private static let path = "/rest/cmsapp/v1/openapi/vdn/queryaccesscodecallinfo"

    /// Starts a simulator on a free port and gives its address, which it says first.
    private func start(_ arguments: String...) async throws -> (command: Command, address: String) {
        let command = try Command(["simulate", "--listen", "127.0.0.1:0"] + arguments)
        let line = try #require(await command.nextMessage())
        let words = line.split(separator: "://")
        #expect(line.hasPrefix("listening on http"))
        return (command, String(try #require(words.last)))
    }

    private func ask(_ address: String, _ arguments: String...) async throws -> String {
        try await runProgram(
            "python3",
            [SignedRequest.script, address, "demo", "demo-secret", Self.request] + arguments
        )
    }

    private func askUnsigned(_ url: String, _ arguments: String...) async throws -> String {
        try await runProgram("curl", ["-sS", "-d", Self.request, url + Self.path] + arguments)
    }

    @Test(.enabled(if: Program.find("python3") != nil, "python3 is not installed"))
    func answersOnlyRequestsSignedWithItsKeys() async throws {
        let (command, address) = try await start()
        let answer = try await ask(address)
        #expect(answer.hasPrefix("200 "))
        #expect(answer.contains(#""resultCode":"0100000""#))
        #expect(try await ask(address, "break").hasPrefix("401 "))
        command.signal(SIGTERM)
        let outcome = try await command.finish()
        #expect(outcome.status == 0)
        #expect(outcome.output.isEmpty)
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func aSignalEndsItInOrder(signal: Int32) async throws {
        let (command, _) = try await start()
        command.signal(signal)
        let outcome = try await command.finish()
        #expect(outcome.status == 0)
        #expect(outcome.messages.isEmpty)
    }

    @Test(.enabled(if: Program.find("curl") != nil, "curl is not installed"))
    func servesWhatItsFlagsSay() async throws {
        let (command, address) = try await start(
            "--no-auth",
            "--cc-id",
            "1",
            "--vdn",
            "169,170",
            "--codes",
            "2-5",
            "--seed",
            "9",
            "--speed",
            "10"
        )
        defer { command.signal(SIGTERM) }
        let answer = try await askUnsigned("http://" + address)
        // Code 1 is none of its codes.
        #expect(!answer.contains(#""innoId":1,"#))
        #expect(answer.contains(#""innoId":2,"#))
    }

    @Test(.enabled(if: Program.find("curl") != nil, "curl is not installed"))
    func faultsStrike() async throws {
        let (command, address) = try await start("--no-auth", "--fault", "500=1", "--fault", "slow=0")
        defer { command.signal(SIGTERM) }
        let status = try await askUnsigned("http://" + address, "-o", "/dev/null", "-w", "%{http_code}")
        #expect(status == "500")
    }

    @Test(.enabled(if: Program.find("curl") != nil, "curl is not installed"))
    func servesARecording() async throws {
        let folder = try TemporaryFolder("recording")
        let line =
            #"{"timestamp":"2014-10-07T07:45:00Z","ccId":1,"vdn":170,"resultCode":"0100000","#
            + #""resultDesc":[{"innoId":1,"allCallCount":77,"ivrCallCount":0,"agentCallCount":0,"queueCallCount":77,"#
            + #""longestWaitTime":9}]}"#
        try folder.write(line + "\n", to: "polls.jsonl")
        let (command, address) = try await start("--no-auth", "--polls", folder.file("polls.jsonl"), "--speed", "2")
        defer { command.signal(SIGTERM) }
        #expect(try await askUnsigned("http://" + address).contains(#""queueCallCount":77"#))
    }

    @Test(.enabled(if: Program.find("curl") != nil && PrivateCA.isAvailable, "curl or openssl is not installed"))
    func speaksHTTPSWithACertificate() async throws {
        let authority = try PrivateCA()
        let identity = try authority.issue("localhost", alternativeNames: ["IP:127.0.0.1"])
        let (command, address) = try await start(
            "--no-auth",
            "--tls-cert",
            identity.certificateFile,
            "--tls-key",
            identity.keyFile
        )
        defer { command.signal(SIGTERM) }
        let answer = try await askUnsigned("https://" + address, "--cacert", authority.caFile)
        #expect(answer.contains(#""resultCode":"0100000""#))
    }

    @Test(arguments: [
        (["--listen", "28080"], "--listen 28080: is not HOST:PORT"),
        (["--listen", "127.0.0.1:70000"], "--listen"),
        (["--codes", "0"], "--codes 0: is outside 1 to"),
        (["--codes", "1-"], "--codes"),
        (["--codes", "1-100000000"], "--codes 1-100000000: these are too many numbers; give at most 100000"),
        (["--vdn", "x"], "--vdn"),
        (["--vdn", "5001"], "--vdn 5001: is outside 1 to 5000"),
        (["--cc-id", "0"], "--cc-id 0: is outside 1 to 65535"),
        (["--cc-id", "one"], "--cc-id"),
        (["--seed", "-1"], "--seed"),
        (["--speed", "0"], "--speed 0.0: is not above 0"),
        (["--speed", "nan"], "--speed"),
        (["--access-key", "a/b"], "--access-key"),
        (["--fault", "slow"], "--fault slow: has no rate"),
        (["--fault", "slow=2"], "--fault"),
        (["--fault", "tired=0.5"], "is no kind of fault; choose one of slow,"),
        (["--fault", "slow=0.5", "--fault", "slow=0.1"], "--fault slow: is given twice"),
        (["--tls-cert", "a.pem"], "--tls-key is missing"),
        (["--tls-key", "a.pem"], "--tls-cert is missing"),
        (["--polls", "polls.jsonl", "--cc-id", "1"], "--cc-id does not go with --polls"),
        (["--polls", "polls.jsonl", "--vdn", "170"], "--vdn does not go with --polls"),
        (["--polls", "polls.jsonl", "--codes", "1"], "--codes does not go with --polls"),
        (["--port", "1"], "--port"),
    ])
    func wrongUsageNamesTheFlagAndEndsWithTwo(arguments: [String], message: String) async throws {
        // A simulator that took the flags would run for ever, but for a host that is not there.
        let outcome = try await Command.run(["simulate", "--listen", "no-such-host.invalid:0"] + arguments)
        #expect(outcome.status == 2)
        #expect(outcome.messages.contains(message))
        #expect(outcome.output.isEmpty)
    }

    @Test func aPortInUseEndsWithThreeAndARemedy() async throws {
        let (command, address) = try await start()
        let outcome = try await Command.run(["simulate", "--listen", address])
        #expect(outcome.status == 3)
        #expect(outcome.messages.hasPrefix("error: cannot listen on \(address): the port is in use; "))
        #expect(outcome.messages.contains("--listen"))
        command.signal(SIGTERM)
        #expect(try await command.finish().status == 0)
    }

    @Test func aHostThatIsNotHereEndsWithThree() async throws {
        let outcome = try await Command.run(["simulate", "--listen", "no-such-host.invalid:0"])
        #expect(outcome.status == 3)
        #expect(outcome.messages.contains("no-such-host.invalid:0"))
    }

    @Test(arguments: [
        (nil, 3, "cannot read"),
        ("", 1, "has no recorded answer"),
        ("{\"timestamp\":\n", 1, "polls.jsonl:1: "),
    ])
    func aRecordingThatCannotBeServedSaysWhy(text: String?, status: Int32, message: String) async throws {
        let folder = try TemporaryFolder("recording")
        if let text { try folder.write(text, to: "polls.jsonl") }
        let outcome = try await Command.run([
            "simulate", "--listen", "127.0.0.1:0", "--polls", folder.file("polls.jsonl"),
        ])
        #expect(outcome.status == status)
        #expect(outcome.messages.contains(message))
    }

    @Test func aMissingCertificateIsNoBadOne() async throws {
        let folder = try TemporaryFolder("certificate")
        let arguments = [
            "simulate", "--listen", "127.0.0.1:0", "--tls-cert", folder.file("a"), "--tls-key", folder.file("b"),
        ]
        let missing = try await Command.run(arguments)
        #expect(missing.status == 3)
        #expect(missing.messages.contains(folder.file("a")))
        try folder.write("none\n", to: "a")
        try folder.write("none\n", to: "b")
        #expect(try await Command.run(arguments).status == 1)
    }

    @Test func helpShowsEveryFlagAndAnExample() async throws {
        let outcome = try await Command.run(["simulate", "--help"])
        #expect(outcome.status == 0)
        let flags = [
            "--listen", "--tls-cert", "--tls-key", "--access-key", "--secret-key", "--no-auth", "--cc-id", "--vdn",
            "--codes", "--seed", "--speed", "--polls", "--fault",
        ]
        for flag in flags { #expect(outcome.output.contains(flag), "\(flag)") }
        #expect(outcome.output.contains("Example:\n  callwatch simulate"))
    }
}
