import Alerting
import Diagnostics
// Full Foundation for JSONSerialization, which reads what we write.
import Foundation
import JSON
import Model
import Mustache
import Testing

@testable import Delivery

/// Templates over the document of a notification, and where their texts go.
struct TemplateRenderingTests {
    private static let url = ExternalURL(Sample.externalURL)

    private func template(_ text: String) throws -> MessageText {
        try TemplateRenderingTests.template(text)
    }

    static func template(_ text: String) throws -> MessageText {
        var diagnostics: [Diagnostic] = []
        var compiler = MustacheCompiler(schema: GroupNotification.schema, library: [:])
        let source = SourceText(file: SourceFile(name: "t", text: text))
        let template = compiler.compile(source, takesWholeValue: true, &diagnostics)
        #expect(diagnostics.map(\.message) == [])
        return MessageText(try #require(template))
    }

    // MARK: The document

    /// The names of all members, `a.b` for those of members.
    private func names(_ value: MustacheValue, below path: String = "") -> Set<String> {
        switch value {
        case .none, .text, .number, .flag: []
        case .list(let items): items.reduce(into: []) { $0.formUnion(names($1, below: path + "[]")) }
        case .object(let members):
            members.reduce(into: Set(members.keys.map { path + "." + $0 })) { names, member in
                names.formUnion(self.names(member.value, below: path + "." + member.key))
            }
        }
    }

    private func names(_ schema: MustacheSchema, below path: String = "") -> Set<String> {
        switch schema {
        case .text, .number, .flag, .table: []
        case .list(let item): names(item, below: path + "[]")
        case .object(let members):
            members.reduce(into: Set(members.keys.map { path + "." + $0 })) { names, member in
                names.formUnion(self.names(member.value, below: path + "." + member.key))
            }
        }
    }

    @Test func whatCanBeNamedIsThereAndNothingElse() {
        var flapping = Sample.backlog
        flapping.isFlapping = true
        var notification = Sample.notification([flapping, Sample.ended])
        notification.routeLabels = ["team": "voice"]
        notification.page = IncidentPageTests.notification().page
        let document = notification.document(showing: 10, externalURL: Self.url)
        let tables: Set = [
            ".groupLabels", ".commonLabels", ".commonAnnotations", ".routeLabels", ".labels", ".annotations", ".values",
        ]
        let found = names(document).filter { name in
            !tables.contains { table in
                name.firstRange(of: table + ".").map { name[$0.upperBound...].contains(".") == false } ?? false
            }
        }
        let known = names(GroupNotification.schema)
        #expect(found.subtracting(known) == [])
        // Alerts that fire lack what only those have that ended, and the other way round.
        let parts = [".firing[].", ".resolved[]."]
        #expect(known.subtracting(found).filter { name in !parts.contains { name.hasPrefix($0) } } == [])
    }

    @Test func theDocumentHasWhatTheWebhookHas() throws {
        let notification = Sample.notification()
        let bytes = WebhookDocument(notification, maxAlerts: 0, externalURL: Sample.externalURL).bytes
        let webhook = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? NSDictionary)
        let members = webhook.allKeys.compactMap { $0 as? String }.sorted()
        let payload = PayloadValue.object(try members.map { .init($0, .text(try template("{{{\($0)}}}"))) })
        let written = MessageTexts(notification, externalURL: Self.url).json(payload)
        let own = try #require(try JSONSerialization.jsonObject(with: Data(written)) as? NSDictionary)
        for name in members where name != "alerts" { #expect(own[name] as? NSObject == webhook[name] as? NSObject) }
        let alerts = try #require(webhook["alerts"] as? [NSDictionary])
        let ownAlerts = try #require(own["alerts"] as? [NSDictionary])
        #expect(alerts.count == 2 && ownAlerts.count == 2)
        for (alert, own) in zip(alerts, ownAlerts) {
            for case let name as String in alert.allKeys {
                #expect(own[name] as? NSObject == alert[name] as? NSObject, "\(name)")
            }
        }
    }

    @Test(arguments: [
        ("{{title}}", "[FIRING:1] QueueBacklog 170 (critical)"),
        ("{{firingCount}}+{{resolvedCount}} {{#isFiring}}!{{/isFiring}}{{^isResolved}}?{{/isResolved}}", "1+1 !?"),
        ("{{#firing}}{{headline}} since {{since}}{{/firing}}", "21 callers wait at Sales since 2014-10-07 07:45 UTC"),
        (
            "{{#resolved}}{{ended}} after {{lasted}}: {{reason}}{{/resolved}}",
            "2014-10-07 07:48 UTC after 8m 45s: no_data"
        ),
        ("{{#firing}}{{^reason}}-{{/reason}}{{^ended}}-{{/ended}}{{/firing}}", "--"),
        (
            "{{#alerts}}{{values.queueCallCount}}{{^values}}none{{/values}}{{^isLast}}, {{/isLast}}{{/alerts}}",
            "21, none"
        ),
        (
            "{{#firing}}{{#valueList}}{{name}}={{value}}{{^isLast}}, {{/isLast}}{{/valueList}}{{/firing}}",
            "queueCallCount=21, longestWaitTime=2m 20s"
        ),
        ("{{#firing}}{{#labelList}}{{#isFirst}}{{name}}{{/isFirst}}{{/labelList}}{{/firing}}", "alertname"),
        ("{{#firing}}{{#annotationList}}{{name}} {{/annotationList}}{{/firing}}", "runbook_url summary "),
        ("{{#truncatedAlerts}}and {{.}} more{{/truncatedAlerts}}", ""),
        ("{{commonLabels.absent}}{{groupLabels.vdn}}{{routeLabels.x}}", "170"),
    ])
    func templatesSeeTheNotification(_ text: String, _ expected: String) throws {
        let texts = MessageTexts(Sample.notification(), externalURL: Self.url)
        #expect(texts.text(try template(text)) == expected)
    }

    @Test func whatIsNotShownIsCounted() throws {
        let texts = MessageTexts(Sample.notification(), externalURL: Self.url, showing: 1)
        let text = "{{#alerts}}{{status}}{{isLast}}{{/alerts}} {{truncatedAlerts}} {{firingCount}} {{resolvedCount}}"
        #expect(texts.text(try template(text)) == "firingtrue 1 1 1")
    }

    // MARK: Chats

    private static let evil = #"<b>*x*</b> [y](http://z) & "q" @all"#

    private func evilNotification(_ count: Int = 1) -> GroupNotification {
        var alert = Sample.backlog
        alert.annotations = ["summary": Self.evil]
        return Sample.notification(Array(repeating: alert, count: count))
    }

    @Test(arguments: Markup.allCases)
    func valuesInChatsAreNoMarkup(_ markup: Markup) throws {
        let wording = Wording(
            title: try template("{{#alerts}}{{headline}}{{/alerts}}"),
            text: try template("*{{#alerts}}{{headline}}{{/alerts}}*")
        )
        let message = ChatMessage(evilNotification(), externalURL: Self.url, wording: wording)
        #expect(message.title == Self.evil)
        #expect(message.text(in: markup, showing: 1) == "*\(markup.text(Self.evil))*")
    }

    @Test func membersOfSlackMentionNobody() throws {
        let mention = "<!channel>"
        var alert = Sample.backlog
        alert.annotations = ["summary": mention]
        let text = try template("<@U1> {{commonAnnotations.summary}}")
        let settings = SlackSettings(
            endpoint: Endpoint(url: Secret("https://hooks.slack.com/services/x")),
            wording: Wording(title: text, text: text),
            message: ["text": text, "username": text],
            attachment: ["pretext": text, "footer": text, "fallback": text]
        )
        let delivery = Sample.delivery(of: Sample.notification([alert]), integration: "slack[0]")
        let telling = Telling(delivery: delivery, externalURL: Self.url, now: Sample.now)
        let body = try #require(SlackService(settings).requests(about: telling).first).body
        let read = try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
        #expect(read["text"] as? String == "<@U1> &lt;!channel&gt;")
        let attachment = try #require((read["attachments"] as? [[String: Any]])?.first)
        for name in ["pretext", "footer", "fallback", "text"] {
            #expect(attachment[name] as? String == "<@U1> &lt;!channel&gt;", "\(name)")
        }
        #expect(attachment["title"] as? String == "&lt;@U1&gt; &lt;!channel&gt;")
    }

    @Test func textsThatAreTooLongLoseAlertsThenTheirEnd() throws {
        let text = try template("{{#alerts}}{{headline}}\n{{/alerts}}{{#truncatedAlerts}}+{{.}}{{/truncatedAlerts}}")
        let message = ChatMessage(evilNotification(200), externalURL: Self.url, wording: Wording(text: text))
        let fitted = Fitting.most(
            message.count,
            fits: { $0.utf16.count <= 2000 },
            make: { message.text(in: .slack, showing: $0) }
        )
        #expect(fitted.utf16.count <= 2000 && fitted.utf16.count > 1800)
        #expect(fitted.contains("\n+1"))
        let long = Wording(text: try template("{{title}}" + String(repeating: "é", count: 5000)))
        let other = ChatMessage(evilNotification(), externalURL: Self.url, wording: long)
        #expect(other.text(in: .slack, showing: 0).utf16.count == 1000)
        #expect(other.text(in: .telegram, showing: 0).hasPrefix("<a href="))
    }

    @Test func emptyTextsGiveWayToTheUsualOnes() throws {
        let nothing = try template("{{commonLabels.absent}} \n")
        let usual = ChatMessage(Sample.notification(), externalURL: Self.url)
        let message = ChatMessage(
            Sample.notification(),
            externalURL: Self.url,
            wording: Wording(title: nothing, text: nothing)
        )
        #expect(message.title == usual.title)
        #expect(message.text(in: .slack, showing: 2) == usual.text(in: .slack, showing: 2))
        var settings = Sample.email()
        (settings.subject, settings.text, settings.html) = (nothing, nothing, nothing)
        let own = MailComposer(settings: settings, externalURL: Sample.externalURL).parts(about: Sample.notification())
        let other = MailComposer(settings: Sample.email(), externalURL: Sample.externalURL)
            .parts(about: Sample.notification())
        #expect(own.subject == other.subject)
        #expect(own.text == other.text)
        #expect(own.html == other.html)
    }

    @Test func emptyMembersOfIncidentsGiveWayToTheUsualOnes() throws {
        let nothing = try template("{{commonLabels.absent}}")
        let endpoint = Endpoint(url: Secret("https://events.example.com/"))
        let settings = PagerDutySettings(
            endpoint: endpoint,
            routingKey: Secret("k"),
            source: nothing,
            clientURL: nothing,
            payload: ["class": nothing, "group": try template("{{groupLabels.vdn}}")],
            links: [.init(href: nothing), .init(href: try template("https://x.example.com/{{groupLabels.vdn}}"))]
        )
        let telling = Telling(delivery: Sample.delivery(), externalURL: Self.url, now: Sample.now)
        let body = try #require(PagerDutyService(settings).requests(about: telling).first).body
        let read = try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
        let payload = try #require(read["payload"] as? [String: Any])
        #expect(payload["source"] as? String == "callwatch.example.com")
        #expect(read["client_url"] as? String == Sample.externalURL)
        #expect(payload["class"] == nil)
        #expect(payload["group"] as? String == "170")
        let links = try #require(read["links"] as? [[String: String]])
        #expect(
            links.map { $0["href"] } == ["\(Sample.externalURL)/?alert=00abcdef01234567", "https://x.example.com/170"]
        )
    }

