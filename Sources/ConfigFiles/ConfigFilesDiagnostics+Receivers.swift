import Diagnostics
import YAML

// What is wrong with receivers that are reached over HTTP, in order of their names.
extension Diagnostic {
    static func duplicateURL(at range: SourceRange, first: SourceRange) -> Diagnostic {
        .error(
            "duplicate-url",
            at: range,
            "this Alertmanager is named twice",
            label: "again",
            help: "remove one of them",
            related: [.init("first named here", at: first)]
        )
    }

    static func missingReceiverSetting(
        _ key: String,
        of what: String,
        inGlobal: String?,
        at range: SourceRange
    ) -> Diagnostic {
        .error(
            "missing-receiver-setting",
            at: range,
            "\(what) needs `\(key)`",
            label: "without `\(key)`",
            help: inGlobal.map { "write it here, or `\($0)` in `global`" } ?? "a bot can write to many channels"
        )
    }

    static func slackUpdateWithoutBot(_ key: Node.Scalar) -> Diagnostic {
        .error(
            "not-available",
            at: key.range,
            "an incoming webhook of Slack cannot change a message",
            help: "use `app_token` with the token of a bot instead of `api_url`"
        )
    }
}
