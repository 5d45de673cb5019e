import Alerting
import ConfigFiles
import Expressions
import Model
import Testing

struct DefaultsTests {
    @Test func whatIsNotWrittenHasItsDefault() throws {
        let settings = try ConfigurationCase("").settings()
        #expect(settings.alerting.staleness == .minutes(5))
        #expect(settings.alerting.rules.rules.map(\.alert) == ["A"])
        #expect(settings.alerting.builtinAlerts.isEmpty)
        #expect(settings.sources.isEmpty)
        #expect(settings.storage.path == "etc/callwatch.db")
        #expect(settings.storage.retention == .days(30))
        #expect(settings.server.host == "127.0.0.1")
        #expect(settings.server.port == 9095)
        #expect(settings.server.externalURL == nil)
        #expect(settings.server.tls == nil)
        #expect(settings.server.users.isEmpty && settings.server.tokens.isEmpty)
        #expect(settings.log.level == .info)
        #expect(settings.log.format == nil)
        #expect(settings.alerting.resolveTimeout == .minutes(5))
        #expect(settings.alerting.inhibitRules == [] && settings.alerting.timeIntervals == [:])
        #expect(settings.alerting.silences == SilencePolicy(leastMatchers: 1, longest: nil, retention: .days(5)))
    }

    @Test func silencesKeepToWhatIsWritten() throws {
        let settings = try ConfigurationCase("silences: { min_matchers: 2, max_duration: 8h, retention: 0 }").settings()
        let policy = SilencePolicy(leastMatchers: 2, longest: .hours(8), retention: .zero)
        #expect(settings.alerting.silences == policy)
    }

    @Test func theRootRouteHasAlertmanagersDefaults() throws {
        let route = try ConfigurationCase("").settings().alerting.route
        #expect(route == Route(path: "{}", receiver: "ops"))
        #expect(route.groupBy == .labels([]))
        #expect(route.groupWait == .seconds(30))
        #expect(route.groupInterval == .minutes(5))
        #expect(route.repeatIntervals == [.hours(4)])
    }

    @Test func receiversHaveTheirDefaults() throws {
        let settings = try ConfigurationCase(
            whole: """
                route: { receiver: ops }
                smtp: { smarthost: "mail.example.com:587", from: "Callwatch <callwatch@example.com>" }
                receivers:
                  - name: ops
                    webhook_configs: [{ url: "https://chat.example.com/hook" }]
                    email_configs: [{ to: "ops@example.com" }]
                """
        ).settings()
        let smtp = SMTPSettings(host: "mail.example.com", port: 587, hello: "localhost")
        #expect(smtp.security == .startTLS)
        #expect(smtp.timeout == .seconds(30))
        let email = EmailSettings(
            to: ["ops@example.com"],
            from: "callwatch@example.com",
            fromHeader: "Callwatch <callwatch@example.com>",
            smtp: smtp
        )
        let webhook = WebhookSettings(url: Secret("https://chat.example.com/hook"))
        #expect(webhook.timeout == .seconds(10))
        #expect(
            settings.alerting.receivers["ops"]
                == Receiver(
                    name: "ops",
                    integrations: [
                        Integration(name: "webhook[0]", sendResolved: true, kind: .webhook(webhook)),
                        Integration(name: "email[0]", sendResolved: false, kind: .email(email)),
                    ],
                    maxAge: .hours(24),
                    fallback: nil
                )
        )
    }

    @Test func aContactCentreHasItsDefaults() throws {
        let settings = try ConfigurationCase(
            """
            sources:
              - name: cloud
                cc_cms:
                  url: https://10.22.26.181:28080
                  access_key: ak
                  secret_key: sk
                  targets: [{ cc_id: 1, vdn: 170, inno_ids: [1] }]
            """
        ).settings()
        let centre = ContactCentreSettings(
            url: "https://10.22.26.181:28080/rest/cmsapp/v1/openapi",
            accessKey: Secret("ak"),
            secretKey: Secret("sk"),
            targets: [.init(ccId: 1, vdn: 170, codes: .listed([1]))]
        )
        #expect(settings.sources == [SourceSettings(name: "cloud", origin: .contactCentre(centre))])
        let source = try #require(settings.sources.first)
        #expect((source.interval, source.timeout, source.downAfter) == (.seconds(15), .seconds(5), .minutes(1)))
        #expect(settings.alerting.sources.first?.downAfter == .minutes(1))
    }

    @Test(arguments: [("2s", "2s", "8s"), ("5s", "5s", "20s"), ("1m", "5s", "4m")])
    func timesOfASourceFollowItsInterval(_ interval: String, _ timeout: String, _ downAfter: String) throws {
        let text = "sources: [{ name: s, interval: \(interval), recording: polls.jsonl }]"
        let source = try #require(try ConfigurationCase(text).settings().sources.first)
        #expect(source.timeout.description == timeout)
        #expect(source.downAfter.description == downAfter)
        #expect(source.origin == .recording(path: "etc/polls.jsonl"))
    }
}
