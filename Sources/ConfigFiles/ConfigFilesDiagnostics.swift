import Diagnostics
import Model
import YAML

/// The ids of every mistake that this target finds.
package enum ConfigFilesDiagnostics {
    /// All of them, sorted; `not-available`, which it finds too, is the YAML reader's.
    package static let ids = [
        "bad-access-key", "bad-calendar-range", "bad-catalog-id", "bad-hand-off", "bad-header", "bad-heartbeat-name",
        "bad-mail-address", "bad-matcher", "bad-password-hash", "bad-payload", "bad-pem-file", "bad-series",
        "bad-signing-secret", "bad-substitution", "bad-table", "bad-target", "bad-time-of-day", "bad-token-hash",
        "bad-url", "bad-user-name", "bad-values", "cell-count", "clear-text", "conflicting-labels", "duplicate-alert",
        "duplicate-catalog-row", "duplicate-column", "duplicate-group", "duplicate-heartbeat", "duplicate-label",
        "duplicate-policy", "duplicate-receiver", "duplicate-routing-key", "duplicate-schedule", "duplicate-series",
        "duplicate-severity", "duplicate-sla", "duplicate-source", "duplicate-template", "duplicate-time-interval",
        "duplicate-url", "duplicate-user", "duration-without-unit", "empty-text", "fallback-loop", "for-between-polls",
        "given-twice", "group-by-all", "headers-without-webhook", "hidden-column", "hidden-level", "host-not-signed",
        "implied-rule",
        "inactive-annotations", "incomplete-login", "inhibits-everything", "key-as-label", "late-event",
        "login-in-clear", "long-interval", "low-above-high", "missing-env", "missing-file", "missing-folder",
        "missing-mail-server", "missing-receiver-setting", "never-pages", "no-catalog-header", "no-contact",
        "no-groups", "no-match", "no-poll", "no-receivers", "no-series", "open-listen", "overlapping-resolve",
        "pattern-too-large", "promql-test", "redirects-not-followed", "repeated-group", "repeated-routing-key",
        "reserved-header", "reserved-label", "reversed-range", "root-route", "several-configurations", "shared-file",
        "short-routing-key", "silence-untold", "sla-named-like-alert", "substitution-in-key", "timeout-above-interval",
        "too-many-codes", "too-many-polls", "uncovered-hours", "unknown-alert", "unknown-contact-method",
        "unknown-group", "unknown-group-label", "unknown-label", "unknown-policy", "unknown-receiver",
        "unknown-schedule",
        "unknown-source", "unknown-time-interval", "unknown-time-zone", "unknown-user", "unreachable-ladder",
        "unreadable-file", "unsupported-receiver", "unused-template", "window-below-interval",
    ]
}

/// Why a label cannot be set.
enum ReservedLabelReason: String {
    case alertName = "it is the name of the alert"
    case severity = "the levels give it"
    case identity = "it identifies the series"
    case heartbeat = "it is the name of the heartbeat"
    case event = "each event gives it"
}

// One constructor for each way to go wrong, in order of their names.
extension Diagnostic {
    static func badAccessKey(at range: SourceRange) -> Diagnostic {
        .error(
            "bad-access-key",
            at: range,
            "an access key has no slash, no space and no control character",
            help: "the parts of a signature stand between slashes"
        )
    }

    static func badHeaderName(_ name: Node.Scalar) -> Diagnostic {
        .error("bad-header", at: name.range, "\(name.shown) cannot be the name of a header")
    }

    static func badHeaderValue(at range: SourceRange) -> Diagnostic {
        .error("bad-header", at: range, "the value of a header has no line end and no control character")
    }

    static func badMailAddress(_ text: String?, at range: SourceRange) -> Diagnostic {
        .error(
            "bad-mail-address",
            at: range,
            text.map { "`\($0)` is no mail address" } ?? "this text is no mail address",
            help: "write `ops@example.com`, or `Ops <ops@example.com>`"
        )
    }

    static func badPasswordHash(at range: SourceRange) -> Diagnostic {
        .error(
            "bad-password-hash",
            at: range,
            "this is no hash of a password",
            help: "`callwatch hash-password` makes one, and so does `htpasswd -nB`"
        )
    }

    static func badSigningSecret(at range: SourceRange) -> Diagnostic {
        .error(
            "bad-signing-secret",
            at: range,
            "the secret of a webhook is `whsec_` and a key in base64",
            help: "`openssl rand -base64 32` makes a key"
        )
    }

    static func badSubstitution(_ content: String, at range: SourceRange) -> Diagnostic {
        let name = content.prefix { $0 != ":" }
        let isVariable = !content.contains(":") && content.allSatisfy { $0 == "_" || $0.isLetter || $0.isNumber }
        return .error(
            "bad-substitution",
            at: range,
            "`${` begins `${env:NAME}` or `${file:path}`, and this is neither",
            help: nearestName(to: String(name), among: ["env", "file"]).map { "did you mean `${\($0):...}`?" }
                ?? (isVariable && !content.isEmpty
                    ? "write `${env:\(content)}` for an environment variable, `$${\(content)}` for this very text"
                    : "write `$${` for a literal `${`")
        )
    }

