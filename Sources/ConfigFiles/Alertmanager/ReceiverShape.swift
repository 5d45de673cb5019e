import Alerting
import Diagnostics
import Model
import YAML

/// A receiver as it is written; what it takes from `smtp` and `global` is still open.
struct WrittenReceiver {
    var name: Name?
    var webhooks: [WrittenWebhook]
    var emails: [WrittenEmail]
    var services: [(kind: String, entries: [WrittenService])]
    var maxAge: TimeSpan?
    var fallback: Name?

    /// The receiver with what `global` and the mail server give; nil when it has mistakes, which are reported.
    func receiver(
        _ global: WrittenGlobal,
        _ server: WrittenMailServer,
        _ diagnostics: inout [Diagnostic]
    ) -> Receiver? {
        let mails = emails.enumerated().map { index, email in
            email.integration(index, server, &diagnostics)
        }
        let others = services.flatMap { kind, entries in
            entries.enumerated().map { $1.integration("\(kind)[\($0)]", global, &diagnostics) }
        }
        guard let name else { return nil }
        return Receiver(
            name: name.text,
            integrations: webhooks.enumerated().map { $1.integration($0, global) }
                + (mails + others).compactMap { $0 },
            maxAge: maxAge ?? .hours(24),
            fallback: fallback?.text
        )
    }
}

/// An entry of `webhook_configs` as it is written.
struct WrittenWebhook {
    var settings: WebhookSettings
    var http: HTTPSettings?
    var sendResolved: Bool

    func integration(_ index: Int, _ global: WrittenGlobal) -> Integration {
        var settings = settings
        settings.http = http ?? global.http ?? HTTPSettings()
        return Integration(name: "webhook[\(index)]", sendResolved: sendResolved, kind: .webhook(settings))
    }
}

/// An entry of `email_configs` as it is written.
struct WrittenEmail {
    var to: [MailAddress]
    var subject: MessageText?
    var headers: [HTTPSettings.Header]
    var text: MessageText?
    var html: MessageText?
    var server: WrittenMailServer
    var sendResolved: Bool
    var place: SourceRange

    func integration(
        _ index: Int,
        _ server: WrittenMailServer,
        _ diagnostics: inout [Diagnostic]
    ) -> Integration? {
        guard let (from, smtp) = self.server.over(server).settings(at: place, &diagnostics) else { return nil }
        let settings = EmailSettings(
            to: to.map(\.address),
            from: from.address,
            fromHeader: from.text,
            subject: subject,
            headers: headers,
            text: text,
            html: html,
            smtp: smtp
        )
        return Integration(name: "email[\(index)]", sendResolved: sendResolved, kind: .email(settings))
    }
}

extension Shape where Value == WrittenReceiver {
    /// Alertmanager's other kinds.
    private static let foreignKinds = [
        "incidentio", "jira", "msteams", "pushover", "rocketchat", "sns", "victorops", "webex", "wechat",
    ]

    /// An entry of `receivers`.
    static func receiver(_ sources: ReceiverSources) -> Shape {
        .mapping("a receiver") { reader in
            let name = reader.required("name", .name)
            let webhooks = reader.optional("webhook_configs", .list(of: .webhook(sources))) ?? []
            let emails = reader.optional("email_configs", .list(of: .email(sources))) ?? []
            let services = Shape<WrittenService>.kinds(sources).map { kind, shape in
                (kind: kind, entries: reader.optional("\(kind)_configs", .list(of: shape)) ?? [])
            }
            let maxAge = reader.optional("max_age", .positiveDuration)
            let fallback = reader.optional("fallback", .name)
            for kind in foreignKinds {
                let key = "\(kind)_configs"
                guard let node = reader.node(key), let place = reader.key(key) else { continue }
                if case .sequence(let items) = node, items.items.isEmpty { continue }
                reader.report(.unsupportedReceiver(place))
            }
            reader.refuseContent(of: "labels", help: nil)
            return WrittenReceiver(
                name: name,
                webhooks: webhooks,
                emails: emails,
                services: services,
                maxAge: maxAge,
                fallback: fallback
            )
        }
    }
}

