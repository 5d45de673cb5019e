import Diagnostics
import YAML

/// The part of a configuration that Alertmanager has as well, in the form in which its tools read it.
///
/// Keys that they do not know (``AlertmanagerKeys``) are left out, and with them what only those can say; our section
/// `smtp` stands where Alertmanager has its settings. What is secret, or came from outside the files, is `<secret>`.
struct AlertmanagerPart {
    private typealias Content = YAMLText.Content

    /// What stands for a secret; Alertmanager's tools know it.
    private static let mask = Content.text("<secret>", isPlain: true)

    /// The sections, in the order in which Alertmanager's documentation has them.
    private static let sections = [
        "global", "route", "receivers", "inhibit_rules", "mute_time_intervals", "time_intervals",
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

    /// The keys of the section `global`.
    private var globalKeys: Set<String> = []

    /// The text of the part that `root`, the joined content of the files, has.
    static func text(of root: Node) -> String {
        guard case .mapping(let root) = root else { return "" }
        var part = AlertmanagerPart()
        if case .mapping(let global)? = root["global"] {
            part.globalKeys = Set(global.entries.map(\.key.text.text))
        }
        var entries: [(key: String, value: Content)] = []
        for section in sections {
            guard let node = root[section], !node.isNoValue, let content = part.content(node, of: section) else {
                continue
            }
            entries.append((section, content))
        }
        let server = root["smtp"].map(part.mailServer) ?? []
        if !server.isEmpty {
            var global: [(key: String, value: Content)] = []
            if entries.first?.key == "global", case .table(let own) = entries.removeFirst().value { global = own }
            entries.insert(("global", .table(global + server)), at: 0)
        }
        return YAMLText.text(of: .table(entries))
    }

    // MARK: The tree

    /// A node below the key `key`; nil for one that says nothing.
    private func content(_ node: Node, of key: String) -> Content? {
        switch node {
        case .unreadable: return nil
        case .scalar(let scalar): return Self.text(scalar, of: key)
        case .sequence(let sequence):
            // To tell again after intervals that grow is our own; Alertmanager has one.
            if key == "repeat_interval" { return sequence.items.first.flatMap { content($0, of: key) } }
            return .list(sequence.items.compactMap { content($0, of: key) })
        case .mapping(let mapping): return table(mapping, of: key)
        }
    }

    private func table(_ mapping: Node.Mapping, of list: String) -> Content {
        let known = AlertmanagerKeys.known[list]
        var entries = mapping.entries.compactMap { entry -> (key: String, value: Content)? in
            let key = entry.key.text.text
            guard !entry.value.isNoValue, known?.contains(key) ?? true else { return nil }
            if list == "webhook_configs", key == "url" { return (key, Self.address(entry.value)) }
            if Self.secretKeys.contains(key) || Self.secretKeysByList[list]?.contains(key) == true {
                return (key, Self.masked(entry.value))
            }
            return content(entry.value, of: key).map { (key, $0) }
        }
        for needed in AlertmanagerKeys.needed[list] ?? []
        where needed.either.isDisjoint(with: entries.map(\.key)) && needed.global.isDisjoint(with: globalKeys) {
            entries.append((needed.key, .text(needed.value, isPlain: true)))
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
    private func mailServer(_ node: Node) -> [(key: String, value: Content)] {
        guard case .mapping(let mapping) = node else { return [] }
        return mapping.entries.compactMap { entry in
            let key = entry.key.text.text
            guard case .scalar(let scalar) = entry.value, !scalar.isNoValue else { return nil }
            switch key {
            case "smarthost", "from", "hello", "auth_username", "auth_password_file":
                return ("smtp_\(key)", Self.text(scalar, of: key))
            case "auth_password": return ("smtp_\(key)", Self.mask)
            case "tls":
                let isStartTLS = scalar.text.text == "starttls"
                return ("smtp_require_tls", .text(isStartTLS ? "true" : "false", isPlain: true))
            default: return nil
            }
        }
    }
}
