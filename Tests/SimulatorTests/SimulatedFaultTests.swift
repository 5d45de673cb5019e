import Foundation
import Logging
import Simulator
import Testing

struct SimulatedFaultTests {
    private static func exchange(_ kinds: Fault.Kind..., rate: Double = 1) async throws -> RawExchange {
        let options = SimulatorOptions.open { $0.faults = kinds.map { Fault($0, rate: rate) } }
        return try await SimulatorServer.withServer(options: options, logger: silentLogger) { address in
            try await RawExchange.send(to: address)
        }
    }

    private static func rows(_ answer: RawExchange) throws -> [[String: Any]] {
        try #require(try object(answer.body)["resultDesc"] as? [[String: Any]])
    }

    @Test func resetEndsTheConnectionWithoutAnAnswer() async throws {
        let answer = try await Self.exchange(.reset)
        #expect(answer.text.isEmpty)
        #expect(answer.end == .reset)
    }

    @Test(.enabled(if: ChildProcess.has("openssl", "curl"), "openssl or curl is not installed"))
    func resetUnderTLSHasNoFarewell() async throws {
        let folder = try TemporaryFolder()
        let files = try await PrivateAuthority.make(in: folder)
        let options = SimulatorOptions.open {
            $0.tls = SimulatorOptions.TLSFiles(certificate: files.certificate, privateKey: files.privateKey)
            $0.faults = [Fault(.reset, rate: 1)]
        }
        let outcome = try await SimulatorServer.withServer(options: options, logger: silentLogger) { address in
            let url = "https://\(address)/rest/cmsapp/v1/openapi/vdn/queryaccesscodecallinfo"
            return try await ChildProcess.run(
                "curl",
                ["-sS", "--max-time", "30", "--cacert", files.authority, "-d", "{}", url]
            )
        }
        // curl: failure in receiving network data.
        #expect(outcome.status == 56, "\(outcome.output)")
    }

    @Test func hangNeverAnswersAndEndsWithTheServer() async throws {
        let (messages, log) = AsyncStream.makeStream(of: String.self)
        let logger = Logger(label: "test") { _ in LogListener(messages: log) }
        let options = SimulatorOptions.open { $0.faults = [Fault(.hang, rate: 1)] }
        let (exchanges, ended) = AsyncStream.makeStream(of: RawExchange.self)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            let addresses = AsyncStream.makeStream(of: ListenAddress.self)
            tasks.addTask {
                for await address in addresses.stream.prefix(1) {
                    ended.yield(try await RawExchange.send(to: address))
                }
                ended.finish()
            }
            try await SimulatorServer.withServer(options: options, logger: logger) { address in
                addresses.continuation.yield(address)
                _ = await messages.first { $0 == "fault hang" }
            }
            try await tasks.waitForAll()
        }
        let exchange = await exchanges.first { _ in true }
        #expect(exchange?.text == "")
    }

    @Test func clientThatHangsUpDuringAHangIsLetGoAndTheServerGoesOn() async throws {
        let options = SimulatorOptions.open { $0.faults = [Fault(.hang, rate: 1)] }
        try await SimulatorServer.withServer(options: options, logger: silentLogger) { address in
            // The exchange ends when the server has noticed and closed its side, too.
            let answer = try await RawExchange.send(to: address, hangsUp: true)
            #expect(answer.text.isEmpty)
            // No fault strikes what is no request of the interface.
            #expect(try await RawExchange.send(to: address, path: "/").status == 404)
        }
    }

    @Test func slowAnswersComeLaterButComplete() async throws {
        let options = SimulatorOptions.open {
            $0.faults = [Fault(.slow, rate: 1)]
            $0.slowness = .milliseconds(400)
        }
        try await SimulatorServer.withServer(options: options, logger: silentLogger) { address in
            let start = ContinuousClock.now
            let answer = try await RawExchange.send(to: address)
            #expect(start.duration(to: .now) >= .milliseconds(400))
            #expect(try Self.rows(answer).count == 3)
        }
    }

    @Test func statusesAreAnswered() async throws {
        #expect(try await Self.exchange(.unauthorized).status == 401)
        #expect(try await Self.exchange(.serverError).status == 500)
        let busy = try await Self.exchange(.tooManyRequests)
        #expect(busy.status == 429)
        #expect(busy.header("Retry-After") == "5")
    }

    @Test func malformedIsNoJSON() async throws {
        let answer = try await Self.exchange(.malformed)
        #expect(answer.status == 200)
        #expect(throws: (any Error).self) { try object(answer.body) }
    }

    @Test func truncatedEndsBeforeItsLength() async throws {
        let answer = try await Self.exchange(.truncated)
        let length = try #require(answer.header("Content-Length").flatMap { Int($0) })
        #expect(answer.body.utf8.count == length / 2)
        #expect(answer.body.hasPrefix(#"{"resultCode":"0100000""#))
    }

    @Test func resultCodeIsTheOneGiven() async throws {
        let json = try object(try await Self.exchange(.resultCode("0100999")).body)
        #expect(json["resultCode"] as? String == "0100999")
        #expect(json["resultDesc"] is String)
    }

    @Test func missingLeavesOutOneCode() async throws {
        let rows = try Self.rows(try await Self.exchange(.missing))
        #expect(rows.count == 2)
        #expect(Set(rows.compactMap { $0["innoId"] as? Int }).isSubset(of: [1, 2, 3]))
    }

    @Test func stringsQuoteEveryNumber() async throws {
        let rows = try Self.rows(try await Self.exchange(.strings))
        #expect(rows.count == 3)
        #expect(rows.allSatisfy { $0.count == 6 && $0.values.allSatisfy { $0 is String } })
        #expect(rows.compactMap { $0["innoId"] as? String } == ["1", "2", "3"])
    }

    @Test func negativePutsOneCounterBelowZero() async throws {
        let counters = try Self.rows(try await Self.exchange(.negative)).flatMap(\.values).compactMap { $0 as? Int }
        #expect(counters.count { $0 < 0 } == 1)
    }

    @Test func negativeAndMissingAreBothSeen() async throws {
        let rows = try Self.rows(try await Self.exchange(.negative, .missing))
        #expect(rows.count == 2)
        #expect(rows.flatMap(\.values).compactMap { $0 as? Int }.count { $0 < 0 } == 1)
    }

    @Test func rateIsTheShareOfRequestsAndTheSeedFixesWhich() async throws {
        func statuses(seed: UInt64) async throws -> [Int?] {
            let options = SimulatorOptions.open {
                $0.faults = [Fault(.serverError, rate: 0.3)]
                $0.seed = seed
            }
            return try await SimulatorServer.withServer(options: options, logger: silentLogger) { address in
                var statuses: [Int?] = []
                for _ in 0..<100 { statuses.append(try await RawExchange.send(to: address).status) }
                return statuses
            }
        }
        let first = try await statuses(seed: 1)
        #expect((15...45).contains(first.count { $0 == 500 }))
        #expect(first.allSatisfy { $0 == 200 || $0 == 500 })
        #expect(try await statuses(seed: 1) == first)
        #expect(try await statuses(seed: 2) != first)
    }
}
