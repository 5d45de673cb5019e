import Foundation
import Logging
import PeerPrograms
import Simulator
import Testing

struct SimulatorServerTests {
    private static let codeInfo = "/rest/cmsapp/v1/openapi/vdn/queryaccesscodeinfo"

    private static func exchange(
        _ options: SimulatorOptions = .open(),
        _ body: @Sendable (ListenAddress) async throws -> RawExchange
    ) async throws -> RawExchange {
        try await SimulatorServer.withServer(options: options, logger: silentLogger, body)
    }

    @Test func countersOfTheCodesAskedForComeInTheOrderAsked() async throws {
        let answer = try await Self.exchange(.open { $0.content = .model() }) { address in
            try await RawExchange.send(to: address, body: #"{"ccId":1,"vdn":170,"innoIds":[3,99,1,3]}"#)
        }
        #expect(answer.status == 200)
        #expect(answer.header("Content-Type") == "application/json;charset=UTF-8")
        let json = try object(answer.body)
        #expect(json["resultCode"] as? String == "0100000")
        let rows = try #require(json["resultDesc"] as? [[String: Int]])
        #expect(rows.map { $0["innoId"] } == [3, 1])
        for row in rows {
            let parts = ["ivrCallCount", "agentCallCount", "queueCallCount"].compactMap { row[$0] }
            #expect(parts.count == 3 && row["allCallCount"] == parts.reduce(0, +))
            #expect(row.keys.count == 6 && (row["longestWaitTime"] == 0) == (row["queueCallCount"] == 0))
        }
    }

    @Test func speedMultipliesTime() async throws {
        let clock = ManualClock()
        func answer(speed: Double, at elapsed: Duration) async throws -> String {
            clock.advance(to: elapsed)
            return try await SimulatorServer.withServer(
                options: .open {
                    $0.content = .model()
                    $0.speed = speed
                },
                logger: silentLogger,
                clock: clock.simulatorClock
            ) { try await RawExchange.send(to: $0) }.body
        }
        let slow = try await answer(speed: 1, at: .seconds(600))
        #expect(try await answer(speed: 60, at: .seconds(10)) == slow)
        #expect(try await answer(speed: 1, at: .seconds(10)) != slow)
    }

    @Test func accessCodesOfAVDNAreListed() async throws {
        let answer = try await Self.exchange(.open { $0.content = .model(innoIds: [5, 289]) }) { address in
            try await RawExchange.send(to: address, path: Self.codeInfo, body: #"{"ccId":1,"vdn":170}"#)
        }
        #expect(
            answer.body == #"{"resultCode":"0100000","resultDesc":["#
                + #"{"acId":5,"mediatypeId":5,"accessCode":"650005","codeDescription":"Access code 5"},"#
                + #"{"acId":289,"mediatypeId":5,"accessCode":"650289","codeDescription":"Access code 289"}]}"#
        )
    }

    @Test(
        arguments: [
            ("", "the body is not JSON: unexpected byte at offset 0"),
            (#"{"ccId":1,"#, "the body is not JSON: unexpected byte at offset 10"),
            ("[]", "the body is not a JSON object"),
            (#"{"vdn":170,"innoIds":[1]}"#, "ccId is missing"),
            (#"{"ccId":0,"vdn":170,"innoIds":[1]}"#, "ccId is 0, not 1 to 65535"),
            (#"{"ccId":65536,"vdn":170,"innoIds":[1]}"#, "ccId is 65536, not 1 to 65535"),
            (#"{"ccId":"1","vdn":170,"innoIds":[1]}"#, "ccId is not an integer"),
            (#"{"ccId":2,"vdn":170,"innoIds":[1]}"#, "there is no call center 2"),
            (#"{"ccId":1,"vdn":5001,"innoIds":[1]}"#, "vdn is 5001, not 1 to 5000"),
            (#"{"ccId":1,"vdn":1.5,"innoIds":[1]}"#, "vdn is not an integer"),
            (#"{"ccId":1,"vdn":171,"innoIds":[1]}"#, "there is no VDN 171"),
            (#"{"ccId":1,"vdn":170}"#, "innoIds is missing"),
            (#"{"ccId":1,"vdn":170,"innoIds":1}"#, "innoIds is not an array"),
            (#"{"ccId":1,"vdn":170,"innoIds":[]}"#, "innoIds has 0 entries, not 1 to 500"),
            (
                "{\"ccId\":1,\"vdn\":170,\"innoIds\":[\((1...501).map(String.init).joined(separator: ","))]}",
                "innoIds has 501 entries, not 1 to 500"
            ),
            (#"{"ccId":1,"vdn":170,"innoIds":[1,null]}"#, "innoIds[1] is not an integer"),
        ]
    )
    func parametersThatAreNotValidAreAnsweredAsSuch(body: String, message: String) async throws {
        let answer = try await Self.exchange { try await RawExchange.send(to: $0, body: body) }
        #expect(answer.status == 200)
        let json = try object(answer.body)
        #expect(json["resultCode"] as? String == "0100002")
        #expect(json["resultDesc"] as? String == message)
    }

    @Test func fiveHundredCodesAreAnswered() async throws {
        let codes = (1...500).map(String.init).joined(separator: ",")
        let options = SimulatorOptions.open { $0.content = .model(innoIds: Array(1...500), timeOfDay: .zero) }
        let answer = try await Self.exchange(options) { address in
            try await RawExchange.send(to: address, body: "{\"ccId\":1,\"vdn\":170,\"innoIds\":[\(codes)]}")
        }
        #expect((try object(answer.body)["resultDesc"] as? [Any])?.count == 500)
    }

    @Test(arguments: ["GET", "PUT", "DELETE", "OPTIONS"])
    func onlyPOSTIsSupported(method: String) async throws {
        let answer = try await Self.exchange { try await RawExchange.send(to: $0, method: method) }
        #expect(answer.status == 405)
        #expect(answer.header("Allow") == "POST")
    }

    @Test func otherPathsAndLargeBodiesAreRefused() async throws {
        let path = try await Self.exchange { try await RawExchange.send(to: $0, path: "/rest/cmsapp/v1/ping") }
        #expect(path.status == 404)
        let large = try await Self.exchange { address in
            try await RawExchange.send(to: address, body: String(repeating: " ", count: 1 << 20 + 1))
        }
        #expect(large.status == 413)
    }

    @Test func requestWithoutSignatureIsRefused() async throws {
        let options = SimulatorOptions.open { $0.authentication = .signed(accessKey: "demo", secretKey: "demo-secret") }
        let answer = try await Self.exchange(options) { try await RawExchange.send(to: $0) }
        #expect(answer.status == 401)
        #expect(answer.body == "there is no Authorization header\n")
    }

    @Test(.enabled(if: ChildProcess.has("python3"), "python3 is not installed"), arguments: [true, false])
    func independentSignerIsLetInOnlyWithItsOwnSignature(isIntact: Bool) async throws {
        let options = SimulatorOptions.open { $0.authentication = .signed(accessKey: "demo", secretKey: "demo-secret") }
        let outcome = try await SimulatorServer.withServer(options: options, logger: silentLogger) { address in
            let body = #"{"ccId":1, "vdn":170, "innoIds":[1]}"#
            let arguments =
                [SignedRequest.script, address.description, "demo", "demo-secret", body] + (isIntact ? [] : ["break"])
            return try await ChildProcess.run("python3", arguments)
        }
        #expect(outcome.status == 0, "\(outcome.output)")
        #expect(outcome.output.hasPrefix(isIntact ? #"200 {"resultCode":"0100000""# : "401 "), "\(outcome.output)")
    }

    @Test(.enabled(if: ChildProcess.has("openssl", "curl"), "openssl or curl is not installed"))
    func answersOverHTTPSWithACertificateOfAPrivateAuthority() async throws {
        let folder = try TemporaryFolder()
        let files = try await PrivateAuthority.make(in: folder)
        let options = SimulatorOptions.open {
            $0.tls = SimulatorOptions.TLSFiles(certificate: files.certificate, privateKey: files.privateKey)
        }
        let outcome = try await SimulatorServer.withServer(options: options, logger: silentLogger) { address in
            try await ChildProcess.run(
                "curl",
                [
                    "-sS", "--max-time", "30", "--cacert", files.authority, "-d", #"{"ccId":1,"vdn":170}"#,
                    "https://\(address)\(Self.codeInfo)",
                ]
            )
        }
        #expect(outcome.status == 0)
        #expect(outcome.output.hasPrefix(#"{"resultCode":"0100000""#), "\(outcome.output)")
    }

    @Test func certificateThatIsNotThereIsAnErrorOfItsOwn() throws {
        let options = SimulatorOptions.open {
            $0.tls = SimulatorOptions.TLSFiles(certificate: "/nowhere/a.pem", privateKey: "/nowhere/b.pem")
        }
        let error = #expect(throws: SimulatorError.self) { try SimulatorServer(options: options, logger: silentLogger) }
        #expect(error?.description.hasPrefix("cannot serve HTTPS: /nowhere/a.pem") == true)
    }

    @Test func addressInUseIsAnErrorOfItsOwn() async throws {
        try await SimulatorServer.withServer(options: .open(), logger: silentLogger) { address in
            let error = await #expect(throws: SimulatorError.self) {
                let options = SimulatorOptions.open { $0.listen = address }
                try await SimulatorServer.withServer(options: options, logger: silentLogger) { _ in }
            }
            #expect(error?.description.hasPrefix("cannot listen on \(address): ") == true)
        }
    }
}

/// Certificates that openssl makes for one test.
enum PrivateAuthority {
    struct Files: Sendable {
        let authority: String
        let certificate: String
        let privateKey: String
    }

    static func make(in folder: borrowing TemporaryFolder) async throws -> Files {
        let authority = try folder.file("ca.pem")
        let authorityKey = try folder.file("ca.key")
        let certificate = try folder.file("server.pem")
        let privateKey = try folder.file("server.key")
        let commands = [
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-subj", "/CN=Test authority", "-keyout", authorityKey, "-out", authority,
            ],
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-subj", "/CN=Contact centre", "-addext", "subjectAltName=IP:127.0.0.1",
                "-addext", "basicConstraints=critical,CA:FALSE",
                "-CA", authority, "-CAkey", authorityKey, "-keyout", privateKey, "-out", certificate,
            ],
        ]
        for command in commands {
            let outcome = try await ChildProcess.run("openssl", command)
            if outcome.status != 0 { throw Failure(output: outcome.output) }
        }
        return Files(authority: authority, certificate: certificate, privateKey: privateKey)
    }

    struct Failure: Error {
        let output: String
    }
}
