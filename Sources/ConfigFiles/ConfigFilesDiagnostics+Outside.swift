import Diagnostics
import YAML

// What is wrong with heartbeats and routing keys, in order of the names.
extension Diagnostic {
    static func badHeartbeatName(_ scalar: Node.Scalar) -> Diagnostic {
        .error(
            "bad-heartbeat-name",
            at: scalar.range,
            "\(scalar.shown) cannot be the name of a heartbeat",
            help: "it stands in a URL as it is: write letters of English, digits, `-`, `_` and `.`"
        )
    }

    static func duplicateHeartbeat(_ name: Name, first: Name) -> Diagnostic {
        duplicate("duplicate-heartbeat", "two heartbeats are named \(name.shown)", name, first: first)
    }

    static func duplicateRoutingKey(_ name: Name, first: Name) -> Diagnostic {
        duplicate("duplicate-routing-key", "two routing keys are named \(name.shown)", name, first: first)
    }

    static func repeatedRoutingKey(at range: SourceRange, first: SourceRange) -> Diagnostic {
        .error(
            "repeated-routing-key",
            at: range,
            "this routing key is given twice, so that it does not tell who sends",
            label: "again",
            help: "make each with `openssl rand -hex 16`",
            related: [.init("first given here", at: first)]
        )
    }

    static func shortRoutingKey(least: Int, at range: SourceRange) -> Diagnostic {
        .error(
            "short-routing-key",
            at: range,
            "a routing key of less than \(least) characters can be guessed",
            help: "make one with `openssl rand -hex 16`"
        )
    }
}