extension Shape where Value == WrittenWebhook {
    fileprivate static func webhook(_ sources: ReceiverSources) -> Shape {
        .mapping("a webhook") { reader in
            let sendResolved = reader.optional("send_resolved", .bool)
            let url = reader.address("url", sources.files)
            if !reader.hasSecret("url") {
                reader.reportMissing("url", help: "for example `url: https://chat.example.com/hook`")
            }
            let maxAlerts = reader.optional("max_alerts", .integer(in: 0 ... .max))
            let timeout = reader.requestTimeout()
            let keys = reader.optional("secret", .signingKeys)
            let http = reader.optional("http_config", .http(sources.files))
            let payload = reader.payload(sources)
            guard let url else { return nil }
            let settings = WebhookSettings(
                url: Secret(url.text),
                timeout: timeout ?? .seconds(10),
                maxAlerts: maxAlerts ?? 0,
                signingKeys: keys ?? [],
                payload: payload
            )
            return WrittenWebhook(settings: settings, http: http, sendResolved: sendResolved ?? true)
        }
    }
}

extension Shape where Value == WrittenEmail {
    fileprivate static func email(_ sources: ReceiverSources) -> Shape {
        .mapping("an email receiver") { reader in
            let sendResolved = reader.optional("send_resolved", .bool)
            let to = reader.required("to", .mailAddresses)
            let headers = reader.optional("headers", .mailHeaders(sources.templates))
            let server = reader.mailServer(hasOwnKeys: true, hasAlertmanagerKeys: true, sources.files)
            let html = reader.longText("html", sources)
            let text = reader.longText("text", sources)
            reader.refuseContent(of: "threading", help: "mails about a group are always one thread")
            return WrittenEmail(
                to: to ?? [],
                subject: headers?.subject,
                headers: headers?.others ?? [],
                text: text,
                html: html,
                server: server,
                sendResolved: sendResolved ?? false,
                place: reader.key("to")?.range ?? reader.range
            )
        }
    }
}

/// `headers` of a mail: the subject if it is a template, and the others.
private struct MailHeaders {
    var subject: MessageText?
    var others: [HTTPSettings.Header] = []
}

extension Shape where Value == MailHeaders {
    /// `headers` of a mail.
    fileprivate static func mailHeaders(_ templates: TemplateLibrary) -> Shape {
        let table = Shape<[TableEntry<Node.Scalar>]>.table(of: .scalar)
        return Shape("headers", example: "{ Subject: Callwatch }") { node, subject, diagnostics in
            guard let entries = table.read(node, as: subject, into: &diagnostics) else { return nil }
            var headers = MailHeaders()
            for entry in entries {
                let value = entry.value.text.text
                guard HeaderName.check(entry.key, reserved: HeaderName.ofMails, &diagnostics),
                    HeaderName.check(Located(value, at: entry.value.range), &diagnostics)
                else { continue }
                if PlainText.isDefault(value) { continue }
                if !value.contains("{{") {
                    headers.others.append(HTTPSettings.Header(name: entry.name.value, value: Secret(value)))
                } else if entry.name.value.lowercased() == "subject" {
                    headers.subject = templates.template(entry.value, &diagnostics)
                } else {
                    diagnostics.append(.templateNotAvailable(at: entry.value.range))
                }
            }
            return headers
        }
    }
}

extension Receiver {
    /// Reports receivers that are named and not there, and fallbacks that lead back to where they began.
    static func check(_ receivers: [WrittenReceiver], _ route: WrittenRoute?, _ diagnostics: inout [Diagnostic]) {
        var byName: [String: WrittenReceiver] = [:]
        for receiver in receivers {
            guard let name = receiver.name else { continue }
            if let first = byName[name.text]?.name {
                diagnostics.append(.duplicateReceiver(name, first: first))
            } else {
                byName[name.text] = receiver
            }
        }
        let names = byName.values.compactMap { $0.name?.isSecret == false ? $0.name?.text : nil }.sorted()
        for name in (route?.receivers ?? []) + receivers.compactMap(\.fallback) where byName[name.text] == nil {
            diagnostics.append(.unknownReceiver(name, known: names))
        }
        reportLoops(receivers, byName, &diagnostics)
    }

    /// Each receiver has at most one fallback, so a walk that meets its own steps has found a loop.
    private static func reportLoops(
        _ receivers: [WrittenReceiver],
        _ byName: [String: WrittenReceiver],
        _ diagnostics: inout [Diagnostic]
    ) {
        var done: Set<String> = []
        for receiver in receivers {
            var path: [Name] = []
            var places: [String: Int] = [:]
            var current = receiver.name
            while let name = current, !done.contains(name.text) {
                if let start = places[name.text] {
                    if let fallback = byName[path[start].text]?.fallback {
                        diagnostics.append(.fallbackLoop(fallback, path[start...] + [path[start]]))
                    }
                    break
                }
                places[name.text] = path.count
                path.append(name)
                current = byName[name.text]?.fallback
            }
            done.formUnion(path.map(\.text))
        }
    }
}
