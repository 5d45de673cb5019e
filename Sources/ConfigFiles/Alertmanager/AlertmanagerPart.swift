import Diagnostics
import YAML

/// The part of a configuration that Alertmanager has as well, in the form in which its tools read it.
///
/// Our own keys are left out, and with them what only they can say; our section `smtp` stands where Alertmanager has its
/// settings. What is secret, or came from outside the files, is `<secret>`.
struct AlertmanagerPart {
    private typealias Content = YAMLText.Content

    /// What stands for a secret; Alertmanager's tools know it.
    private static let mask = Content.text("<secret>", isPlain: true)

    /// The sections, in the order in which Alertmanager's documentation has them.
    private static let sections = [
        "global", "route", "receivers", "inhibit_rules", "mute_time_intervals", "time_intervals",
    ]

    /// The kinds of receivers that both have.
    private static let receiverKeys: Set = [
        "name", "discord_configs", "email_configs", "msteamsv2_configs", "opsgenie_configs", "pagerduty_configs",
        "slack_configs", "telegram_configs", "webhook_configs",
    ]

    /// Our own keys, by the section or the list in which they stand.
    private static let ownKeys: [String: Set<String>] = [
        "route": ["escalation", "resolve_through_silence"],
        "routes": ["escalation", "resolve_through_silence"],
        "email_configs": ["tls", "timeout"],
        "opsgenie_configs": ["region", "timeout"],
        "pagerduty_configs": ["region"],
        // Newer Alertmanagers have `timeout`, too; the tools of older ones refuse it.
        "webhook_configs": ["content_type", "payload", "secret", "timeout"],
    ]

    /// Keys whose values are secret wherever they stand.
    private static let secretKeys: Set = [
        "api_key", "app_token", "auth_password", "auth_secret", "bearer_token", "bot_token", "client_secret",
        "credentials", "opsgenie_api_key", "password", "routing_key", "secret", "secrets", "service_key",
        "slack_api_url", "slack_app_token", "smtp_auth_password", "smtp_auth_secret", "telegram_bot_token",
        "webhook_url",
    ]

    /// Keys whose values are secret in one list: addresses that let everybody in who knows them.
    private static let secretKeysByList: [String: Set<String>] = ["slack_configs": ["api_url"]]

    /// The text of the part that `root`, the joined content of the files, has.
    static func text(of root: Node) -> String {
        guard case .mapping(let root) = root else { return "" }
        var entries: [(key: String, value: Content)] = []
        for section in sections {
            guard let node = root[section], !node.isNoValue, let content = content(node, of: section) else { continue }
            entries.append((section, content))
        }
        let server = root["smtp"].map(mailServer) ?? []
        if !server.isEmpty {
            var global: [(key: String, value: Content)] = []
            if entries.first?.key == "global", case .table(let own) = entries.removeFirst().value { global = own }
            entries.insert(("global", .table(global + server)), at: 0)
        }
        return YAMLText.text(of: .table(entries))
    }

    // MARK: The tree

    /// A node below the key `key`; nil for one that says nothing.
    private static func content(_ node: Node, of key: String) -> Content? {
        switch node {
        case .unreadable: return nil
        case .scalar(let scalar): return text(scalar, of: key)
        case .sequence(let sequence):
            // To tell again after intervals that grow is our own; Alertmanager has one.
            if key == "repeat_interval" { return sequence.items.first.flatMap { content($0, of: key) } }
            return .list(sequence.items.compactMap { content($0, of: key) })
        case .mapping(let mapping): return table(mapping, of: key)
        }
    }

    private static func table(_ mapping: Node.Mapping, of list: String) -> Content {
        let entries = mapping.entries.compactMap { entry -> (key: String, value: Content)? in
            let key = entry.key.text.text
            guard !entry.value.isNoValue, ownKeys[list]?.contains(key) != true,
                list != "receivers" || receiverKeys.contains(key)
            else { return nil }
            if list == "webhook_configs", key == "url" { return (key, address(entry.value)) }
            if secretKeys.contains(key) || secretKeysByList[list]?.contains(key) == true {
                return (key, masked(entry.value))
            }
            return content(entry.value, of: key).map { (key, $0) }
        }
        return .table(entries)
    }

    private static func text(_ scalar: Node.Scalar, of key: String) -> Content {
        // An address may have a password in it.
        let isAddress = key == "url" || key.hasSuffix("_url")
        if scalar.isSubstituted || isAddress && scalar.text.text.contains("@") { return mask }
        return .text(scalar.text.text, isPlain: scalar.style == .plain)
    }

    /// A secret, or a list of them.
    private static func masked(_ node: Node) -> Content {
        guard case .sequence(let sequence) = node else { return mask }
        return .list(sequence.items.map { _ in mask })
    }

    /// The address of a webhook without its path, whoever knows which may use it.
    ///
    /// Alertmanager's older tools want an address there, and no `<secret>` alone.
    private static func address(_ node: Node) -> Content {
        guard case .scalar(let scalar) = node, !scalar.isSubstituted, !scalar.text.text.contains("@") else {
            return .text("http://<secret>", isPlain: true)
        }
        let parts = scalar.text.text.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count > 3, !parts[3].isEmpty else {
            return .text(scalar.text.text, isPlain: scalar.style == .plain)
        }
        return .text(parts.prefix(3).joined(separator: "/") + "/<secret>", isPlain: scalar.style == .plain)
    }

    // MARK: The mail server

    /// Our section `smtp` in Alertmanager's keys.
    private static func mailServer(_ node: Node) -> [(key: String, value: Content)] {
        guard case .mapping(let mapping) = node else { return [] }
        return mapping.entries.compactMap { entry in
            let key = entry.key.text.text
            guard case .scalar(let scalar) = entry.value, !scalar.isNoValue else {
                return key == "tls_config" ? content(entry.value, of: key).map { ("smtp_tls_config", $0) } : nil
            }
            switch key {
            case "smarthost", "from", "hello", "auth_username", "auth_password_file":
                return ("smtp_\(key)", text(scalar, of: key))
            case "auth_password": return ("smtp_\(key)", mask)
            case "tls":
                let isStartTLS = scalar.text.text == "starttls"
                return ("smtp_require_tls", .text(isStartTLS ? "true" : "false", isPlain: true))
            default: return nil
            }
        }
    }
}