    static func badTokenHash(at range: SourceRange) -> Diagnostic {
        .error(
            "bad-token-hash",
            at: range,
            "the hash of a token is its SHA-256 in 64 hexadecimal digits",
            help: "`printf %s TOKEN | sha256sum` makes one"
        )
    }

    static func badURL(_ subject: Subject, _ reason: WebAddress.Reason, at range: SourceRange) -> Diagnostic {
        let message =
            switch reason {
            case .notAnURL: "\(subject) is no URL"
            case .scheme(let schemes): "\(subject) has to begin with \(words(schemes.map { "`\($0)://`" }))"
            case .noHost: "\(subject) has no host"
            case .badPort: "\(subject) has a port outside 1 to 65535"
            case .extras: "\(subject) is to have no user, no `?` and no `#`"
            }
        return .error("bad-url", at: range, message)
    }

    static func badUserName(at range: SourceRange) -> Diagnostic {
        .error(
            "bad-user-name",
            at: range,
            "the name of a user has no colon and no control character",
            help: "a colon ends the name where it is sent with the password"
        )
    }

    static func clearText(at range: SourceRange) -> Diagnostic {
        .warning(
            "clear-text",
            at: range,
            "what is sent to this URL can be read and changed on its way",
            help: "use `https://`"
        )
    }

    static func duplicateAlert(_ name: Name, first: Name) -> Diagnostic {
        duplicate("duplicate-alert", "the group has two alerts named \(name.shown)", name, first: first)
    }

    static func duplicateGroup(_ name: Name, first: Name) -> Diagnostic {
        duplicate("duplicate-group", "two groups are named \(name.shown)", name, first: first)
    }

    static func duplicateGroupBy(_ name: Name, first: Name) -> Diagnostic {
        duplicate("duplicate-label", "`group_by` has \(name.shown) twice", name, first: first)
    }

    static func duplicateReceiver(_ name: Name, first: Name) -> Diagnostic {
        duplicate("duplicate-receiver", "two receivers are named \(name.shown)", name, first: first)
    }

    static func duplicateSeverity(_ name: Name, first: Name) -> Diagnostic {
        duplicate("duplicate-severity", "two levels have the severity \(name.shown)", name, first: first)
    }

    static func duplicateSource(_ name: Name, first: Name) -> Diagnostic {
        duplicate("duplicate-source", "two sources are named \(name.shown)", name, first: first)
    }

    static func duplicateTimeInterval(_ name: Name, first: Name) -> Diagnostic {
        duplicate("duplicate-time-interval", "two time intervals are named \(name.shown)", name, first: first)
    }

    static func duplicateUser(_ name: Name, in key: String, first: Name) -> Diagnostic {
        duplicate("duplicate-user", "two of `\(key)` are named \(name.shown)", name, first: first)
    }

    static func durationWithoutUnit(_ subject: Subject, _ number: Substring, at range: SourceRange) -> Diagnostic {
        .error(
            "duration-without-unit",
            at: range,
            "\(subject) is a duration and needs a unit",
            help: number.isEmpty || number.count > 9
                ? "write `30s` for seconds, `5m` for minutes"
                : "write `\(number)s` for seconds, `\(number)m` for minutes"
        )
    }

    static func emptyText(_ subject: Subject, at range: SourceRange) -> Diagnostic {
        .error("empty-text", at: range, "\(subject) must not be empty")
    }

    static func fallbackLoop(_ fallback: Name, _ path: [Name]) -> Diagnostic {
        .error(
            "fallback-loop",
            at: fallback.range,
            "these fallbacks lead back to where they begin",
            label: path.map(\.shown).joined(separator: " -> ")
        )
    }

    static func givenTwice(_ key: Node.Scalar, first: Node.Scalar) -> Diagnostic {
        .error(
            "given-twice",
            at: key.range,
            "\(key.shown) is given twice",
            label: "again",
            help: "lists are joined, but a single value is given in one place",
            related: [.init("first given here", at: first.range)]
        )
    }

    static func groupByAllAndMore(at range: SourceRange) -> Diagnostic {
        .error("group-by-all", at: range, "`...` means all labels and stands alone")
    }

    static func hostNotSigned(at range: SourceRange) -> Diagnostic {
        .error(
            "host-not-signed",
            at: range,
            "the header `host` is always signed",
            help: "write `[host]`"
        )
    }

    static func incompleteLogin(missing key: String, at range: SourceRange) -> Diagnostic {
        .error("incomplete-login", at: range, "to log in to a mail server `\(key)` is needed too")
    }

    static func inhibitsEverything(side: String, at range: SourceRange) -> Diagnostic {
        .warning(
            "inhibits-everything",
            at: range,
            side == "source"
                ? "without matchers of its source side this rule lets every alert inhibit others"
                : "without matchers of its target side this rule inhibits every alert",
            help: "say which alerts are meant with `\(side)_matchers`"
        )
    }

