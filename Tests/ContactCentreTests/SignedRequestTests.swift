import ContactCentre
// Full Foundation for Process and Pipe.
import Foundation
import Model
import Outbound
import PeerPrograms
import Testing

/// The signature of requests as they come over the wire, checked by a program that shares no code with the client.
struct SignedRequestTests {
    private let clock = TestClock()
    private let transport: Transport

    init() throws { transport = try Transport() }

    private static var isCheckerThere: Bool { Program.find("python3") != nil }

    private func check(_ request: ReceivedRequest, secret: String) throws -> String {
        let parts = request.requestLine.split(separator: " ").map(String.init)
        let python = try #require(Program.find("python3"))
        let script = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments =
            ["/\(script)/Fixtures/check_signature.py", secret, parts[0], parts[1]]
            + [try #require(request.header("Authorization"))] + request.headerLines
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: request.body)
        try input.fileHandleForWriting.close()
        let verdict = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return verdict
    }

    @Test(
        .enabled(if: isCheckerThere, "python3 is not installed"),
        arguments: [
            (["host"], ContactCentreSettings.TimestampForm.seconds, ""),
            (["Host", "content-type", "Content-Length"], .milliseconds, "/cms/v1"),
            (["content-length", "host"], .seconds, "/a%20b/%C3%BC"),
        ]
    )
    func signatureCoversWhatIsSent(
        _ headers: [String],
        _ timestamp: ContactCentreSettings.TimestampForm,
        _ path: String
    ) async throws {
        let centre = try ScriptedContactCentre { .codes($0.codes) }
        var settings = centre.settings([.vdn(170, 1...300)], path: path)
        settings.signedHeaders = headers
        settings.timestamp = timestamp
        let client = try ContactCentreClient(
            source: "cloud",
            timeout: .seconds(10),
            settings: settings,
            transport: transport
        )
        _ = try await client.poll { [clock] in clock.now }
        let request = try #require(centre.asked.first?.request)
        #expect(request.requestLine == "POST \(path)/vdn/queryaccesscodecallinfo HTTP/1.1")
        #expect(request.header("Host") == "127.0.0.1:\(centre.port)")
        #expect(request.header("Content-Type") == "application/json;charset=UTF-8")
        #expect(try check(request, secret: "secret-key-1") == "valid\n")
        #expect(try check(request, secret: "another-key") != "valid\n")
    }

    @Test(arguments: [
        ("http://10.0.0.1", "10.0.0.1"), ("http://10.0.0.1:80", "10.0.0.1"),
        ("https://cc.example.com:443/x", "cc.example.com"),
        ("https://cc.example.com:80", "cc.example.com:80"), ("http://cc.example.com:443", "cc.example.com:443"),
        ("http://[::1]:28080/cms", "[::1]:28080"), ("HTTPS://CC.example.com", "CC.example.com"),
    ])
    func ownPortOfTheSchemeIsNoPartOfTheHost(_ url: String, _ host: String) async throws {
        // The proxy refuses every request; the message names the host that was asked for.
        var settings = ContactCentreSettings.scripted(url: url, targets: [.vdn(170, 1...1)])
        settings.proxyURL = Secret("http://127.0.0.1:\(try ScriptedServer.closedPort())")
        let client = try ContactCentreClient(
            source: "cloud",
            timeout: .seconds(10),
            settings: settings,
            transport: transport
        )
        let poll = try await client.poll { [clock] in clock.now }
        let message = try #require(poll.failures.first?.message)
        #expect(message.contains("no connection to \(host): "), "\(message)")
    }

    /// Settings that no request can be made of.
    struct Unusable: Sendable {
        var url = "http://127.0.0.1"
        var accessKey = "demo"
        var signedHeaders = ["host"]
        let words: String
    }

    @Test(arguments: [
        Unusable(url: "ftp://x", words: "`url`"), Unusable(url: "x", words: "`url`"), Unusable(url: "", words: "`url`"),
        Unusable(url: "http://", words: "`url`"), Unusable(url: "http://u:p@x", words: "`url`"),
        Unusable(url: "http://x/?q", words: "`url`"), Unusable(url: "http://x/#f", words: "`url`"),
        Unusable(url: "http://x/a/../b", words: "`url`"), Unusable(url: "http://x:99999", words: "`url`"),
        Unusable(accessKey: "", words: "`access_key`"), Unusable(accessKey: "a/b", words: "`access_key`"),
        Unusable(accessKey: "a\nb", words: "`access_key`"), Unusable(signedHeaders: [], words: "`host`"),
        Unusable(signedHeaders: ["content-type"], words: "`host`"),
        Unusable(signedHeaders: ["host", "X-Other"], words: "`x-other`"),
    ])
    func settingsThatCannotBeSignedAreRefused(_ unusable: Unusable) {
        var settings = ContactCentreSettings.scripted(url: unusable.url, targets: [])
        settings.accessKey = Secret(unusable.accessKey)
        settings.signedHeaders = unusable.signedHeaders
        do {
            _ = try ContactCentreClient(source: "x", timeout: .seconds(1), settings: settings, transport: transport)
            Issue.record("they were accepted")
        } catch {
            #expect(error.description.contains(unusable.words), "\(error)")
        }
    }
}
