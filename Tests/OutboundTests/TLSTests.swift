import Outbound
import PeerPrograms
import Testing

@Suite(
    .enabled(
        if: PrivateCA.isAvailable && TLSEchoServer.isAvailable,
        "the openssl and python3 programs are the HTTPS peer"
    ),
    .timeLimit(.minutes(1))
)
struct TLSTests {
    private let transport: Transport
    private let authority: PrivateCA
    private let localhost: PrivateCA.Identity
    private let server: TLSEchoServer

    init() throws {
        transport = try Transport()
        authority = try PrivateCA()
        localhost = try authority.issue("localhost", alternativeNames: ["DNS:localhost", "IP:127.0.0.1"])
        server = try TLSEchoServer(localhost)
    }

    private func get(_ tls: TLSOptions, port: Int? = nil, host: String = "127.0.0.1") async -> HTTPOutcome {
        await transport.send(
            HTTPRequest(
                url: "https://\(host):\(port ?? server.port)/secret-path",
                timeoutMilliseconds: 10_000,
                bodyLimit: .truncate(at: 65_536),
                tls: tls,
                proxyURL: ""
            )
        )
    }

    @Test func unknownAuthorityIsATLSFailure() async throws {
        let failure = try #require(await get(TLSOptions()).failure)
        #expect(failure.kind == .tls)
        #expect(!failure.message.contains("secret-path"))
    }

    @Test func authorityOfTheFileIsTrusted() async throws {
        let response = try #require(await get(TLSOptions(caFile: authority.caFile)).response)
        #expect(response.status == 200)
        #expect(response.lines[0] == "127.0.0.1:\(server.port)")
    }

    @Test func otherAuthorityIsATLSFailure() async throws {
        let other = try PrivateCA()
        #expect(await get(TLSOptions(caFile: other.caFile)).failure?.kind == .tls)
    }

    @Test(arguments: ["/nonexistent/ca.pem", "/dev/null"])
    func authorityFileThatHoldsNoneIsATLSFailure(file: String) async {
        #expect(await get(TLSOptions(caFile: file)).failure?.kind == .tls)
    }

    @Test func serverNameReplacesTheHostInTLSAlone() async throws {
        let identity = try authority.issue("cms", alternativeNames: ["DNS:cc-cms.example.com"])
        let server = try TLSEchoServer(identity)
        let plain = TLSOptions(caFile: authority.caFile)
        #expect(await get(plain, port: server.port).failure?.kind == .tls)
        var named = plain
        named.serverName = "cc-cms.example.com"
        let response = try #require(await get(named, port: server.port).response)
        #expect(response.lines[0] == "127.0.0.1:\(server.port)")
        #expect(response.lines[1] == "cc-cms.example.com")
    }

    @Test func wrongServerNameIsATLSFailure() async {
        let tls = TLSOptions(caFile: authority.caFile, serverName: "elsewhere.example.com")
        #expect(await get(tls).failure?.kind == .tls)
        // Not because that name does not resolve: it is never looked up.
        #expect(await get(TLSOptions(caFile: authority.caFile, serverName: "localhost")).response?.status == 200)
    }

    @Test func skippingVerificationTrustsAnything() async {
        #expect(await get(TLSOptions(insecureSkipVerify: true)).response?.status == 200)
    }

    @Test func pinIsCheckedBesidesTheChain() async {
        #expect(await get(TLSOptions(pinnedPublicKey: localhost.pin)).failure?.kind == .tls)
        let both = TLSOptions(caFile: authority.caFile, pinnedPublicKey: localhost.pin)
        #expect(await get(both).response?.status == 200)
    }

    @Test func pinIsCheckedAloneWithoutVerification() async throws {
        let right = TLSOptions(pinnedPublicKey: localhost.pin, insecureSkipVerify: true)
        #expect(await get(right).response?.status == 200)
        let other = try authority.issue("other", alternativeNames: ["DNS:localhost"])
        let wrong = TLSOptions(pinnedPublicKey: other.pin, insecureSkipVerify: true)
        #expect(await get(wrong).failure?.kind == .tls)
    }

    @Test func connectionMadeWithoutVerificationIsNotUsedForOthers() async {
        #expect(await get(TLSOptions(insecureSkipVerify: true)).response?.status == 200)
        #expect(await get(TLSOptions()).failure?.kind == .tls)
    }

    @Test func clientCertificateIsShown() async throws {
        let server = try TLSEchoServer(localhost, clientAuthority: authority.caFile)
        let client = try authority.issue("callwatch-client", alternativeNames: ["DNS:client"])
        let response = try #require(
            await get(
                TLSOptions(
                    caFile: authority.caFile,
                    clientCertificateFile: client.certificateFile,
                    clientKeyFile: client.keyFile
                ),
                port: server.port
            ).response
        )
        #expect(response.lines[2] == "callwatch-client")
        let without = await get(TLSOptions(caFile: authority.caFile), port: server.port)
        #expect(without.response == nil)
    }

    @Test func olderVersionThanTheMinimumIsATLSFailure() async throws {
        let server = try TLSEchoServer(localhost, maximumVersion: "TLSv1_2")
        let tls = TLSOptions(caFile: authority.caFile)
        #expect(await get(tls, port: server.port).response?.status == 200)
        var newer = tls
        newer.minimumVersion = .tls13
        #expect(await get(newer, port: server.port).failure?.kind == .tls)
    }

    @Test func clearTextServerIsATLSFailure() async throws {
        let server = try ScriptedServer { connection in
            connection.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            connection.waitForEnd()
        }
        defer { server.stop() }
        #expect(await get(TLSOptions(), port: server.port).failure?.kind == .tls)
    }
}

extension HTTPResponse {
    fileprivate var lines: [String] {
        String(decoding: body, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            + ["", "", ""]
    }
}
