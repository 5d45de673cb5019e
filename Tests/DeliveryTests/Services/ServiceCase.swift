import Alerting
import Model
import PeerPrograms
import Testing

/// One service: how it is configured, what it asks of a request, and how it answers.
struct ServiceCase: Sendable, CustomTestStringConvertible {
    /// What a service answers.
    struct Answer: Sendable {
        var status = "200 OK"
        var headers = ""
        var body = ""
    }

    let name: String
    /// An integration of a service on a port of the loopback.
    let kind: @Sendable (_ port: Int) -> Integration.Kind
    /// Checks a request by the service's documentation.
    let check: @Sendable (ServiceDocument) -> Void
    /// The recipient that the delivery names.
    var recipient: @Sendable (_ port: Int) -> String? = { _ in nil }
    /// It was taken.
    let taken: Answer
    /// It was not taken, and never will be.
    let refused: Answer
    /// It was not taken because there was too much, with the time to wait in milliseconds, if the service names one.
    let limited: (answer: Answer, wait: Int64?)
    /// Errors with the status of success, and whether they pass.
    var errorsInside: [(answer: Answer, isFinal: Bool)] = []
    /// What no error may show.
    var secret: String?
    /// How many alerts with long texts do not fit.
    var tooMany = 300

    var testDescription: String { name }

    static func url(_ port: Int, _ path: String) -> Secret { Secret("http://127.0.0.1:\(port)\(path)") }

    static func endpoint(_ port: Int, _ path: String) -> Endpoint {
        Endpoint(url: url(port, path), timeout: .seconds(20))
    }
}

extension ServiceCase {
    static let all: [ServiceCase] = [
        slack, slackBot, teams, discord, telegram, mattermost, googleChat, dingTalk, feishu, weCom, pagerDuty, opsgenie,
        alertmanager,
    ]
}
