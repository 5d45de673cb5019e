import Alerting
import ConfigFiles
import Diagnostics
import Mustache
import Testing

/// Templates in texts of receivers, as they are read.
struct TemplateTests {
    private static let document = MustacheValue.object(
        [
            "title": .text(#"two "callers""#), "firingCount": .number(2),
            "alerts": .list([.object(["headline": .text("a")]), .object(["headline": .text("b")])]),
            "commonLabels": .object(["vdn": .text("170")]),
        ]
    )

    private func kind(_ keys: String, files: [String: String] = [:]) throws -> Integration.Kind {
        let text = "route: { receiver: ops }\nreceivers:\n  - name: ops\n    \(keys)\ntemplates: [\"*.mustache\"]\n"
        let all = files.isEmpty ? ["etc/unused.mustache": ""] : files
        let loaded = ConfigurationCase(whole: text, files: all).load()
        let messages = loaded.diagnostics.filter { $0.id != "unused-template" }
        #expect(messages.isEmpty, "\(DiagnosticRenderer().text(messages))")
        let integrations = try #require(loaded.value?.alerting.receivers["ops"]).integrations
        return try #require(integrations.first).kind
    }

    private func rendered(_ text: MessageText?) -> String? { text?.template.render(Self.document) }

    @Test func everyTextOfASlackMessageIsATemplate() throws {
        let keys = [
            "color", "fallback", "footer", "image_url", "pretext", "thumb_url", "title_link", "username", "icon_url",
            "icon_emoji", "message_text", "title", "text",
        ]
        let list = keys.map { "\($0): \"\($0) {{firingCount}}\"" }.joined(separator: ", ")
        guard case .slack(let slack) = try kind("slack_configs: [{ api_url: \"https://s.example.com/x\", \(list) }]")
        else {
            Issue.record("no Slack")
            return
        }
        var texts = slack.message.merging(slack.attachment) { first, _ in first }
        texts["message_text"] = texts.removeValue(forKey: "text")
        texts["title"] = slack.wording.title
        texts["text"] = slack.wording.text
        #expect(texts.mapValues { rendered($0) } == Dictionary(keys.map { ($0, "\($0) 2") }) { first, _ in first })
    }

    @Test(arguments: [
        "msteamsv2_configs: [{ webhook_url: https://s.example.com/x, title: '{{title}}', text: '{{firingCount}}' }]",
        "discord_configs: [{ webhook_url: https://s.example.com/x, title: '{{title}}', message: '{{firingCount}}' }]",
        "mattermost_configs: [{ webhook_url: https://s.example.com/x, title: '{{title}}', text: '{{firingCount}}' }]",
        "googlechat_configs: [{ url: https://s.example.com/x, title: '{{title}}', text: '{{firingCount}}' }]",
        "dingtalk_configs: [{ url: https://s.example.com/x, title: '{{title}}', text: '{{firingCount}}' }]",
        "feishu_configs: [{ url: https://s.example.com/x, title: '{{title}}', text: '{{firingCount}}' }]",
        "wecom_configs: [{ url: https://s.example.com/x, title: '{{title}}', text: '{{firingCount}}' }]",
        "telegram_configs: [{ bot_token: x, chat_id: 1, message: '{{firingCount}}' }]",
        "opsgenie_configs: [{ api_key: x, message: '{{title}}', description: '{{firingCount}}' }]",
        "pagerduty_configs: [{ routing_key: x, description: '{{title}}' }]",
    ])
    func titlesAndTextsAreTemplates(_ keys: String) throws {
        let wording: Wording? =
            switch try kind(keys) {
            case .teams(let chat), .googleChat(let chat), .weCom(let chat): chat.wording
            case .dingTalk(let chat), .feishu(let chat): chat.wording
            case .discord(let chat): chat.wording
            case .mattermost(let chat): chat.wording
            case .telegram(let chat): chat.wording
            case .opsgenie(let service): service.wording
            case .pagerDuty(let service): Wording(title: service.description)
            case .webhook, .email, .slack, .alertmanager: nil
            }
        let read = try #require(wording)
        if keys.contains("title}}") { #expect(rendered(read.title) == #"two "callers""#) }
        if keys.contains("firingCount") { #expect(rendered(read.text) == "2") }
    }

    @Test func incidentsHaveTemplatesInTheirMembers() throws {
        let keys = """
            pagerduty_configs: [{ routing_key: k, client: "{{title}}", client_url: "https://x.example.com/{{commonLabels.vdn}}",
              source: "{{firingCount}}", class: "{{firingCount}}", details: { vdn: "{{commonLabels.vdn}}" },
              links: [{ href: "https://x.example.com/{{commonLabels.vdn}}", text: "{{title}}" }] }]
            """
        guard case .pagerDuty(let pager) = try kind(keys.replacing("\n", with: " ")) else {

            Issue.record("no PagerDuty")
            return

        }
        #expect(rendered(pager.client) == #"two "callers""#)
        #expect(rendered(pager.clientURL) == "https://x.example.com/170")
        #expect(rendered(pager.source) == "2")
        #expect(rendered(pager.payload["class"]) == "2")
        #expect(rendered(pager.details["vdn"]) == "170")
        #expect(pager.links.map { rendered($0.href) } == ["https://x.example.com/170"])
        guard
            case .opsgenie(let opsgenie) = try kind(
                #"opsgenie_configs: [{ api_key: k, tags: "{{title}}", entity: "{{firingCount}}", details: { a: "{{title}}" } }]"#
            )
        else {
            Issue.record("no Opsgenie")
            return
        }
        #expect(opsgenie.tags.map { rendered($0) } == [#"two "callers""#])
        #expect(rendered(opsgenie.members["entity"]) == "2")
        #expect(rendered(opsgenie.details["a"]) == #"two "callers""#)
    }

    @Test func mailsHaveTemplatesInSubjectAndParts() throws {
        let keys = """
            email_configs: [{ to: a@example.com, from: c@example.com, smarthost: "m:587",
            headers: { subject: "{{title}}" }, html: "<p>{{title}}</p>{{> rest}}", text: "{{> rest}}" }]
            """
        let kind = try kind(keys.replacing("\n", with: " "), files: ["etc/rest.mustache": "{{firingCount}} fire\n"])
        guard case .email(let mail) = kind else {
            Issue.record("no mail")
            return
        }
        #expect(rendered(mail.subject) == #"two "callers""#)
        #expect(mail.headers.isEmpty)
        #expect(rendered(mail.html) == "<p>two \"callers\"</p>2 fire\n")
        #expect(rendered(mail.text) == "2 fire\n")
    }

    @Test func payloadsAreTrees() throws {
        let keys = """
            webhook_configs: [{ url: https://h.example.com/x, payload: { text: "{{title}}", n: 9007199254740993, f: -1.50e3, yes: true,
            none: null, quoted: "3", phone: 0123, all: "{{{alerts}}}", list: [a, "{{firingCount}}"] } }]
            """
        guard case .webhook(let hook) = try kind(keys.replacing("\n", with: " ")),
            case .json(.object(let members), let contentType) = hook.payload
        else {
            Issue.record("no payload")
            return
        }
        #expect(contentType == "application/json")
        #expect(members.map(\.name) == ["text", "n", "f", "yes", "none", "quoted", "phone", "all", "list"])
        #expect(members[1].value == .number("9007199254740993"))
        #expect(members[2].value == .number("-1.50e3"))
        #expect(members[3].value == .flag(true))
        #expect(members[4].value == .null)
        #expect(members[5].value == .text("3"))
        #expect(members[6].value == .text("0123"))
        guard case .text(let all) = members[7].value else {
            Issue.record("no text")
            return
        }
        #expect(
            all.template.wholeValue(in: Self.document)
                == .list([
                    .object(["headline": .text("a")]), .object(["headline": .text("b")]),
                ])
        )
    }

    @Test(arguments: [
        ("application/json", MustacheEscaping.json), ("application/vnd.api+json; charset=utf-8", .json),
        ("text/html", .html), ("application/xml", .html), ("application/x-www-form-urlencoded", .url),
        ("text/plain", .none), ("text/csv", .none),
    ])
    func textsAreEscapedByTheirType(_ type: String, _ escaping: MustacheEscaping) throws {
        let keys =
            "webhook_configs: [{ url: https://h.example.com/x, payload: '\"{{title}}\"', content_type: \(type) }]"
        guard case .webhook(let hook) = try kind(keys.replacing("\(type) }", with: "'\(type)' }")) else {

            Issue.record("no webhook")
            return

        }
        guard case .text(_, let contentType, let read) = hook.payload else {
            Issue.record("no text")
            return
        }
        #expect(contentType == type)
        #expect(read == escaping)
    }

    private static func payloadMistakes(_ payload: String, type: String = "application/json") -> [Diagnostic] {
        ConfigurationCase(
            whole: """
                route: { receiver: ops }
                receivers:
                  - name: ops
                    webhook_configs: [{ url: "https://h.example.com/x", payload: '\(payload)', content_type: \(type) }]
                """
        ).load().diagnostics
    }

    @Test(arguments: [
        #"[{{#alerts}}"{{headline}}"{{^isLast}},{{/isLast}}{{/alerts}}]"#,
        #"[{{#alerts}}{{^isFirst}},{{/isFirst}}"{{headline}}"{{/alerts}}]"#,
        #"{"state": {{#isFiring}}1{{/isFiring}}{{#isResolved}}0{{/isResolved}}}"#,
        #"{"n": {{firingCount}}, "l": "{{commonLabels.vdn}}"}"#,
        #"{"t": [{{#alerts}}{ {{#labelList}}"{{name}}": "{{value}}"{{^isLast}}, {{/isLast}}{{/labelList}} }{{^isLast}},{{/isLast}}{{/alerts}}]}"#,
        #"[{{#alerts}}{{#severity}}"{{.}}"{{/severity}}{{^severity}}null{{/severity}}{{^isLast}},{{/isLast}}{{/alerts}}]"#,
    ])
    func payloadsThatAreJSONForEveryGroupAreTaken(_ payload: String) {
        let found = Self.payloadMistakes(payload)
        #expect(found.isEmpty, "\(DiagnosticRenderer().text(found))")
    }

    @Test(arguments: [
        // A comma behind the last one.
        (#"[{{#alerts}}"{{headline}}",{{/alerts}}]"#, "alerts that fire and others that have ended"),
        // Nothing between two alerts.
        (#"[{{#alerts}}"{{headline}}"{{/alerts}}]"#, "alerts that fire and others that have ended"),
        // Nothing once it has ended.
        (#"{"state": {{#isFiring}}1{{/isFiring}}}"#, "one alert that has ended"),
        (#"[{{#firing}}"{{since}}"{{/firing}}{{#resolved}},"{{ended}}"{{/resolved}}]"#, "alerts that fire and others"),
        // A quotation mark in a value.
        (#"{"title": "{{{title}}}"}"#, "alerts that fire and others that have ended"),
        // Alerts about groups and sources have no counters.
        (
            #"[{{#alerts}}{{values.queueCallCount}}{{^isLast}},{{/isLast}}{{/alerts}}]"#,
            "alerts without `severity` and `values`"
        ),
    ])
    func payloadThatIsNoJSONForSomeGroupIsAMistake(_ payload: String, _ trial: String) throws {
        let found = Self.payloadMistakes(payload)
        #expect(found.map(\.id) == ["bad-payload"])
        #expect(try #require(found.first).message.contains(trial), "\(DiagnosticRenderer().text(found))")
    }

    @Test(arguments: ["", "  ", "{{! nothing }}", "{{#routeLabels.none}}x{{/routeLabels.none}}"])
    func payloadThatIsAlwaysEmptyIsAMistake(_ payload: String) {
        let found = Self.payloadMistakes(payload, type: "text/plain")
        #expect(found.map(\.message) == ["this body is always empty"])
    }

    @Test func unusedTemplatesAreWarnedOf() throws {
        let loaded = ConfigurationCase(
            "templates: [\"*.mustache\"]",
            files: ["etc/a.mustache": "{{> b}}", "etc/b.mustache": "{{title}}"]
        ).load()
        #expect(loaded.diagnostics.map(\.id) == ["unused-template", "unused-template"])
        #expect(loaded.files.contains("etc/a.mustache"))
        #expect(loaded.value != nil)
    }
}