    // MARK: Mail

    @Test func mailsAreEscapedWhereTheyAreHTML() throws {
        var settings = Sample.email()
        let text = try template("{{#alerts}}{{headline}}{{/alerts}}")
        (settings.subject, settings.text, settings.html) = (
            text, text, try template("<p>{{#alerts}}{{headline}}{{/alerts}}</p>")
        )
        let parts = MailComposer(settings: settings, externalURL: Sample.externalURL).parts(about: evilNotification())
        #expect(parts.subject == Self.evil)
        #expect(parts.text == Self.evil)
        #expect(parts.html == "<p>&lt;b&gt;*x*&lt;/b&gt; [y](http://z) &amp; &quot;q&quot; @all</p>")
    }

    // MARK: Payloads

    private func body(_ payload: WebhookPayload, maxAlerts: Int = 0) -> (text: String, contentType: String) {
        let settings = WebhookSettings(url: Secret("https://h.example.com"), maxAlerts: maxAlerts, payload: payload)
        let (bytes, type) = WebhookBody.of(evilNotification(3), settings, externalURL: Sample.externalURL)
        return (String(decoding: bytes, as: UTF8.self), type)
    }

    @Test func payloadsOfAnyValuesAreJSON() throws {
        let payload = PayloadValue.object([
            .init("text", .text(try template("say \"{{#alerts}}{{headline}}{{/alerts}}\""))),
            .init("first", .text(try template("{{{truncatedAlerts}}}"))),
            .init("labels", .text(try template("{{{commonLabels}}}"))),
            .init("list", .array([.number("9007199254740993"), .flag(false), .null, .text("x")])),
            .init("absent", .text(try template("{{{commonLabels.absent}}}"))),
        ])
        let (text, type) = body(.json(payload, contentType: "application/json"), maxAlerts: 1)
        #expect(type == "application/json")
        let read = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(read["text"] as? String == "say \"\(Self.evil)\"")
        #expect(read["first"] as? Int == 2)
        #expect((read["labels"] as? [String: String])?["vdn"] == "170")
        #expect((read["list"] as? [Any])?.count == 4)
        #expect(text.contains("[9007199254740993,"))
        #expect(read["absent"] is NSNull)
    }

