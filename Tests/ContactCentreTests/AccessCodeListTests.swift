import ContactCentre
import Model
import Outbound
import PeerPrograms
import Synchronization
import Testing

/// `inno_ids: all`: the codes are those that the contact centre lists.
struct AccessCodeListTests {
    private let clock = TestClock()
    private let transport: Transport
    private let target = ContactCentreSettings.Target(ccId: 1, vdn: 170, codes: .all)

    init() throws { transport = try Transport() }

    private func poll(_ client: ContactCentreClient) async throws -> Poll {
        try await client.poll { [clock] in clock.now }
    }

    private func code(_ innoId: Int64) -> AccessCode { AccessCode(ccId: 1, vdn: 170, innoId: innoId) }

    /// A contact centre whose lists come from `list`, one call a request; nil is an answer with status 500.
    private func centre(list: @escaping @Sendable (Int) -> String?) throws -> ScriptedContactCentre {
        let requests = Counter()
        return try ScriptedContactCentre { asked in
            guard asked.path.hasSuffix("/vdn/queryaccesscodeinfo") else { return .codes(asked.codes) }
            guard let list = list(requests.next()) else { return .status(500) }
            return .init(body: #"{"resultCode":"0100000","resultDesc":[\#(list)]}"#)
        }
    }

    private func client(_ centre: ScriptedContactCentre) throws -> ContactCentreClient {
        let settings = centre.settings([target])
        return try ContactCentreClient(source: "cloud", timeout: .seconds(10), settings: settings, transport: transport)
    }

    @Test func listedCodesAreAskedForAndNamed() async throws {
        let centre = try centre { _ in
            #"""
            {"acId":289,"mediatypeId":5,"accessCode":"650114","codeDescription":"Söles"},{"acId":"7","codeDescription":""},
            {"acId":289,"codeDescription":"Sales"},{"acId":-1,"codeDescription":"x"},{"acId":8,"codeDescription":5}
            """#
        }
        let client = try client(centre)
        let first = try await poll(client)
        #expect(first.snapshot?.series.map(\.innoId) == [7, 8, 289])
        #expect(first.names == [code(7): "", code(8): "", code(289): "Sales"])
        #expect(centre.asked.map(\.codes) == [[], [7, 8, 289]])
        #expect(centre.asked.first.map { String(decoding: $0.request.body, as: UTF8.self) } == #"{"ccId":1,"vdn":170}"#)
        #expect(try await poll(client).names == nil)
        #expect(centre.asked.count == 3)
    }

    @Test func listIsAskedForAgainEveryHour() async throws {
        let centre = try centre { #"{"acId":\#($0)}"# }
        let client = try client(centre)
        #expect(try await poll(client).snapshot?.series.map(\.innoId) == [1])
        clock.advance(by: .milliseconds(3_599_999))
        #expect(try await poll(client).snapshot?.series.map(\.innoId) == [1])
        clock.advance(by: .milliseconds(1))
        let refreshed = try await poll(client)
        #expect(refreshed.snapshot?.series.map(\.innoId) == [2])
        #expect(refreshed.names == [code(2): ""])
    }

    @Test func nothingIsDeliveredUntilTheFirstListArrives() async throws {
        let centre = try centre { $0 < 3 ? nil : #"{"acId":5}"# }
        let client = try client(centre)
        for _ in 0..<2 {
            let failed = try await poll(client)
            #expect(failed.result == .failed)
            #expect(failed.names == nil)
            #expect(failed.failures.map(\.reason) == [.httpStatus])
            #expect(failed.failures.map(\.codes) == [[]])
        }
        #expect(try await poll(client).snapshot?.series.map(\.innoId) == [5])
    }

    @Test func listThatIsNotRefreshedStays() async throws {
        let centre = try centre { $0 == 2 ? nil : #"{"acId":\#($0)}"# }
        let client = try client(centre)
        _ = try await poll(client)
        clock.advance(by: .hours(1))
        let kept = try await poll(client)
        #expect(kept.snapshot?.series.map(\.innoId) == [1])
        #expect(kept.failures.map(\.reason) == [.httpStatus])
        #expect(try await poll(client).snapshot?.series.map(\.innoId) == [3])
    }

    @Test func emptyListIsAGoodPoll() async throws {
        let centre = try centre { _ in "" }
        let poll = try await poll(client(centre))
        #expect(poll.result == .snapshot(Snapshot()))
        #expect(poll.failures.isEmpty)
        #expect(centre.asked.count == 1)
    }

    @Test func listThatWantsToBeLeftAloneHoldsItsTarget() async throws {
        let centre = try ScriptedContactCentre { _ in .status(429, "Retry-After: 60") }
        let client = try client(centre)
        for _ in 0..<3 {
            let failed = try await poll(client)
            #expect(failed.result == .failed)
            #expect(failed.failures.map(\.reason) == [.rateLimited])
        }
        #expect(centre.asked.count == 1)
        clock.advance(by: .seconds(60))
        _ = try await poll(client)
        #expect(centre.asked.count == 2)
    }
}

/// Counts from 1 on.
private final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
