import ContactCentre
// Full Foundation for JSONSerialization, a reader of requests that is not our own.
import Foundation
import Model
import Outbound
import PeerPrograms
import Synchronization

/// A contact centre that a test scripts: an answer for each request, and what was asked.
final class ScriptedContactCentre: Sendable {
    /// One request as it was understood.
    struct Asked: Sendable {
        let request: ReceivedRequest
        let path: String
        let vdn: Int64
        let codes: [Int64]
    }

    /// What a request is answered with.
    struct Answer: Sendable {
        var status = 200
        var headers: [String] = []
        var body: String

        /// A successful answer with an object for each code.
        static func codes(_ codes: [Int64]) -> Answer {
            let objects = codes.map { #"{"innoId":\#($0),"allCallCount":\#($0),"queueCallCount":1}"# }
            return Answer(body: #"{"resultCode":"0100000","resultDesc":[\#(objects.joined(separator: ","))]}"#)
        }

        /// A status without a body.
        static func status(_ status: Int, _ headers: String...) -> Answer {
            Answer(status: status, headers: headers, body: "")
        }
    }

    private struct State {
        var asked: [Asked] = []
        var running = 0
        var mostRunning = 0
    }

    private let server: ScriptedServer
    private let state: SharedState

    private final class SharedState: Sendable {
        let value = Mutex(State())
    }

    /// A contact centre that answers each request as `answer` says; nil hangs until the client gives up.
    init(answer: @escaping @Sendable (Asked) -> Answer?) throws {
        let state = SharedState()
        self.state = state
        server = try ScriptedServer { connection in
            while let request = connection.readRequest() {
                let asked = Asked(request)
                state.value.withLock { state in
                    state.asked.append(asked)
                    state.running += 1
                    state.mostRunning = max(state.mostRunning, state.running)
                }
                let answer = answer(asked)
                state.value.withLock { $0.running -= 1 }
                guard let answer else { return connection.waitForEnd() }
                let head =
                    ["HTTP/1.1 \(answer.status) X", "Content-Length: \(answer.body.utf8.count)"] + answer.headers
                connection.write(head.joined(separator: "\r\n") + "\r\n\r\n" + answer.body)
            }
        }
    }

    deinit { server.stop() }

    var port: Int { server.port }
    /// What was asked since the start.
    var asked: [Asked] { state.value.withLock(\.asked) }
    /// How many requests were under way at once, at most.
    var mostRunning: Int { state.value.withLock(\.mostRunning) }

    /// The settings of a client for it.
    func settings(_ targets: [ContactCentreSettings.Target], path: String = "/cms") -> ContactCentreSettings {
        .scripted(url: "http://127.0.0.1:\(port)\(path)", targets: targets)
    }
}

extension ScriptedContactCentre.Asked {
    fileprivate init(_ request: ReceivedRequest) {
        let object = try? JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any]
        self.request = request
        path = request.requestLine.split(separator: " ").dropFirst().first.map(String.init) ?? ""
        vdn = (object?["vdn"] as? NSNumber)?.int64Value ?? -1
        codes = (object?["innoIds"] as? [NSNumber])?.map(\.int64Value) ?? []
    }
}

extension ContactCentreSettings {
    /// Settings that reach `url` without a proxy, whatever the environment says.
    static func scripted(url: String, targets: [Target]) -> ContactCentreSettings {
        ContactCentreSettings(
            url: url,
            accessKey: Secret("access-key-1"),
            secretKey: Secret("secret-key-1"),
            proxyURL: Secret(""),
            targets: targets
        )
    }
}

extension ContactCentreSettings.Target {
    /// The listed codes of a VDN.
    static func vdn(_ vdn: Int64, _ codes: ClosedRange<Int64>) -> Self {
        Self(ccId: 1, vdn: vdn, codes: .listed(Array(codes)))
    }
}

/// A clock that stands still until a test moves it.
final class TestClock: Sendable {
    private let time = Mutex(Timestamp(milliseconds: 1_412_667_900_000))

    var now: Timestamp { time.withLock(\.self) }

    func advance(by span: TimeSpan) { time.withLock { $0 = $0 + span } }
}
