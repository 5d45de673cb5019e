// Full Foundation for JSONSerialization, a reader of requests that is not our own.
import Foundation
import PeerPrograms
import Synchronization

/// A contact centre whose queues are as long as a test says.
final class SwitchableCentre: Sendable {
    private final class State: Sendable {
        let queues = Mutex<[Int: Int]>([:])
        let restless = Mutex<Int?>(nil)

        /// The queues as the answer to that request shows them.
        func queues(request: Int) -> [Int: Int] {
            var queues = queues.withLock { $0 }
            if let code = restless.withLock({ $0 }) { queues[code] = request % 2 }
            return queues
        }
    }

    /// How many polls were answered: an entry for each request.
    let requests: Journal<Int>
    private let server: ScriptedServer
    private let state: State

    /// A contact centre without callers; `answer` may take a request over, by giving the text of a whole answer.
    init(answer: @escaping @Sendable (_ request: Int) -> String? = { _ in nil }) throws {
        let state = State()
        let requests = Journal<Int>()
        self.state = state
        self.requests = requests
        server = try ScriptedServer { connection in
            while let request = connection.readRequest() {
                let number = requests.entries.count + 1
                if let text = answer(number) {
                    connection.write(text)
                } else {
                    connection.answer(200, body: Self.body(request, queues: state.queues(request: number)))
                }
                requests.append(number)
            }
        }
    }

    deinit { server.stop() }

    var port: Int { server.port }

    /// From the next answer on so many callers wait at a code.
    func set(queue: Int, of code: Int) {
        state.queues.withLock { $0[code] = queue }
    }

    /// From the next answer on a code's queue is another in each; nil lets it rest empty.
    func setRestless(_ code: Int?) {
        state.restless.withLock { $0 = code }
    }

    private static func body(_ request: ReceivedRequest, queues: [Int: Int]) -> String {
        let object = try? JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any]
        let codes = (object?["innoIds"] as? [NSNumber])?.map(\.intValue) ?? []
        let rows = codes.map { code in
            let queue = queues[code] ?? 0
            return #"{"innoId":\#(code),"allCallCount":\#(queue),"ivrCallCount":0,"agentCallCount":0,"#
                + #""queueCallCount":\#(queue),"longestWaitTime":0}"#
        }
        return #"{"resultCode":"0100000","resultDesc":[\#(rows.joined(separator: ","))]}"#
    }
}