    @Test func textPayloadsAreEscapedByTheirType() throws {
        let text = try template(#"{"text": "{{#alerts}}{{headline}}{{/alerts}}"}"#)
        let (json, type) = body(.text(text, contentType: "application/json", escaping: .json), maxAlerts: 1)
        #expect(type == "application/json")
        let read = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: String])
        #expect(read == ["text": Self.evil])
        let form = try template("text={{#alerts}}{{headline}}{{/alerts}}&x=1")
        let (body, _) = body(
            .text(form, contentType: "application/x-www-form-urlencoded", escaping: .url),
            maxAlerts: 1
        )
        #expect(body == "text=%3Cb%3E%2Ax%2A%3C%2Fb%3E%20%5By%5D%28http%3A%2F%2Fz%29%20%26%20%22q%22%20%40all&x=1")
    }

    // MARK: Previews

    @Test func previewsShowNoKeys() throws {
        let endpoint = Endpoint(url: Secret("https://events.example.com/secret-path"))
        let kinds: [Integration.Kind] = [
            .pagerDuty(PagerDutySettings(endpoint: endpoint, routingKey: Secret("routing-key"))),
            .feishu(SignedChatSettings(endpoint: endpoint, secret: Secret("sign-key"))),
            .opsgenie(OpsgenieSettings(endpoint: endpoint, apiKey: Secret("genie-key"))),
        ]
        for kind in kinds {
            let preview = NotificationPreview(
                Integration(name: "x[0]", sendResolved: true, kind: kind),
                about: .sample(to: "ops", by: Route(path: "{}", receiver: "ops")),
                externalURL: Sample.externalURL,
                now: Sample.now
            )
            let text = try #require(preview.parts.first).content
            for secret in ["routing-key", "sign-key", "genie-key", "secret-path"] { #expect(!text.contains(secret)) }
            #expect(try JSONSerialization.jsonObject(with: Data(text.utf8)) is NSDictionary)
        }
    }
}
