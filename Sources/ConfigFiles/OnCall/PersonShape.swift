import Alerting
import Diagnostics
import Model
import YAML

/// Somebody of `users` as it is written.
struct WrittenPerson {
    /// A way to be told.
    enum Method {
        case receiver(Name)
        case email(WrittenEmail)
        case webhook(WrittenWebhook)
    }

    var name: Name?
    var zone: Zone
    var methods: [(name: Name, method: Method)]
    var notices: [Urgency: [Person.Notice]]

    /// The person; nil without a name.
    var person: Person? {
        guard let name else { return nil }
        let receivers = methods.map { ($0.name.text, Self.receiverName(of: $0, person: name)) }
        return Person(
            name: name.text,
            zone: zone,
            receivers: Dictionary(receivers) { first, _ in first },
            notices: notices
        )
    }

    /// The receivers that stand behind methods which are not receivers of the configuration themselves.
    func receivers(
        _ global: WrittenGlobal,
        _ server: WrittenMailServer,
        _ diagnostics: inout [Diagnostic]
    ) -> [Receiver] {
        guard let name else { return [] }
        return methods.compactMap { entry in
            let integration: Integration? =
                switch entry.method {
                case .receiver: nil
                case .email(let email): email.integration(0, server, &diagnostics)
                case .webhook(let webhook): webhook.integration(0, global)
                }
            let receiver = Self.receiverName(of: entry, person: name)
            return integration.map { Receiver(name: receiver, integrations: [$0]) }
        }
    }

    /// What a method's receiver is called: `ana/phone`, unless it is one of the configuration.
    private static func receiverName(of entry: (name: Name, method: Method), person: Name) -> String {
        if case .receiver(let receiver) = entry.method { receiver.text } else { "\(person.text)/\(entry.name.text)" }
    }
}

extension Shape where Value == WrittenPerson {
    /// An entry of `users`.
    static func person(_ sources: ReceiverSources) -> Shape {
        .mapping("a user") { reader in
            let name = reader.required("name", .name)
            let zone = reader.optional("time_zone", .zone(local: sources.files.localZone)) ?? .utc
            let methods = reader.optional("contact_methods", .table(of: .contactMethod(sources))) ?? []
            let names = methods.map { Name($0.key) }
            let notices = reader.optional("notify", .notices(methods: names)) ?? [:]
            return WrittenPerson(
                name: name,
                zone: zone,
                methods: zip(names, methods).map { (name: $0, method: $1.value) },
                notices: notices
            )
        }
    }
}

extension Shape where Value == WrittenPerson.Method {
    fileprivate static func contactMethod(_ sources: ReceiverSources) -> Shape {
        .mapping("a contact method") { reader in
            let email = reader.optional("email", .mailAddresses)
            let url = reader.optional("webhook", Shape<WebAddress>.webAddress)
            let headers = reader.optional("headers", .contactHeaders) ?? []
            let body = reader.contactBody(sources)
            let receiver = reader.optional("receiver", .name)
            reader.exclude("email", "webhook")
            reader.exclude("email", "receiver")
            reader.exclude("webhook", "receiver")
            if reader.key("webhook") == nil {
                for key in ["headers", "body", "content_type"].compactMap({ reader.key($0) }) {
                    reader.report(.headersWithoutWebhook(key))
                }
            }
            if let receiver { return .receiver(receiver) }
            if let url {
                let settings = WebhookSettings(url: Secret(url.text), timeout: .seconds(10), payload: body)
                return .webhook(
                    WrittenWebhook(settings: settings, http: HTTPSettings(headers: headers), sendResolved: true)
                )
            }
            if let email {
                let place = reader.key("email")?.range ?? reader.range
                return .email(
                    WrittenEmail(
                        to: email,
                        headers: [],
                        server: WrittenMailServer(),
                        sendResolved: true,
                        place: place
                    )
                )
            }
            let isGiven = ["email", "webhook", "receiver"].contains { reader.key($0) != nil }
            if !isGiven {
                reader.reportMissing(
                    "email",
                    help: "write `email: ana@example.com`, or give a `webhook` or a `receiver`"
                )
            }
            return nil
        }
    }
}

extension Shape where Value == [HTTPSettings.Header] {
    /// `headers` of a contact method; they may carry its `Authorization`.
    fileprivate static var contactHeaders: Shape {
        let table = Shape<[TableEntry<Node.Scalar>]>.table(of: .scalar)
        let reserved = HeaderName.ofRequests.subtracting(["authorization"])
        return Shape("headers", example: "{ X-Team: voice }") { node, subject, diagnostics in
            table.read(node, as: subject, into: &diagnostics)?.compactMap { entry in
                let value = Located(entry.value.text.text, at: entry.value.range)
                guard HeaderName.check(entry.key, reserved: reserved, &diagnostics),
                    HeaderName.check(value, &diagnostics)
                else { return nil }
                return HTTPSettings.Header(name: entry.name.value, value: Secret(value.value))
            }
        }
    }
}

extension Shape where Value == [Urgency: [Person.Notice]] {
    /// `notify`: a list of contact methods for each urgency.
    fileprivate static func notices(methods: [Name]) -> Shape {
        .mapping("`notify`") { reader in
            var notices: [Urgency: [Person.Notice]] = [:]
            for urgency in Urgency.allCases {
                notices[urgency] = reader.optional(urgency.rawValue, .list(of: .notice(methods: methods)))
            }
            return notices
        }
    }
}

extension Shape where Value == Person.Notice {
    fileprivate static func notice(methods: [Name]) -> Shape {
        .mapping("an entry of `notify`") { reader in
            let method = reader.required("via", .name)
            let after = reader.optional("after", .duration()) ?? .zero
            guard let method else { return nil }
            if !methods.contains(where: { $0.text == method.text }) {
                let known = methods.filter { !$0.isSecret }.map(\.text)
                reader.report(.unknownContactMethod(method, known: known))
            }
            return Person.Notice(by: method.text, after: after)
        }
    }
}