    static func loginInClear(at range: SourceRange) -> Diagnostic {
        .error(
            "login-in-clear",
            at: range,
            "a password is never sent without TLS to another machine",
            help: "use `tls: starttls` or `tls: implicit`"
        )
    }

    static func missingEnvironment(_ name: String, at range: SourceRange) -> Diagnostic {
        .error(
            "missing-env",
            at: range,
            "the environment variable `\(name)` is not set",
            help: "set it where the daemon starts, and for commands that read the file"
        )
    }

    static func missingMailSetting(_ key: String, at range: SourceRange) -> Diagnostic {
        .error(
            "missing-mail-server",
            at: range,
            "to send mail `\(key)` is needed",
            help: key == "from"
                ? "write `smtp: { from: callwatch@example.com }`"
                : "write `smtp: { smarthost: \"mail.example.com:587\" }`"
        )
    }

    static func noGroups(at range: SourceRange) -> Diagnostic {
        .error(
            "no-groups",
            at: range,
            "a rule file needs a list of `groups` with at least one group, or of `slas` with one SLA",
            help: "begin with `groups:`, and each group with `- name:`"
        )
    }

    static func notAvailable(_ name: Node.Scalar, help: String?) -> Diagnostic {
        .error("not-available", at: name.range, "\(name.shown) is not available in this version", help: help)
    }

    static func openListen(at range: SourceRange) -> Diagnostic {
        .error(
            "open-listen",
            at: range,
            "without `users` or `tokens` everybody who reaches this address could do everything",
            help: "listen on `127.0.0.1`, or add `users` or `tokens`"
        )
    }

    static func redirectsNotFollowed(at range: SourceRange) -> Diagnostic {
        .warning(
            "redirects-not-followed",
            at: range,
            "redirects are never followed",
            help: "give the URL to which they lead"
        )
    }

    static func reservedHeader(_ name: Node.Scalar) -> Diagnostic {
        .error("reserved-header", at: name.range, "the header \(name.shown) is made by Callwatch itself")
    }

    static func reservedLabel(_ name: Node.Scalar, reason: ReservedLabelReason) -> Diagnostic {
        .error("reserved-label", at: name.range, "the label \(name.shown) cannot be set: \(reason.rawValue)")
    }

    static func rootRouteCondition(_ key: Node.Scalar) -> Diagnostic {
        .error(
            "root-route",
            at: key.range,
            "the root route takes every alert and cannot have \(key.shown)",
            help: "put it on a route below, in `routes`"
        )
    }

    static func settingNotAvailable(_ key: Node.Scalar, _ value: String, help: String) -> Diagnostic {
        .error(
            "not-available",
            at: key.range,
            "`\(key.text.text): \(value)` is not available in this version",
            help: help
        )
    }

    static func substitutionInKey(at range: SourceRange) -> Diagnostic {
        .error("substitution-in-key", at: range, "a key cannot come from the environment or a file")
    }

    static func templateNotAvailable(at range: SourceRange) -> Diagnostic {
        .error(
            "not-available",
            at: range,
            "of the headers of mails only `Subject` takes a template",
            help: "write it without `{{`"
        )
    }

    static func timeoutAboveInterval(_ timeout: TimeSpan, _ interval: TimeSpan, at range: SourceRange) -> Diagnostic {
        .warning(
            "timeout-above-interval",
            at: range,
            "a request may take \(timeout), longer than the interval of \(interval)",
            help: "cycles that are due while a request hangs are skipped"
        )
    }

    static func tooManyCodes(at range: SourceRange) -> Diagnostic {
        .error("too-many-codes", at: range, "these are more than \(TargetList.maximumCodes) access codes")
    }

    static func unknownReceiver(_ name: Name, known: [String]) -> Diagnostic {
        .error(
            "unknown-receiver",
            at: name.range,
            name.isSecret ? "no receiver has this name" : "no receiver is named \(name.shown)",
            help: name.isSecret ? nil : nearestName(to: name.text, among: known).map { "did you mean `\($0)`?" }
        )
    }

    static func unknownTimeInterval(_ name: Name, known: [String]) -> Diagnostic {
        .error(
            "unknown-time-interval",
            at: name.range,
            name.isSecret ? "no time interval has this name" : "no time interval is named \(name.shown)",
            help: (name.isSecret ? nil : nearestName(to: name.text, among: known)).map { "did you mean `\($0)`?" }
                ?? (known.isEmpty ? "the configuration defines them in `time_intervals`" : nil)
        )
    }

    static func unsupportedReceiver(_ key: Node.Scalar) -> Diagnostic {
        .error(
            "unsupported-receiver",
            at: key.range,
            "\(key.shown) of Alertmanager are not supported",
            help: "a webhook can reach a bridge for such receivers"
        )
    }

    /// The words with commas and `or`.
    private static func words(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.joined() }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }

    static func duplicate(_ id: String, _ message: String, _ name: Name, first: Name) -> Diagnostic {
        .error(id, at: name.range, message, label: "again", related: [.init("first given here", at: first.range)])
    }
}
